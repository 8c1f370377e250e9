"""Five services from asking to the signature, each with machinery of its own."""

import pytest
from django.urls import reverse

from palui.cases import selectors, services
from palui.cases.access import Relation
from palui.cases.domain import Action, Status, StepState
from palui.catalogue import selectors as offers
from palui.catalogue import services as catalogue
from palui.intake import selectors as intake
from palui.intake import services as intake_services
from palui.kernel.actors import SYSTEM
from palui.kernel.errors import DomainError, InvalidInput, NotFound
from tests.cast import A_WEEK_AGO, ANSWERS, JAMILAH, RAHMAD, SITI_NIK

pytestmark = pytest.mark.django_db


@pytest.fixture
def looked_at(masrani, fauzi):
    """RT and officer have done their steps."""

    def look(code):
        services.endorse(acting=masrani.acting, code=code)
        services.verify(acting=fauzi.acting, code=code)
        return code

    return look


@pytest.fixture
def inherited(siti_asks, rahmat_id, looked_at):
    """Siti and her daughter say that they are the heirs of Rahmat; two neighbours witness."""
    return looked_at(siti_asks("ahli-waris", subject=rahmat_id))


def everybody_says_yes(code, officer):
    for person in selectors.case(code).confirmations:
        if person.is_waiting:
            services.confirm_at_counter(acting=officer.acting, code=code, confirmation_id=person.id, identity_seen=True)


@pytest.mark.parametrize("service", ["usaha", "belum-menikah", "pengantar-nikah"])
def test_a_letter_about_oneself_waits_for_the_lurah(service, siti_asks, looked_at, ratna):
    code = looked_at(siti_asks(service))
    case = selectors.case(code)
    assert (case.status, case.who) == (Status.SIGNING, "lurah")
    assert Action.SIGN in selectors.view(ratna.acting, code).actions


def test_the_shop_has_its_photo_and_its_place(siti_asks):
    submission = intake.submission(siti_asks("usaha"))
    assert submission.answers["lokasi"] == {"lat": -3.3012, "lon": 114.5978, "description": "Seberang langgar"}
    assert submission.evidence[0].key == "foto_usaha"


@pytest.mark.parametrize(
    ("service", "answer", "place"),
    [
        ("belum-menikah", {"belum_menikah": False}, "belum_menikah"),
        ("pengantar-nikah", {"tanggal_akad": A_WEEK_AGO}, "tanggal_akad"),
        ("kematian", {"saksi": [RAHMAD]}, "saksi"),
        ("ahli-waris", {"pernyataan": False}, "pernyataan"),
        ("usaha", {"nib": "123"}, "nib"),
    ],
)
def test_what_cannot_be_declared_is_not_taken(service, answer, place, siti, rahmat_id):
    subject = rahmat_id if service in ("kematian", "ahli-waris") else None
    code = intake_services.start_draft(acting=siti.acting, service_code=service, subject=subject)
    outcome = intake_services.save_answers(acting=siti.acting, code=code, raw=ANSWERS[service] | answer)
    assert [error.partition(".")[0] for error in outcome.errors] == [place]


def test_the_deceased_is_of_the_household_and_never_the_applicant(siti, budi, rahmat_id, aisyah_id):
    offered = intake.subjects_for(siti.acting, offers.current("kematian").definition)
    assert {(subject.resident_id, subject.kind.value) for subject in offered} == {
        (rahmat_id, "deceased"),
        (aisyah_id, "deceased"),
    }
    with pytest.raises(InvalidInput):
        intake_services.start_draft(acting=siti.acting, service_code="kematian")
    with pytest.raises(InvalidInput):
        intake_services.start_draft(acting=budi.acting, service_code="kematian", subject=rahmat_id)


def test_heirs_confirm_then_witnesses_then_lurah_and_camat_sign(inherited, fauzi, ratna, camat, siti):
    assert [(person.role, person.name) for person in selectors.case(inherited).confirmations] == [
        ("Ahli waris 1", "Siti Rahmah"),
        ("Ahli waris 2", "Aisyah Putri"),
    ]
    (mine,) = selectors.asked_of(siti.acting)
    tracking = siti.client.get(reverse("portal:tracking", args=[inherited])).content.decode()
    assert reverse("cases:confirmation", args=[inherited, mine.confirmation_id]) in tracking
    assert "Tidak ada yang perlu Anda lakukan" not in tracking
    services.confirm(acting=siti.acting, code=inherited, confirmation_id=mine.confirmation_id)
    everybody_says_yes(inherited, fauzi)
    assert [person.role for person in selectors.case(inherited).confirmations if person.is_waiting] == [
        "Saksi 1",
        "Saksi 2",
    ]
    everybody_says_yes(inherited, fauzi)
    task, _mandate = services.lock_for_signing(acting=ratna.acting, code=inherited)
    assert task.case.step == "sign"
    assert [(item.step, item.role) for item in task.confirmations] == [
        ("ahli", "Ahli waris 1"),
        ("ahli", "Ahli waris 2"),
        ("saksi", "Saksi 1"),
        ("saksi", "Saksi 2"),
    ]
    with pytest.raises(DomainError):
        services.lock_for_signing(acting=camat.acting, code=inherited)
    services.signed_in_part(code=inherited, signer_id=ratna.user_id, signer_title="Lurah Sungai Jingah")
    case = selectors.case(inherited)
    assert (case.status, case.who, case.step) == (Status.SIGNING, "camat", "sign_camat")
    task, mandate = services.lock_for_signing(acting=camat.acting, code=inherited)
    assert (task.case.step, mandate.user_id) == ("sign_camat", camat.user_id)
    with pytest.raises(DomainError) as refused:
        services.signed_in_part(code=inherited, signer_id=camat.user_id, signer_title="Camat")
    assert refused.value.code == "action_not_allowed", "nobody comes after the last"


def test_a_minor_heir_with_the_applicants_phone_comes_to_the_counter(inherited, siti):
    own, daughter = selectors.case(inherited).confirmations
    assert own.is_reachable, "Siti's own phone is her own"
    assert not daughter.is_reachable
    assert [one.role for one in selectors.asked_of(siti.acting)] == ["Ahli waris 1"], (
        "a mother answers for herself only"
    )
    with pytest.raises(NotFound):
        services.confirm(acting=siti.acting, code=inherited, confirmation_id=daughter.id, digits="0002")


def test_heirs_are_shown_to_each_other_by_name_and_relation_only(inherited, anonymous, fauzi):
    first = selectors.case(inherited).confirmations[0]
    token = services.issue_confirmation_link(code=inherited, confirmation_id=first.id)
    page = anonymous.get(reverse("cases:confirm_link", args=[token])).content.decode()
    assert "Aisyah Putri" in page
    assert "Anak" in page
    for hidden in (SITI_NIK, SITI_NIK[:4] + "••••", "6371", "0812-3456-7781", RAHMAD["nama"], JAMILAH["nama"]):
        assert hidden not in page


def test_the_camat_has_a_desk_with_what_came_up_to_the_district(inherited, siti_asks, fauzi, ratna, camat):
    siti_asks("domisili")
    everybody_says_yes(inherited, fauzi)
    everybody_says_yes(inherited, fauzi)
    desk = reverse("cases:desk")
    assert inherited not in camat.client.get(desk).content.decode()
    services.signed_in_part(code=inherited, signer_id=ratna.user_id, signer_title="Lurah Sungai Jingah")
    assert [row.code for row in selectors.desk(camat.acting).rows] == [inherited]
    page = camat.client.get(desk)
    assert inherited in page.content.decode()
    view = selectors.view(camat.acting, inherited)
    assert view.relation is Relation.DISTRICT
    assert {Action.SIGN, Action.SEND_BACK, Action.REJECT} <= set(view.actions)
    assert camat.client.get(reverse("cases:case", args=[inherited])).status_code == 200
    assert [row.code for row in selectors.waiting_for_signature(camat.acting)] == [inherited]


def test_the_camat_sends_back_and_everything_since_is_done_anew(inherited, fauzi, ratna, camat):
    everybody_says_yes(inherited, fauzi)
    everybody_says_yes(inherited, fauzi)
    services.signed_in_part(code=inherited, signer_id=ratna.user_id, signer_title="Lurah Sungai Jingah")
    services.send_back(acting=camat.acting, code=inherited, note="Akta kematian tidak terbaca")
    case = selectors.case(inherited)
    assert case.status is Status.VERIFICATION
    assert {step.key for step in case.steps if step.state is StepState.AHEAD} == {"ahli", "saksi", "sign", "sign_camat"}
    services.verify(acting=fauzi.acting, code=inherited)
    assert all(person.is_waiting for person in selectors.case(inherited).confirmations)


def test_a_case_without_anything_for_the_district_is_nothing_to_the_camat(siti_asks, camat):
    with pytest.raises(NotFound):
        selectors.view(camat.acting, siti_asks("domisili"))


def test_the_camat_puts_an_initial_where_the_route_says_so(siti_asks, looked_at, camat, ratna, norhayati):
    written = next(dict(data) for data in catalogue.seeds() if data["code"] == "usaha")
    initial = {"key": "paraf", "kind": "countersign", "who": "camat", "title": "Paraf camat", "hours": 4}
    written["route"] = [*written["route"][:-1], initial, written["route"][-1]]
    catalogue.publish(data=written, by=SYSTEM)
    code = looked_at(siti_asks("usaha"))
    assert (selectors.case(code).status, selectors.case(code).who) == (Status.COUNTERSIGNING, "camat")
    assert code in camat.client.get(reverse("cases:desk")).content.decode()
    with pytest.raises(DomainError):
        services.countersign(acting=ratna.acting, code=code)
    with pytest.raises(NotFound):
        services.countersign(acting=norhayati.acting, code=code)
    page = camat.client.get(reverse("cases:case", args=[code])).content.decode()
    assert "Beri paraf" in page
    revision = selectors.case(code).revision
    camat.client.post(reverse("cases:countersign", args=[code]), {"revision": revision})
    assert selectors.case(code).status is Status.SIGNING


def test_where_no_officer_looked_before_the_applicant_corrects(siti_asks, siti, rahmat_id, masrani):
    written = next(dict(data) for data in catalogue.seeds() if data["code"] == "kematian")
    route = {step["key"]: step for step in written["route"]}
    written["route"] = [route["rt"], route["saksi"], route["sign"]]
    catalogue.publish(data=written, by=SYSTEM)
    code = siti_asks("kematian", subject=rahmat_id)
    services.endorse(acting=masrani.acting, code=code)
    first = selectors.case(code).confirmations[0]
    token = services.issue_confirmation_link(code=code, confirmation_id=first.id)
    services.decline_by_link(token=token, digits=RAHMAD["nik"][-4:], reason="Tanggalnya salah")
    case = selectors.case(code)
    assert case.status is Status.CORRECTION
    assert case.correction
    assert [(item.place, item.note) for item in case.correction.items] == [
        ("saksi", "Saksi 1 Rahmad Nor tidak mengonfirmasi: Tanggalnya salah")
    ]
    services.answer_correction(acting=siti.acting, code=code, raw={"saksi": [RAHMAD, JAMILAH]})
    assert [person.is_waiting for person in selectors.case(code).confirmations] == [True, True]
