"""The clock is an hour off or steps back; nobody works for an hour; no post leaves for a day."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from palui.accounts import selectors as accounts
from palui.audit import selectors as audit_read
from palui.audit import services as audit
from palui.cases import selectors as cases_read
from palui.cases import services as cases
from palui.cases.domain import Status
from palui.config.environment import MailServer
from palui.delivery import selectors as delivery
from palui.delivery.domain import State
from palui.delivery.models import Message
from palui.delivery.ports import mailer
from palui.integrations.email_smtp.adapter import SmtpMailer
from palui.kernel import clock
from palui.kernel.errors import DomainError
from palui.letters import services as letters
from palui.letters.models import Letter
from palui.letters.ports import signer
from palui.outbox import services as outbox
from palui.outbox.domain import State as EntryState
from palui.outbox.models import OutboxEntry
from palui.vault import services as vault
from tests.cast import JAMILAH, PASSPHRASE, RAHMAD, Person
from tests.conftest import TUESDAY_MORNING
from tests.peers.smtp import SmtpSink

pytestmark = pytest.mark.django_db

Ask = Callable[..., str]
HOUR = timedelta(hours=1)


@pytest.fixture
def mails(settings: Any) -> Iterator[SmtpSink]:
    """A post office that has not opened yet, and Palui wired to it."""
    sink = SmtpSink()
    server = MailServer(host=sink.host, port=sink.port, user="", password="", tls="none")
    with mailer.filled_with(SmtpMailer(server, sender=settings.DEFAULT_FROM_EMAIL)):
        yield sink


@pytest.fixture
def opened(mails: SmtpSink) -> Iterator[SmtpSink]:
    """The post office, open."""
    mails.start()
    yield mails
    mails.stop()


@pytest.fixture
def wall_clock() -> Iterator[time_machine.Traveller]:
    """A clock that goes on, and that can be put wrong. Before everybody else, so that nobody knows another time."""
    with time_machine.travel(TUESDAY_MORNING) as traveller:
        yield traveller


@pytest.fixture
def ready(wall_clock: object, siti_asks: Ask, masrani: Person, fauzi: Person, ratna: Person) -> Ask:
    """A case of Siti's that only lacks the signature."""

    def look_at(service: str = "domisili", **more: Any) -> str:
        code = siti_asks(service, **more)
        cases.endorse(acting=masrani.acting, code=code)
        cases.verify(acting=fauzi.acting, code=code)
        return code

    return look_at


def test_a_clock_that_steps_back_uses_no_number_twice_and_every_letter_is_valid(
    wall_clock: time_machine.Traveller, ready: Ask, ratna: Person
) -> None:
    codes = []
    for step in (timedelta(0), HOUR, -2 * HOUR, HOUR):
        codes.append(ready())
        wall_clock.shift(step)
        letters.sign(acting=ratna.acting, code=codes[-1], passphrase=PASSPHRASE)
    kept = list(Letter.objects.order_by("id"))
    assert [letter.sequence for letter in kept] == [1, 2, 3, 4]
    assert len({letter.token for letter in kept}) == 4
    for letter in kept:
        report = signer().verify(vault.read_file(letter.file), roots=letters.roots())
        assert report.is_valid, report.problem
    assert {cases_read.case(code).status for code in codes} == {Status.ISSUED}
    for code in codes:
        told = [entry.action for entry in reversed(audit_read.entries_of_case(code)) if not entry.is_look]
        order = ["submission.submit", "case.open", "case.endorse", "case.verify", "letter.sign"]
        assert [action for action in told if action in order] == order, "what happened first stands first"
    assert audit_read.first_broken_link() is None


def test_a_day_that_a_wrong_clock_sealed_stays_as_it_was_sealed(
    wall_clock: time_machine.Traveller, ready: Ask, ratna: Person
) -> None:
    wall_clock.move_to(TUESDAY_MORNING.replace(hour=23, minute=30))
    code = ready()
    wall_clock.shift(2 * HOUR)
    assert audit.seal_days() == 1
    wall_clock.shift(-2 * HOUR)
    letters.sign(acting=ratna.acting, code=code, passphrase=PASSPHRASE)
    assert audit_read.first_broken_link() is None
    wall_clock.shift(timedelta(days=2))
    assert audit.seal_days() == 1
    assert audit_read.first_broken_link() is None


def test_a_step_is_late_once_however_the_clock_goes(
    wall_clock: time_machine.Traveller, siti_asks: Ask, masrani: Person, fauzi: Person
) -> None:
    code = siti_asks()
    due = cases_read.case(code).due_at
    assert due is not None
    wall_clock.move_to(due - timedelta(minutes=10))
    work()
    assert not cases_read.case(code).is_late
    wall_clock.shift(HOUR)
    work()
    wall_clock.shift(-HOUR)
    work()
    wall_clock.move_to(due + timedelta(minutes=1))
    work()
    assert cases_read.case(code).is_late
    assert kinds_for(fauzi).count("delay") == 1


def test_a_link_holds_three_days_and_once_though_the_clock_was_wrong_when_it_was_made(
    wall_clock: time_machine.Traveller, ready: Ask, rahmat_id: int
) -> None:
    code = ready("kematian", subject=rahmat_id)
    first, second = cases_read.case(code).confirmations
    wall_clock.shift(HOUR)
    token = cases.issue_confirmation_link(code=code, confirmation_id=first.id)
    other = cases.issue_confirmation_link(code=code, confirmation_id=second.id)
    wall_clock.shift(-HOUR)
    cases.confirm_by_link(token=token, digits=RAHMAD["nik"][-4:])
    with pytest.raises(DomainError, match="link_used"):
        cases.confirm_by_link(token=token, digits=RAHMAD["nik"][-4:])
    wall_clock.shift(timedelta(days=3) + HOUR + timedelta(minutes=1))
    with pytest.raises(DomainError, match="link_expired"):
        cases.confirm_by_link(token=other, digits=JAMILAH["nik"][-4:])


def test_what_was_to_go_out_while_the_clock_was_ahead_goes_out_once(
    wall_clock: time_machine.Traveller, opened: SmtpSink, siti_asks: Ask, masrani: Person
) -> None:
    wall_clock.shift(HOUR)
    siti_asks()
    wall_clock.shift(-HOUR)
    work()
    wall_clock.shift(HOUR + timedelta(minutes=2))
    work()
    everything_came_once(opened)


def test_after_an_hour_without_a_worker_everything_comes_once_and_what_is_late_is_told(
    wall_clock: time_machine.Traveller, opened: SmtpSink, siti_asks: Ask, ready: Ask, fauzi: Person, ratna: Person
) -> None:
    left_lying = siti_asks()
    due = cases_read.case(left_lying).due_at
    assert due is not None
    wall_clock.move_to(due - timedelta(minutes=30))
    letters.sign(acting=ratna.acting, code=ready(), passphrase=PASSPHRASE)
    assert opened.messages == []
    wall_clock.shift(HOUR)
    work()
    work()
    everything_came_once(opened)
    assert any("siti@contoh.id" in str(mail["To"]) for mail in opened.messages)
    assert cases_read.case(left_lying).is_late
    assert kinds_for(fauzi).count("delay") == 1


def test_after_a_day_without_post_every_letter_comes_once(
    wall_clock: time_machine.Traveller, mails: SmtpSink, siti_asks: Ask, ready: Ask, ratna: Person, siti: Person
) -> None:
    siti_asks()
    letters.sign(acting=ratna.acting, code=ready("belum-menikah"), passphrase=PASSPHRASE)
    for _ in range(48):
        work()
        wall_clock.shift(timedelta(minutes=30))
    waiting = Message.objects.filter(channel="email", state=State.WAITING.value)
    assert waiting.filter(recipient_id=siti.user_id).count() == 3
    assert not Message.objects.filter(state=State.FAILED.value).exists()
    mails.start()
    try:
        for _ in range(14):
            work()
            wall_clock.shift(timedelta(minutes=30))
    finally:
        mails.stop()
    everything_came_once(mails)
    assert sum(str(mail["To"]) == accounts.person(siti.user_id).email for mail in mails.messages) == 3


def everything_came_once(sink: SmtpSink) -> None:
    """No message waits or failed, and each that was sent came to the post office once."""
    states = Counter(Message.objects.filter(channel="email").values_list("state", flat=True))
    assert set(states) <= {State.SENT.value, State.OVERTAKEN.value}, states
    arrivals = Counter(str(mail["Message-ID"]) for mail in sink.messages)
    assert len(arrivals) == states[State.SENT.value] > 0
    assert set(arrivals.values()) == {1}
    due = OutboxEntry.objects.exclude(state=EntryState.DONE).filter(due_at__lte=clock.now())
    assert not due.exists()


def kinds_for(person: Person) -> list[str]:
    """Kinds of what stands in the person's inbox."""
    return [message.kind.value for message in delivery.inbox(person.user_id).messages]


def work() -> None:
    """What the worker does until nothing is due."""
    while outbox.deliver_due():
        pass
