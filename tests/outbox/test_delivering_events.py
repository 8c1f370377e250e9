"""Every event reaches its reactions at least once, whatever dies in between."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import connections, transaction

from palui import flow
from palui.kernel import clock
from palui.kernel.errors import PermanentFailure, TemporaryFailure
from palui.kernel.events import Event
from palui.outbox import services as outbox
from palui.outbox.domain import LEASE, MAX_ATTEMPTS, State, wait_before
from palui.outbox.models import OutboxEntry

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, kw_only=True)
class BellRung(Event):
    dock: str


class Listener:
    """Reactions that remember what they heard, and fail as often as they are told."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.failures: list[Exception] = []

    def open_gate(self, event: BellRung) -> None:
        self._listen("gate", event)

    def light_lamp(self, event: BellRung) -> None:
        self._listen("lamp", event)

    def _listen(self, who: str, event: BellRung) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.heard.append(f"{who} {event.dock}")


@pytest.fixture
def listener():
    listener = Listener()
    outbox.install({BellRung: (listener.open_gate, outbox.later(listener.light_lamp))})
    yield listener
    outbox.install(flow.FLOW)


def ring(dock: str = "Siring", **options) -> None:
    with transaction.atomic():
        outbox.emit(BellRung(dock=dock), **options)


def test_what_a_person_waits_for_happens_at_once_and_the_rest_is_left_to_the_worker(listener):
    ring()
    assert listener.heard == ["gate Siring"]
    outbox.deliver_due()
    assert listener.heard == ["gate Siring", "lamp Siring"]
    assert set(OutboxEntry.objects.values_list("state", flat=True)) == {State.DONE}


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_takes_its_event_with_it(listener):
    with transaction.atomic():
        outbox.emit(BellRung(dock="Siring"))
        transaction.set_rollback(True)
    assert not OutboxEntry.objects.exists()
    assert listener.heard == []


def test_a_failed_reaction_is_tried_again_later(listener, frozen_clock):
    listener.failures = [TemporaryFailure("the tide is out")]
    ring()
    entry = OutboxEntry.objects.filter(reaction__endswith="open_gate").get()
    assert entry.state == State.WAITING
    assert "the tide is out" in entry.last_error
    outbox.deliver_due()
    assert "gate Siring" not in listener.heard
    frozen_clock.shift(wait_before(1))
    outbox.deliver_due()
    assert "gate Siring" in listener.heard


def test_one_failing_reaction_does_not_hold_up_the_other(listener):
    listener.failures = [TemporaryFailure("the gate is stuck")]
    ring()
    outbox.deliver_due()
    assert listener.heard == ["lamp Siring"]


def test_what_cannot_work_waits_for_a_person_who_can_try_it_again(listener):
    listener.failures = [PermanentFailure("no such dock")]
    ring()
    entry = OutboxEntry.objects.filter(reaction__endswith="open_gate").get()
    assert (entry.state, "no such dock" in entry.last_error) == (State.STUCK, True)
    outbox.retry(entry_ids=[entry.pk])
    outbox.deliver_due()
    assert "gate Siring" in listener.heard


def test_after_many_failures_an_entry_is_stuck_and_not_lost(listener, frozen_clock):
    listener.failures = [TemporaryFailure("never") for _ in range(3 * MAX_ATTEMPTS)]
    ring()
    for _ in range(MAX_ATTEMPTS + 2):
        frozen_clock.shift(timedelta(hours=7))
        outbox.deliver_due()
    assert OutboxEntry.objects.filter(state=State.STUCK).exists()


def test_when_the_process_dies_before_delivering_a_worker_takes_over(listener, frozen_clock, monkeypatch):
    with monkeypatch.context() as dying:
        dying.setattr(
            "palui.outbox.services._Announcement.__call__", lambda announcement: None
        )  # the request never got so far
        ring()
    outbox.deliver_due()
    assert "gate Siring" not in listener.heard, "the entry is leased to the request"
    frozen_clock.shift(LEASE + timedelta(seconds=1))
    outbox.deliver_due()
    assert "gate Siring" in listener.heard


def test_a_timer_rings_when_its_time_has_come(listener, frozen_clock):
    ring(not_before=clock.now() + timedelta(hours=4))
    outbox.deliver_due()
    assert listener.heard == []
    frozen_clock.shift(timedelta(hours=4, seconds=1))
    outbox.deliver_due()
    assert sorted(listener.heard) == ["gate Siring", "lamp Siring"]


def test_an_event_of_an_unknown_version_is_kept(listener, frozen_clock):
    ring()
    OutboxEntry.objects.update(state=State.WAITING, event="WhistleBlown", leased_until=None)
    outbox.deliver_due()
    assert OutboxEntry.objects.filter(state=State.WAITING, last_error__contains="this version").count() == 2


def test_what_was_delivered_long_ago_is_forgotten_and_the_rest_kept(listener, frozen_clock):
    ring()
    frozen_clock.shift(timedelta(days=31))
    assert outbox.forget_delivered() == 1
    assert OutboxEntry.objects.get().state == State.WAITING


def test_waiting_grows_but_never_beyond_six_hours():
    waits = [wait_before(attempt) for attempt in range(1, MAX_ATTEMPTS + 1)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=5)
    assert waits[-1] == timedelta(hours=6)


def test_every_event_of_the_product_stands_in_the_flow():
    ours = {event for event in Event.known.values() if event.__module__.startswith("palui.")}
    assert ours == set(flow.FLOW)


@dataclass(frozen=True, kw_only=True)
class BridgeOpened(Event):
    dock: str


class Bridge:
    """A reaction that announces something itself: when the bell rings, the bridge opens and says so."""

    def __init__(self, listener: Listener) -> None:
        self.listener = listener
        self.breaks = False

    def open_bridge(self, event: BellRung) -> None:
        self.listener.heard.append(f"bridge {event.dock}")
        outbox.emit(BridgeOpened(dock=event.dock))
        if self.breaks:
            raise TemporaryFailure("the chain is broken")

    def pass_under(self, event: BridgeOpened) -> None:
        self.listener.heard.append(f"boat {event.dock}")


@pytest.fixture
def bridge():
    bridge = Bridge(Listener())
    outbox.install({BellRung: (bridge.open_bridge,), BridgeOpened: (bridge.pass_under,)})
    yield bridge
    outbox.install(flow.FLOW)


def ring_as_one() -> None:
    with outbox.unit_of_work():
        outbox.emit(BellRung(dock="Siring"))


@outbox.unit_of_work()
def ring_and_think_again() -> None:
    ring_as_one()
    raise RuntimeError("second thoughts")


@pytest.mark.django_db(transaction=True)
def test_in_a_unit_of_work_what_follows_and_what_follows_from_that_is_one_commit(bridge, monkeypatch):
    commits = []
    commit = type(connections["default"])._commit
    monkeypatch.setattr(type(connections["default"]), "_commit", lambda self: (commits.append(1), commit(self))[1])
    ring_as_one()
    assert bridge.listener.heard == ["bridge Siring", "boat Siring"]
    assert len(commits) == 1
    assert set(OutboxEntry.objects.values_list("state", flat=True)) == {State.DONE}


@pytest.mark.django_db(transaction=True)
def test_a_unit_of_work_that_fails_leaves_nothing_of_what_followed(bridge):
    with pytest.raises(RuntimeError, match="second thoughts"):
        ring_and_think_again()
    assert bridge.listener.heard == [], "reactions wait for the end of the outer unit"
    assert not OutboxEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_reaction_that_fails_in_a_unit_of_work_fails_alone_and_announces_nothing(bridge, frozen_clock):
    bridge.breaks = True
    ring_as_one()
    entry = OutboxEntry.objects.get()
    assert (entry.state, entry.attempts, entry.leased_until) == (State.WAITING, 1, None)
    assert bridge.listener.heard == ["bridge Siring"], "the boat is not told of a bridge that did not open"
    bridge.breaks = False
    frozen_clock.shift(wait_before(1))
    outbox.deliver_due()
    assert bridge.listener.heard[1:] == ["bridge Siring", "boat Siring"]


@pytest.mark.django_db(transaction=True)
def test_what_was_announced_in_a_part_that_was_rolled_back_is_not_delivered(bridge):
    with outbox.unit_of_work():
        with pytest.raises(RuntimeError):
            ring_and_think_again()
        outbox.emit(BellRung(dock="Siring"))
    assert bridge.listener.heard == ["bridge Siring", "boat Siring"]
