"""An officer at the counter, or the head of an RT, fills in for a resident who agreed."""

import re
from datetime import timedelta

import pytest
import time_machine

from palui.accounts.access import acting_for
from palui.accounts.models import User
from palui.audit import selectors as audit
from palui.catalogue.domain import SubjectKind
from palui.intake import selectors, services
from palui.intake.domain import Channel, Consent, ConsentKind
from palui.intake.models import ConsentCode, Submission
from palui.kernel import clock
from palui.kernel.errors import DomainError, InvalidInput, NotFound
from palui.kernel.identifiers import Nik
from palui.residents import selectors as residents
from palui.residents.domain import ResidentRecord
from tests.cast import ANSWERS, SITI_NIK, City, Person, a_photo

SPOKEN = Consent(kind=ConsentKind.SPOKEN, words="Silakan diisikan, saya tidak bisa menulis.")


@pytest.fixture
def siti_in_register(siti: Person) -> ResidentRecord:
    record = residents.find_by_nik(Nik.parse(SITI_NIK))
    assert record
    return record


@pytest.fixture
def rahmat(siti: Person) -> ResidentRecord:
    """Siti's husband: no account, no phone."""
    record = residents.find_by_nik(Nik.parse("6371990205880001"))
    assert record
    return record


def fill_in(helper: Person, resident: ResidentRecord, *, channel: Channel = Channel.COUNTER) -> str:
    """A whole draft of a letter of domicile for somebody, without consent."""
    code = services.start_draft(
        acting=helper.acting, service_code="domisili", channel=channel, on_behalf=resident.public_id
    )
    outcome = services.save_answers(acting=helper.acting, code=code, raw=ANSWERS["domisili"])
    assert outcome.is_valid, outcome.errors
    services.attach_evidence(acting=helper.acting, code=code, key="foto_rumah", content=a_photo(), filename="rumah.jpg")
    return code


def test_the_resident_is_the_applicant_and_the_officer_stands_beside(
    fauzi: Person, siti: Person, siti_in_register: ResidentRecord
) -> None:
    code = fill_in(fauzi, siti_in_register)
    services.give_consent(acting=fauzi.acting, code=code, consent=SPOKEN)
    services.submit(acting=fauzi.acting, code=code)

    record = selectors.submission(code)
    assert record.applicant.user_id == siti.user_id
    assert record.applicant.name == "Siti Rahmah"
    assert record.applicant.last_four == "7781"
    assert record.channel is Channel.COUNTER
    assert record.assistance
    assert record.assistance.name == "Ahmad Fauzi"
    assert record.assistance.sentence == (
        "Diisi oleh Ahmad Fauzi (Petugas Kelurahan Sungai Jingah) dengan persetujuan lisan: “Silakan diisikan, saya"
        " tidak bisa menulis”"
    )
    told = [f"{entry.actor} {entry.sentence}" for entry in audit.entries_of_case(code)]
    assert any("Petugas Kelurahan Sungai Jingah" in line and "dengan persetujuan lisan" in line for line in told)
    assert not any("Pemohon" in line for line in told)
    assert selectors.own_submission(siti.acting, code).code == code


def test_nothing_is_sent_without_consent(fauzi: Person, siti_in_register: ResidentRecord) -> None:
    code = fill_in(fauzi, siti_in_register)
    with pytest.raises(InvalidInput) as refused:
        services.submit(acting=fauzi.acting, code=code)
    assert "persetujuan" in refused.value.errors


def test_words_are_needed_for_spoken_and_a_page_for_written_consent(
    fauzi: Person, siti_in_register: ResidentRecord
) -> None:
    code = fill_in(fauzi, siti_in_register)
    with pytest.raises(InvalidInput):
        services.give_consent(acting=fauzi.acting, code=code, consent=Consent(kind=ConsentKind.SPOKEN))
    services.give_consent(acting=fauzi.acting, code=code, consent=Consent(kind=ConsentKind.WRITTEN))
    with pytest.raises(InvalidInput) as refused:
        services.submit(acting=fauzi.acting, code=code)
    assert refused.value.errors == {"persetujuan": "Pindai atau foto surat persetujuannya"}
    services.attach_consent(acting=fauzi.acting, code=code, content=a_photo(), filename="setuju.jpg")
    services.submit(acting=fauzi.acting, code=code)
    assert selectors.submission(code).titles_of_files()["persetujuan"] == "Surat persetujuan"


def test_who_has_no_phone_gets_digits_on_paper_with_which_the_case_is_tracked(
    fauzi: Person, rahmat: ResidentRecord
) -> None:
    code = fill_in(fauzi, rahmat)
    services.give_consent(acting=fauzi.acting, code=code, consent=SPOKEN)
    services.submit(acting=fauzi.acting, code=code)
    applicant = selectors.submission(code).applicant
    assert applicant.user_id is None
    assert re.fullmatch(r"\d{4}", applicant.pin)
    assert applicant.last_four == applicant.pin


def test_a_number_told_at_the_counter_opens_the_tracking_page(fauzi: Person, rahmat: ResidentRecord) -> None:
    code = fill_in(fauzi, rahmat)
    with pytest.raises(InvalidInput):
        services.note_phone(acting=fauzi.acting, code=code, phone="12")
    services.note_phone(acting=fauzi.acting, code=code, phone="0812 3456 4321")
    services.give_consent(acting=fauzi.acting, code=code, consent=SPOKEN)
    services.submit(acting=fauzi.acting, code=code)
    assert selectors.submission(code).applicant.last_four == "4321"


def test_the_head_of_the_rt_fills_in_for_their_own_people_only(
    masrani: Person, other_rt_head: Person, siti_in_register: ResidentRecord
) -> None:
    code = fill_in(masrani, siti_in_register, channel=Channel.RT)
    assert selectors.own_submission(masrani.acting, code).assistance
    with pytest.raises(NotFound):
        fill_in(other_rt_head, siti_in_register, channel=Channel.RT)


def test_an_officer_of_another_kelurahan_cannot(norhayati: Person, siti_in_register: ResidentRecord) -> None:
    with pytest.raises(NotFound):
        fill_in(norhayati, siti_in_register)


def test_a_neighbour_an_rw_head_and_a_stranger_cannot(
    budi: Person, syahrani: Person, camat: Person, administrator: Person, siti_in_register: ResidentRecord
) -> None:
    for person in (budi, syahrani, camat, administrator):
        with pytest.raises(NotFound):
            fill_in(person, siti_in_register)


def test_a_draft_at_the_counter_is_seen_by_nobody_else(
    fauzi: Person, yani: Person, siti: Person, norhayati: Person, siti_in_register: ResidentRecord
) -> None:
    code = fill_in(fauzi, siti_in_register)
    for person in (yani, siti, norhayati):
        with pytest.raises(NotFound):
            selectors.own_submission(person.acting, code)
    assert selectors.drafts_of(siti.user_id) == ()


def test_without_the_mandate_the_draft_is_closed_to_the_helper_too(
    fauzi: Person, siti_in_register: ResidentRecord
) -> None:
    code = fill_in(fauzi, siti_in_register)
    former = acting_for(User.objects.get(pk=fauzi.user_id))
    former = type(former)(user_id=former.user_id, name=former.name, phone="", resident_id=None, mandates=())
    with pytest.raises(NotFound):
        services.save_answers(acting=former, code=code, raw={})


def test_nobody_fills_in_for_themselves_as_an_officer(fauzi: Person, siti_in_register: ResidentRecord) -> None:
    User.objects.filter(resident_id=siti_in_register.id).update(resident_id=None)
    User.objects.filter(pk=fauzi.user_id).update(resident_id=siti_in_register.id)
    with pytest.raises(InvalidInput) as refused:
        fill_in(fauzi, siti_in_register)
    assert "on_behalf" in refused.value.errors


def test_two_officers_at_once_have_two_drafts_and_neither_disturbs_the_other(
    fauzi: Person, yani: Person, siti_in_register: ResidentRecord, rahmat: ResidentRecord
) -> None:
    first, second = fill_in(fauzi, siti_in_register), fill_in(yani, rahmat)
    assert first != second
    again = fill_in(yani, siti_in_register)
    assert again not in (first, second)
    for officer, code in ((fauzi, first), (yani, second)):
        services.give_consent(acting=officer.acting, code=code, consent=SPOKEN)
        services.submit(acting=officer.acting, code=code)
    assert [row.code for row in selectors.served_by(fauzi.user_id).rows] == [first]
    assert [row.code for row in selectors.served_by(yani.user_id).rows] == [second]
    assert [row.code for row in selectors.served_by(yani.user_id).drafts] == [again]


def test_pressing_twice_begins_one_draft(fauzi: Person, siti_in_register: ResidentRecord) -> None:
    codes = {
        services.start_draft(
            acting=fauzi.acting,
            service_code="domisili",
            channel=Channel.COUNTER,
            on_behalf=siti_in_register.public_id,
        )
        for _ in range(2)
    }
    assert len(codes) == 1


def test_about_the_deceased_anybody_of_the_kelurahan_may_be_named(
    city: City, fauzi: Person, budi: Person, siti_in_register: ResidentRecord
) -> None:
    assert budi.record.resident_id
    code = services.start_draft(
        acting=fauzi.acting,
        service_code="kematian",
        subject=budi.record.resident_id,
        channel=Channel.COUNTER,
        on_behalf=siti_in_register.public_id,
    )
    subject = selectors.submission(code).subject
    assert (subject.kind, subject.name) == (SubjectKind.DECEASED, "Budi Santoso")
    with pytest.raises(InvalidInput):
        services.start_draft(
            acting=fauzi.acting,
            service_code="domisili",
            subject=budi.record.resident_id,
            on_behalf=siti_in_register.public_id,
        )


# --- consent by code -----------------------------------------------------------------------------


def digits_for(helper: Person, code: str) -> str:
    """What the resident would read on their phone."""
    services.ask_consent_code(acting=helper.acting, code=code)
    asked = ConsentCode.objects.filter(submission__code=code).latest("id")
    made = services.make_consent_code(asked.pk)
    assert made
    services.note_consent_code_sent(asked.pk)
    return made.code


def tell(helper: Person, code: str, digits: str) -> None:
    services.give_consent(acting=helper.acting, code=code, consent=Consent(kind=ConsentKind.CODE, code=digits))


def test_the_right_code_is_consent(fauzi: Person, siti_in_register: ResidentRecord) -> None:
    code = fill_in(fauzi, siti_in_register)
    digits = digits_for(fauzi, code)
    assert not ConsentCode.objects.filter(code_index__contains=digits).exists()
    with pytest.raises(InvalidInput):
        services.submit(acting=fauzi.acting, code=code)
    tell(fauzi, code, f"{digits[:3]} {digits[3:]}")
    services.submit(acting=fauzi.acting, code=code)
    assistance = selectors.submission(code).assistance
    assert assistance
    assert assistance.sentence.endswith("dengan persetujuan lewat kode ke nomornya")


def test_after_five_wrong_tries_the_right_one_does_not_help(fauzi: Person, siti_in_register: ResidentRecord) -> None:
    code = fill_in(fauzi, siti_in_register)
    digits = digits_for(fauzi, code)
    wrong = "000000" if digits != "000000" else "111111"
    for _ in range(5):
        with pytest.raises(InvalidInput):
            tell(fauzi, code, wrong)
    with pytest.raises(InvalidInput):
        tell(fauzi, code, digits)


def test_a_code_is_over_after_ten_minutes(fauzi: Person, siti_in_register: ResidentRecord) -> None:
    code = fill_in(fauzi, siti_in_register)
    digits = digits_for(fauzi, code)
    with time_machine.travel(clock.now() + timedelta(minutes=10, seconds=1)), pytest.raises(InvalidInput):
        tell(fauzi, code, digits)


def test_codes_cannot_be_asked_for_without_end(fauzi: Person, siti_in_register: ResidentRecord) -> None:
    code = fill_in(fauzi, siti_in_register)
    for _ in range(3):
        services.ask_consent_code(acting=fauzi.acting, code=code)
    with pytest.raises(DomainError) as refused:
        services.ask_consent_code(acting=fauzi.acting, code=code)
    assert refused.value.code == "too_many_tries"


def test_a_code_never_goes_to_a_number_typed_at_the_counter(fauzi: Person, rahmat: ResidentRecord) -> None:
    code = fill_in(fauzi, rahmat)
    services.note_phone(acting=fauzi.acting, code=code, phone="0812 3456 4321")
    with pytest.raises(InvalidInput):
        services.ask_consent_code(acting=fauzi.acting, code=code)


def test_a_code_is_made_only_once_it_can_be_used(fauzi: Person, siti_in_register: ResidentRecord) -> None:
    code = fill_in(fauzi, siti_in_register)
    services.ask_consent_code(acting=fauzi.acting, code=code)
    asked = ConsentCode.objects.get(submission__code=code)
    services.note_consent_code_sent(asked.pk)
    assert services.make_consent_code(asked.pk) is None, "sent is sent"
    services.discard_draft(acting=fauzi.acting, code=code)
    assert services.make_consent_code(asked.pk) is None, "there is nothing to agree to any more"
    assert not Submission.objects.filter(code=code).exists()
