"""From an open case to its end, and all that can happen on the way."""

from datetime import timedelta

import pytest
from django.db import connection

from palui.audit import selectors as audit
from palui.cases import selectors, services
from palui.cases.domain import Action, Status, StepState
from palui.cases.models import Case
from palui.delivery import selectors as delivery
from palui.intake import selectors as intake
from palui.intake.events import SubmissionReceived
from palui.intake.ports import scanner
from palui.kernel import clock
from palui.kernel.errors import Conflict, DomainError, InvalidInput, NotFound
from palui.letters import services as letters
from palui.outbox import services as outbox
from tests.cast import PASSPHRASE, SITI_NIK, a_photo

pytestmark = pytest.mark.django_db


def steps_of(code: str) -> list[tuple[str, str]]:
    return [(step.who, step.state.value) for step in selectors.case(code).steps]


def test_a_letter_goes_from_siti_over_rt_and_officer_to_the_lurah(siti_asks, masrani, fauzi, ratna):
    code = siti_asks()
    assert steps_of(code) == [("rt", "current"), ("officer", "ahead"), ("lurah", "ahead")]
    services.endorse(acting=masrani.acting, code=code)
    services.verify(acting=fauzi.acting, code=code, note="Lengkap")
    assert selectors.case(code).status is Status.SIGNING
    letter = letters.sign(acting=ratna.acting, code=code, passphrase=PASSPHRASE)
    case = selectors.case(code)
    assert case.status is Status.ISSUED
    assert letter.number
    assert [step.state for step in case.steps] == [StepState.DONE] * 3
    assert next(step.actor for step in case.steps) == "Ketua RT 12 RW 02 Sungai Jingah H. Masrani"


def test_the_rw_head_endorses_where_the_office_uses_it(siti, uses_rw, siti_asks, masrani, syahrani, fauzi):
    code = siti_asks()
    services.endorse(acting=masrani.acting, code=code)
    with pytest.raises(DomainError, match="not_your_turn"):
        services.endorse(acting=masrani.acting, code=code)
    services.endorse(acting=syahrani.acting, code=code)
    assert selectors.case(code).who == "officer"


def test_nobody_acts_out_of_turn(siti_asks, masrani, fauzi, ratna):
    code = siti_asks()
    with pytest.raises(DomainError, match="action_not_allowed"):
        services.verify(acting=fauzi.acting, code=code)
    with pytest.raises(DomainError, match="not_your_turn"):
        services.endorse(acting=ratna.acting, code=code)
    services.endorse(acting=masrani.acting, code=code)
    with pytest.raises(DomainError, match="action_not_allowed"):
        services.endorse(acting=masrani.acting, code=code)


def test_strangers_find_nothing(siti_asks, budi, other_rt_head, norhayati, camat, administrator):
    code = siti_asks()
    for stranger in (budi, other_rt_head, norhayati, camat, administrator):
        for attempt in (
            lambda who: selectors.view(who.acting, code),
            lambda who: services.endorse(acting=who.acting, code=code),
            lambda who: services.withdraw(acting=who.acting, code=code),
            lambda who: services.look_at(acting=who.acting, code="PLI-2222-2229"),
        ):
            with pytest.raises(NotFound):
                attempt(stranger)


def test_a_look_is_recorded_but_not_siti_s_own(siti, siti_asks, fauzi):
    code = siti_asks()
    services.look_at(acting=siti.acting, code=code)
    services.look_at(acting=fauzi.acting, code=code)
    looks = [entry for entry in audit.entries_of_case(code) if entry.is_look]
    assert [look.actor for look in looks] == ["Petugas Kelurahan Sungai Jingah Ahmad Fauzi"]


def test_when_two_officers_act_at_once_the_second_is_told(siti_asks, masrani, fauzi, yani):
    code = siti_asks()
    services.endorse(acting=masrani.acting, code=code)
    seen = selectors.case(code).revision
    services.verify(acting=fauzi.acting, code=code, revision=seen)
    with pytest.raises(Conflict) as told:
        services.reject(acting=yani.acting, code=code, reason="Salah", legal_basis="Perwali 59/2013", revision=seen)
    assert "Ahmad Fauzi" in str(told.value.params["by"])
    assert selectors.case(code).status is Status.SIGNING


def test_a_claimed_case_shows_whose_it_is_and_can_be_handed_back(siti_asks, masrani, fauzi, yani):
    code = siti_asks()
    services.endorse(acting=masrani.acting, code=code)
    services.claim(acting=fauzi.acting, code=code)
    with pytest.raises(Conflict, match="case_claimed"):
        services.claim(acting=yani.acting, code=code)
    assert selectors.case(code).claimed_by_name == "Ahmad Fauzi"
    assert Action.HAND_BACK in selectors.view(fauzi.acting, code).actions
    assert Action.HAND_BACK not in selectors.view(yani.acting, code).actions
    services.hand_back(acting=fauzi.acting, code=code)
    services.claim(acting=yani.acting, code=code)
    assert selectors.case(code).claimed_by_name == "Akhmad Yani"


def test_a_colleague_takes_over_only_what_they_saw_to_be_taken(siti_asks, masrani, fauzi, yani):
    code = siti_asks()
    services.endorse(acting=masrani.acting, code=code)
    before = selectors.case(code).revision
    services.claim(acting=fauzi.acting, code=code, revision=before)
    with pytest.raises(Conflict, match="case_changed"):
        services.claim(acting=yani.acting, code=code, revision=before)
    services.claim(acting=yani.acting, code=code, revision=before + 1)
    assert selectors.case(code).claimed_by_name == "Akhmad Yani"


def test_the_clock_stops_while_siti_is_asked(frozen_clock, siti, siti_asks, masrani, fauzi):
    code = siti_asks()
    services.endorse(acting=masrani.acting, code=code)
    frozen_clock.shift(timedelta(hours=1))
    services.ask_correction(acting=fauzi.acting, code=code, items=[("sejak", "Bulannya keliru")])
    asked = selectors.case(code)
    assert (asked.status, asked.due_at, asked.who) == (Status.CORRECTION, None, "applicant")
    assert asked.correction.items[0].label == "Sejak kapan?"
    frozen_clock.shift(timedelta(days=2))
    services.answer_correction(acting=siti.acting, code=code, raw={"sejak": "April 2021", "status_tinggal": "sewa"})
    case = selectors.case(code)
    assert case.status is Status.VERIFICATION
    assert case.due_at - clock.now() == timedelta(hours=4), "an hour of four was used, and an hour of lunch lies ahead"
    answers = intake.submission(code).answers
    assert answers["sejak"] == "2021-04"
    assert answers["status_tinggal"] == "milik", "only what was asked for changes"


def test_a_wrong_correction_is_refused_beside_the_field_and_the_case_still_waits(siti, siti_asks, masrani, fauzi):
    code = siti_asks()
    services.endorse(acting=masrani.acting, code=code)
    services.ask_correction(acting=fauzi.acting, code=code, items=[("sejak", "Bulannya keliru")])
    with pytest.raises(InvalidInput) as refused:
        services.answer_correction(acting=siti.acting, code=code, raw={"sejak": "besok lusa"})
    assert "sejak" in refused.value.errors
    assert selectors.case(code).status is Status.CORRECTION


@pytest.mark.parametrize("items", [[], [("sejak", " ")], [("rahasia", "Perbaiki")]])
def test_asking_for_nothing_or_without_a_note_is_refused(siti_asks, masrani, fauzi, items):
    code = siti_asks()
    services.endorse(acting=masrani.acting, code=code)
    with pytest.raises(InvalidInput):
        services.ask_correction(acting=fauzi.acting, code=code, items=items)
    assert selectors.case(code).status is Status.VERIFICATION


def test_an_officer_refuses_with_reason_and_rule(siti_asks, masrani, fauzi):
    code = siti_asks()
    services.endorse(acting=masrani.acting, code=code)
    with pytest.raises(InvalidInput) as refused:
        services.reject(acting=fauzi.acting, code=code, reason=" ")
    assert set(refused.value.errors) == {"reason", "legal_basis"}
    services.reject(acting=fauzi.acting, code=code, reason="Alamat di luar kelurahan", legal_basis="Perwali 59/2013")
    case = selectors.case(code)
    assert (case.status, case.closing_reason) == (Status.REFUSED, "Alamat di luar kelurahan")
    assert case.closed_at


def test_siti_takes_her_request_back_but_nobody_does_it_for_her(siti, siti_asks, fauzi):
    code = siti_asks()
    with pytest.raises(DomainError, match="only_applicant"):
        services.withdraw(acting=fauzi.acting, code=code)
    services.withdraw(acting=siti.acting, code=code)
    assert selectors.case(code).status is Status.WITHDRAWN
    with pytest.raises(DomainError, match="action_not_allowed"):
        services.withdraw(acting=siti.acting, code=code)


def test_the_lurah_sends_a_file_back_to_the_officer(siti_asks, masrani, fauzi, ratna):
    code = siti_asks()
    services.endorse(acting=masrani.acting, code=code)
    services.verify(acting=fauzi.acting, code=code)
    with pytest.raises(InvalidInput):
        services.send_back(acting=ratna.acting, code=code, note="")
    services.send_back(acting=ratna.acting, code=code, note="Fotonya gelap")
    case = selectors.case(code)
    assert (case.status, case.who) == (Status.VERIFICATION, "officer")
    assert "Fotonya gelap" in case.current_step.note
    services.verify(acting=fauzi.acting, code=code)
    assert selectors.case(code).status is Status.SIGNING


def test_a_late_step_is_shown_and_told_to_the_next_one_up(frozen_clock, siti_asks, masrani, fauzi, rusmiati):
    code = siti_asks()
    services.endorse(acting=masrani.acting, code=code)
    frozen_clock.shift(timedelta(days=1))
    while outbox.deliver_due():
        pass
    assert selectors.case(code).is_late
    entries = [entry for entry in audit.entries_of_case(code) if entry.action == "case.overdue"]
    assert len(entries) == 1
    assert [message.case_code for message in delivery.inbox(rusmiati.user_id).messages] == [code]


def test_a_step_that_was_done_in_time_is_not_late_afterwards(frozen_clock, siti_asks, masrani, fauzi, ratna):
    code = siti_asks()
    services.endorse(acting=masrani.acting, code=code)
    services.verify(acting=fauzi.acting, code=code)
    letters.sign(acting=ratna.acting, code=code, passphrase=PASSPHRASE)
    frozen_clock.shift(timedelta(days=30))
    while outbox.deliver_due():
        pass
    assert not selectors.case(code).is_late


def test_an_officer_stands_in_for_a_late_rt_head_and_says_why(frozen_clock, siti_asks, masrani, fauzi):
    code = siti_asks()
    with pytest.raises(DomainError, match="not_your_turn"):
        services.endorse(acting=fauzi.acting, code=code, note="Surat RT 12/XI/2026")
    frozen_clock.shift(timedelta(days=1))
    assert Action.ENDORSE in selectors.view(fauzi.acting, code).actions
    with pytest.raises(InvalidInput):
        services.endorse(acting=fauzi.acting, code=code)
    services.endorse(acting=fauzi.acting, code=code, note="Surat RT 12/XI/2026")
    assert selectors.case(code).steps[0].actor == "Petugas Kelurahan Sungai Jingah Ahmad Fauzi"


def test_the_field_check_needs_its_answers_and_its_photo(siti_asks, masrani, fauzi, ratna):
    code = siti_asks("sktm")
    services.endorse(acting=masrani.acting, code=code)
    services.verify(acting=fauzi.acting, code=code)
    assert selectors.case(code).status is Status.INSPECTION
    found = {
        "hasil": "sesuai",
        "desil": "2",
        "temuan": "Rumah papan, dua kamar",
        "titik": {"description": "Seberang langgar"},
    }
    with pytest.raises(InvalidInput) as refused:
        services.inspect(acting=fauzi.acting, code=code, raw=found)
    assert "foto" in refused.value.errors
    services.inspect(acting=fauzi.acting, code=code, raw=found, files={"foto": ("rumah.jpg", a_photo())})
    case = selectors.case(code)
    assert case.status is Status.SIGNING
    report = next(step.report for step in case.steps if step.report)
    assert report["temuan"] == "Rumah papan, dua kamar"
    letters.sign(acting=ratna.acting, code=code, passphrase=PASSPHRASE)


class SlowScanner:
    """Looks as long as it likes; remembers whether others had to wait for it."""

    def __init__(self) -> None:
        self.looked: list[bool] = []

    def infection(self, content: bytes) -> str:
        self.looked.append(connection.in_atomic_block)
        return ""


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_the_scanner_of_a_photo_from_the_field_or_of_a_correction(siti_asks, siti, masrani, fauzi):
    code = siti_asks("sktm")
    services.endorse(acting=masrani.acting, code=code)
    services.verify(acting=fauzi.acting, code=code)
    with scanner.filled_with(SlowScanner()) as slow:
        services.attach_inspection_photo(
            acting=fauzi.acting, code=code, key="foto", content=a_photo(), filename="rumah.jpg"
        )
        services.ask_correction(acting=fauzi.acting, code=code, items=[("foto_rumah", "Fotonya buram")])
        services.answer_correction(acting=siti.acting, code=code, raw={}, files={"foto_rumah": ("r.jpg", a_photo())})
    assert slow.looked == [False, False]


def test_an_opened_case_is_opened_once(siti_asks):
    code = siti_asks()
    services.open_case(SubmissionReceived(code=code))
    assert Case.objects.filter(code=code).count() == 1


def test_no_nik_stands_in_the_tables_of_cases(siti_asks, masrani, fauzi):
    code = siti_asks()
    services.endorse(acting=masrani.acting, code=code)
    row = Case.objects.filter(code=code).values().get()
    assert SITI_NIK not in str(row)
