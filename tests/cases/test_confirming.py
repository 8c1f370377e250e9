"""Witnesses and heirs whom the applicant named say yes or no: by link, signed in, or at the counter."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from palui.audit import selectors as audit
from palui.cases import selectors, services
from palui.cases.domain import MOST_TRIES, Action, AnswerState, How, Status
from palui.cases.models import Confirmation, OneTimeLink
from palui.cases.services.linking import LIFETIME
from palui.delivery.models import Message
from palui.intake.models import Submission
from palui.kernel.errors import DomainError, InvalidInput, NotFound
from tests.cast import JAMILAH, RAHMAD

pytestmark = pytest.mark.django_db


@pytest.fixture
def reported(siti_asks, rahmat_id, masrani, fauzi):
    """Siti reports her husband's death; RT and officer have looked; two witnesses are asked."""
    code = siti_asks("kematian", subject=rahmat_id)
    services.endorse(acting=masrani.acting, code=code)
    services.verify(acting=fauzi.acting, code=code)
    return code


def people(code):
    return selectors.case(code).confirmations


def link_of(code, person):
    return services.issue_confirmation_link(code=code, confirmation_id=person.id)


def test_the_case_is_about_the_deceased(reported):
    case = selectors.case(reported)
    assert (case.subject_name, case.applicant_name) == ("Rahmat Hidayat", "Siti Rahmah")
    assert (case.status, case.who) == (Status.CONFIRMATION, "parties")


def test_everybody_named_is_asked_and_nothing_of_theirs_lies_in_clear(reported):
    asked = people(reported)
    assert [(person.role, person.name, person.state) for person in asked] == [
        ("Saksi 1", "Rahmad Nor", AnswerState.WAITING),
        ("Saksi 2", "Jamilah", AnswerState.WAITING),
    ]
    assert all(person.is_reachable for person in asked)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cases_confirmation")
        stored = repr(cursor.fetchall())
    for secret in (RAHMAD["nik"], JAMILAH["nik"], "+6281255550001", RAHMAD["surel"]):
        assert secret not in stored


def test_the_link_shows_the_statement_and_what_the_step_shows(reported, anonymous):
    token = link_of(reported, people(reported)[0])
    page = anonymous.get(reverse("cases:confirm_link", args=[token]))
    text = page.content.decode()
    assert page.status_code == 200
    for shown in ("Rahmad Nor", "Rahmat Hidayat", "RSUD Ulin", "Saya mengetahui sendiri"):
        assert shown in text
    for hidden in (
        RAHMAD["nik"],
        RAHMAD["nik"][-4:],
        JAMILAH["nama"],
        "Sakit biasa",
        "siti@contoh.id",
        "7781",
        "/lampiran/",
    ):
        assert hidden not in text
    assert "noindex" in text
    assert any("Saksi 1 Rahmad Nor" in entry.actor and entry.is_look for entry in audit.entries_of_case(reported))


def test_two_witnesses_confirm_and_the_lurah_may_sign(reported, anonymous):
    first, second = people(reported)
    done = anonymous.post(
        reverse("cases:confirm_by_link", args=[link_of(reported, first)]), {"angka": RAHMAD["nik"][-4:]}
    )
    assert "jawaban Anda tercatat" in done.content.decode()
    assert selectors.case(reported).status is Status.CONFIRMATION
    services.confirm_by_link(token=link_of(reported, second), digits=JAMILAH["nik"][-4:])
    case = selectors.case(reported)
    assert case.status is Status.SIGNING
    assert [(item.confirmed_at is not None, item.how) for item in case.confirmations] == [(True, How.LINK)] * 2
    assert case.confirmations[0].words.startswith("Saya mengetahui sendiri")
    assert [entry.action for entry in audit.entries_of_case(reported)].count("case.confirm") == 2


def test_a_link_works_once_and_so_does_an_answer(reported, anonymous):
    first, _ = people(reported)
    token, other = link_of(reported, first), link_of(reported, first)
    services.confirm_by_link(token=token, digits=RAHMAD["nik"][-4:])
    for used in (token, other):
        with pytest.raises(DomainError) as refused:
            services.confirm_by_link(token=used, digits=RAHMAD["nik"][-4:])
        assert refused.value.code == "link_used"
        assert anonymous.get(reverse("cases:confirm_link", args=[used])).status_code == 410
    with pytest.raises(NotFound):
        link_of(reported, first)


def test_an_old_link_opens_nothing(reported, anonymous):
    first, _ = people(reported)
    token = link_of(reported, first)
    OneTimeLink.objects.update(expires_at=OneTimeLink.objects.get().created_at - timedelta(seconds=1))
    assert timedelta(days=3) == LIFETIME
    assert anonymous.get(reverse("cases:confirm_link", args=[token])).status_code == 410
    with pytest.raises(DomainError) as refused:
        services.confirm_by_link(token=token, digits=RAHMAD["nik"][-4:])
    assert refused.value.code == "link_expired"


def test_a_word_that_is_no_link_is_not_found(reported, anonymous):
    assert anonymous.get(reverse("cases:confirm_link", args=["bukan-tautan"])).status_code == 404
    assert anonymous.get(reverse("cases:link", args=[link_of(reported, people(reported)[0])])).status_code == 404


def test_wrong_digits_are_counted_and_then_only_an_officer_can_help(reported, anonymous, fauzi):
    first, _ = people(reported)
    token = link_of(reported, first)
    url = reverse("cases:confirm_by_link", args=[token])
    nothing = anonymous.post(url, {"angka": "12"})
    assert nothing.status_code == 422
    for left in range(MOST_TRIES - 1, 0, -1):
        wrong = anonymous.post(url, {"angka": "9999"})
        assert wrong.status_code == 422
        assert f"Sisa percobaan: {left}." in wrong.content.decode()
    assert anonymous.post(url, {"angka": "9999"}).status_code == 410
    assert anonymous.post(url, {"angka": RAHMAD["nik"][-4:]}).status_code == 410, "locked, even with the right digits"
    assert people(reported)[0].is_locked
    fresh, name = services.issue_confirmation_link_for_officer(
        acting=fauzi.acting, code=reported, confirmation_id=first.id
    )
    assert name == "Rahmad Nor"
    services.confirm_by_link(token=fresh, digits=RAHMAD["nik"][-4:])
    assert people(reported)[0].state is AnswerState.CONFIRMED


def test_who_declines_says_why_and_the_officer_looks_again(reported, anonymous, fauzi):
    first, second = people(reported)
    services.confirm_by_link(token=link_of(reported, first), digits=RAHMAD["nik"][-4:])
    token = link_of(reported, second)
    url = reverse("cases:decline_by_link", args=[token])
    silent = anonymous.post(url, {"angka": JAMILAH["nik"][-4:], "reason": " "})
    assert silent.status_code == 422
    said = anonymous.post(url, {"angka": JAMILAH["nik"][-4:], "reason": "Saya tidak berada di sana"})
    assert said.status_code == 200
    case = selectors.case(reported)
    assert case.status is Status.VERIFICATION
    page = fauzi.client.get(reverse("cases:case", args=[reported])).content.decode()
    assert "Saksi 2 Jamilah tidak mengonfirmasi: Saya tidak berada di sana" in page
    services.verify(acting=fauzi.acting, code=reported)
    assert [person.state for person in people(reported)] == [AnswerState.WAITING] * 2, "everybody is asked anew"
    assert Confirmation.objects.filter(state=AnswerState.OVER).count() == 2


def test_a_link_of_before_answers_nothing_that_is_asked_anew(reported, fauzi):
    first, second = people(reported)
    old = link_of(reported, first)
    services.decline_by_link(token=link_of(reported, second), digits=JAMILAH["nik"][-4:], reason="Bukan saya")
    services.verify(acting=fauzi.acting, code=reported)
    with pytest.raises(DomainError) as refused:
        services.confirm_by_link(token=old, digits=RAHMAD["nik"][-4:])
    assert refused.value.code == "link_used"


def test_the_officer_writes_down_who_came_to_the_counter_with_an_identity_card(reported, fauzi):
    first, second = people(reported)
    page = fauzi.client.get(reverse("cases:case", args=[reported]))
    assert "Catat: Ya" in page.content.decode()
    url = reverse("cases:confirm_at_counter", args=[reported, first.id])
    blind = fauzi.client.post(url, {"jawab": "ya"})
    assert blind.status_code == 422
    assert "Lihat dulu KTP aslinya" in blind.content.decode()
    fauzi.client.post(url, {"jawab": "ya", "ktp": "1"})
    fauzi.client.post(reverse("cases:confirm_at_counter", args=[reported, second.id]), {"jawab": "ya", "ktp": "1"})
    case = selectors.case(reported)
    assert case.status is Status.SIGNING
    assert {item.how for item in case.confirmations} == {How.COUNTER}
    assert all("Ahmad Fauzi" in item.answered_by for item in case.confirmations)
    sentences = [entry.sentence for entry in audit.entries_of_case(reported)]
    assert "mencatat konfirmasi Saksi 1 di loket, dengan menunjukkan KTP" in sentences


def test_a_no_at_the_counter_needs_its_reason(reported, fauzi):
    first, _ = people(reported)
    url = reverse("cases:confirm_at_counter", args=[reported, first.id])
    assert fauzi.client.post(url, {"jawab": "tidak", "ktp": "1"}).status_code == 422
    fauzi.client.post(url, {"jawab": "tidak", "ktp": "1", "reason": "Tanggalnya keliru"})
    assert selectors.case(reported).status is Status.VERIFICATION


def test_the_officer_hands_on_a_link(reported, fauzi):
    first, _ = people(reported)
    page = fauzi.client.post(reverse("cases:make_confirmation_link", args=[reported, first.id]))
    assert "Tautan untuk Rahmad Nor" in page.content.decode()


def test_only_officers_of_the_office_help_parties(reported, norhayati, ratna, siti, masrani, anonymous):
    first, _ = people(reported)
    for person in (norhayati, siti, masrani):
        with pytest.raises(NotFound):
            services.confirm_at_counter(
                acting=person.acting, code=reported, confirmation_id=first.id, identity_seen=True
            )
    with pytest.raises(DomainError) as refused:
        services.confirm_at_counter(acting=ratna.acting, code=reported, confirmation_id=first.id, identity_seen=True)
    assert refused.value.code == "not_your_turn"
    for name in ("make_confirmation_link", "confirm_at_counter"):
        assert anonymous.post(reverse(f"cases:{name}", args=[reported, first.id])).status_code == 302


def test_an_officer_may_send_back_ask_or_refuse_while_people_are_asked(reported, fauzi, ratna):
    view = selectors.view(fauzi.acting, reported)
    assert {Action.CONFIRM, Action.DECLINE, Action.SEND_BACK, Action.ASK_CORRECTION, Action.REJECT} <= set(view.actions)
    assert selectors.view(ratna.acting, reported).actions == ()
    services.send_back(acting=fauzi.acting, code=reported, note="Saksi diganti")
    assert selectors.case(reported).status is Status.VERIFICATION


def test_a_corrected_witness_is_asked_and_the_other_one_anew(reported, fauzi, siti):
    services.confirm_by_link(token=link_of(reported, people(reported)[0]), digits=RAHMAD["nik"][-4:])
    services.ask_correction(acting=fauzi.acting, code=reported, items=[("saksi", "Saksi 2 sedang di luar kota")])
    other = JAMILAH | {"nama": "Syamsiah", "nik": "6371995504770008"}
    services.answer_correction(acting=siti.acting, code=reported, raw={"saksi": [RAHMAD, other]})
    case = selectors.case(reported)
    assert case.status is Status.CONFIRMATION
    assert [(person.name, person.state) for person in case.confirmations] == [
        ("Rahmad Nor", AnswerState.WAITING),
        ("Syamsiah", AnswerState.WAITING),
    ]


def test_what_was_confirmed_and_then_changed_is_confirmed_again(reported, ratna, siti):
    for person, nik in zip(people(reported), (RAHMAD["nik"], JAMILAH["nik"]), strict=True):
        services.confirm_by_link(token=link_of(reported, person), digits=nik[-4:])
    services.ask_correction(acting=ratna.acting, code=reported, items=[("tempat_pemakaman", "Alkah mana?")])
    services.answer_correction(acting=siti.acting, code=reported, raw={"tempat_pemakaman": "Alkah Surgi Mufti"})
    assert selectors.case(reported).status is Status.CONFIRMATION
    assert {person.state for person in people(reported)} == {AnswerState.WAITING}


def test_what_nobody_confirmed_may_change_without_asking_again(reported, ratna, siti):
    for person, nik in zip(people(reported), (RAHMAD["nik"], JAMILAH["nik"]), strict=True):
        services.confirm_by_link(token=link_of(reported, person), digits=nik[-4:])
    services.ask_correction(acting=ratna.acting, code=reported, items=[("keperluan", "Untuk apa?")])
    services.answer_correction(acting=siti.acting, code=reported, raw={"keperluan": "pemakaman"})
    assert selectors.case(reported).status is Status.SIGNING


def test_a_neighbour_with_an_account_confirms_signed_in(siti_asks, rahmat_id, masrani, fauzi, budi, siti):
    as_witness = {"nama": "Budi Santoso", "nik": "6371991507850003", "telepon": "0812-3456-9999"}
    code = siti_asks("kematian", subject=rahmat_id, saksi=[as_witness, JAMILAH])
    services.endorse(acting=masrani.acting, code=code)
    services.verify(acting=fauzi.acting, code=code)
    (asked,) = selectors.asked_of(budi.acting)
    assert (asked.code, asked.role, asked.subject_name) == (code, "Saksi 1", "Rahmat Hidayat")
    assert selectors.asked_of(siti.acting) == ()
    told = Message.objects.get(kind="confirm", recipient_id=budi.user_id)
    opened = budi.client.get(reverse("delivery:message", args=[told.pk])).content.decode()
    address = reverse("cases:confirmation", args=[code, asked.confirmation_id])
    assert address in opened
    page = budi.client.get(address).content.decode()
    assert "Saya mengetahui sendiri" in page
    assert "Empat angka" not in page, "the register knows that the account is his"
    assert siti.client.get(address).status_code == 404
    assert (
        "jawaban Anda tercatat"
        in budi.client.post(reverse("cases:confirm", args=[code, asked.confirmation_id])).content.decode()
    )
    assert people(code)[0].how is How.ACCOUNT
    assert budi.client.get(address).status_code == 404


def test_a_phone_alone_is_not_enough_without_the_digits(siti_asks, rahmat_id, masrani, fauzi, budi):
    as_witness = JAMILAH | {"telepon": "0812-3456-0002"}  # Budi's phone, another person's NIK
    code = siti_asks("kematian", subject=rahmat_id, saksi=[RAHMAD, as_witness])
    services.endorse(acting=masrani.acting, code=code)
    services.verify(acting=fauzi.acting, code=code)
    (asked,) = selectors.asked_of(budi.acting)
    with pytest.raises(InvalidInput):
        services.confirm(acting=budi.acting, code=code, confirmation_id=asked.confirmation_id)
    services.decline(
        acting=budi.acting,
        code=code,
        confirmation_id=asked.confirmation_id,
        reason="Saya tidak tahu",
        digits=JAMILAH["nik"][-4:],
    )
    assert selectors.case(code).status is Status.VERIFICATION


def test_no_link_goes_where_it_would_reach_the_applicant(siti_asks, rahmat_id, masrani, fauzi):
    code = siti_asks(
        "kematian",
        subject=rahmat_id,
        saksi=[RAHMAD | {"surel": "SITI@contoh.id"}, JAMILAH | {"telepon": "0812-3456-7781"}],
    )
    services.endorse(acting=masrani.acting, code=code)
    services.verify(acting=fauzi.acting, code=code)
    assert [person.is_reachable for person in people(code)] == [False, False]
    assert not Message.objects.filter(kind="confirm").exists()
    for person in people(code):
        with pytest.raises(NotFound):
            link_of(code, person)
    page = fauzi.client.get(reverse("cases:case", args=[code])).content.decode()
    assert "sama dengan pemohon" in page


def test_no_link_goes_to_who_filled_in_for_the_applicant(siti_asks, rahmat_id, masrani, fauzi):
    code = siti_asks("kematian", subject=rahmat_id, saksi=[RAHMAD | {"surel": "masrani@contoh.id"}, JAMILAH])
    helper = {"name": "H. Masrani", "title": "Ketua RT 12", "office_id": selectors.case(code).office_id}
    Submission.objects.filter(code=code).update(assisted_by_id=masrani.user_id, assistance=helper)
    services.endorse(acting=masrani.acting, code=code)
    services.verify(acting=fauzi.acting, code=code)
    assert [person.is_reachable for person in people(code)] == [False, True]


def test_who_is_named_twice_stands_out(siti_asks, rahmat_id, masrani, fauzi):
    code = siti_asks("kematian", subject=rahmat_id, saksi=[RAHMAD, JAMILAH | {"nik": RAHMAD["nik"]}])
    services.endorse(acting=masrani.acting, code=code)
    services.verify(acting=fauzi.acting, code=code)
    assert "disebut lebih dari sekali" in fauzi.client.get(reverse("cases:case", args=[code])).content.decode()


def test_the_applicant_sees_who_has_answered(reported, siti):
    services.confirm_by_link(token=link_of(reported, people(reported)[0]), digits=RAHMAD["nik"][-4:])
    page = siti.client.get(reverse("portal:tracking", args=[reported])).content.decode()
    assert "Rahmad Nor" in page
    assert "Sudah mengonfirmasi" in page
    assert "Belum menjawab" in page
    assert RAHMAD["nik"] not in page


def test_a_holder_of_the_code_reads_roles_and_no_names(reported, anonymous):
    anonymous.post(reverse("portal:track"), {"kode": reported, "angka": "7781"})
    services.confirm_by_link(token=link_of(reported, people(reported)[0]), digits=RAHMAD["nik"][-4:])
    page = anonymous.get(reverse("portal:tracking", args=[reported])).content.decode()
    assert "Saksi 1" in page
    assert "Rahmad Nor" not in page
    assert "Jamilah" not in page


def test_a_witness_finds_what_waits_for_them_among_their_requests(siti_asks, rahmat_id, masrani, fauzi, budi):
    as_witness = {"nama": "Budi Santoso", "nik": "6371991507850003", "telepon": "0812-3456-0002"}
    code = siti_asks("kematian", subject=rahmat_id, saksi=[as_witness, JAMILAH])
    services.endorse(acting=masrani.acting, code=code)
    services.verify(acting=fauzi.acting, code=code)
    page = budi.client.get(reverse("portal:mine")).content.decode()
    assert reverse("cases:confirmation", args=[code, people(code)[0].id]) in page


@pytest.mark.parametrize("page", ["link", "signed_in", "case", "tracking", "mine"])
def test_pages_ask_the_database_a_fixed_number_of_times(siti_asks, rahmat_id, masrani, fauzi, budi, siti, page):
    as_witness = {"nama": "Budi Santoso", "nik": "6371991507850003", "telepon": "0812-3456-0002"}
    code = siti_asks("kematian", subject=rahmat_id, saksi=[as_witness, JAMILAH])
    services.endorse(acting=masrani.acting, code=code)
    services.verify(acting=fauzi.acting, code=code)
    first, second = people(code)
    client, url = {
        "link": (Client(), reverse("cases:confirm_link", args=[link_of(code, second)])),
        "signed_in": (budi.client, reverse("cases:confirmation", args=[code, first.id])),
        "case": (fauzi.client, reverse("cases:case", args=[code])),
        "tracking": (siti.client, reverse("portal:tracking", args=[code])),
        "mine": (budi.client, reverse("portal:mine")),
    }[page]
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    reads = [
        query["sql"][:150]
        for query in captured
        if query["sql"].startswith("SELECT") and "pg_advisory" not in query["sql"]
    ]
    assert len(reads) <= 10, "\n".join(reads)
