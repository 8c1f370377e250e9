from dataclasses import dataclass

import pytest

from palui.kernel.errors import Conflict, DomainError, InvalidInput, NotFound
from palui.kernel.events import Event
from palui.kernel.ports import Port


@dataclass(frozen=True, kw_only=True)
class LampLit(Event):
    place: str
    watts: int = 5


def test_an_event_survives_being_stored():
    event = LampLit(place="dermaga")
    assert LampLit.from_json(event.as_json()) == event
    assert Event.known[event.name] is LampLit


def test_a_field_of_a_newer_version_is_passed_over():
    assert LampLit.from_json({"place": "dermaga", "colour": "kuning"}) == LampLit(place="dermaga")


def test_two_events_cannot_share_a_name():
    with pytest.raises(TypeError, match="LampLit"):
        type("LampLit", (Event,), {"__module__": "elsewhere"})


def test_an_empty_port_says_who_should_fill_it():
    port: Port[str] = Port("lamp")
    with pytest.raises(LookupError, match="lamp"):
        port()
    with port.filled_with("klotok"):
        assert port() == "klotok"
    with pytest.raises(LookupError):
        port()


def test_refusals_read_well_in_a_log():
    assert str(DomainError("action_not_allowed", status="issued")) == "action_not_allowed(status=issued)"
    assert str(NotFound("case", "PLI-X")) == "not_found(kind=case, key=PLI-X)"
    assert isinstance(Conflict("case_changed"), DomainError)
    assert "rt: Tulis RT" in str(InvalidInput({"rt": "Tulis RT"}))
