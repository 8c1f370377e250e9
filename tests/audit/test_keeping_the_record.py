"""Who did or saw what: one readable sentence each, in a chain that shows what is missing."""

import re
from datetime import UTC, timedelta
from functools import partial
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from palui.audit import selectors, services
from palui.audit.domain import LOOKS, SENTENCES, BrokenLink, digest_of
from palui.audit.models import AuditEntry, DailyRoot
from palui.audit.selectors import Narrow
from palui.kernel.actors import SYSTEM, Actor
from tests.conftest import TUESDAY_MORNING
from tests.record import the_database_itself_opened

pytestmark = pytest.mark.django_db

FAUZI = Actor(name="Ahmad Fauzi", title="Petugas Kelurahan Sungai Jingah", user_id=7)
CODE = "PLI-7F3K-92QX"


def test_an_action_is_recorded_as_a_sentence():
    services.record(by=FAUZI, action="case.ask_correction", case_code=CODE, fields="Alamat")
    (entry,) = selectors.entries_of_case(CODE)
    assert f"{entry.actor} {entry.sentence}" == "Petugas Kelurahan Sungai Jingah Ahmad Fauzi meminta perbaikan: Alamat"
    assert not entry.is_look


def test_looking_is_recorded_too():
    services.record(by=FAUZI, action="case.view", case_code=CODE)
    assert selectors.entries_of_case(CODE)[0].is_look


def test_an_action_that_nobody_described_cannot_be_done_silently():
    with pytest.raises(KeyError):
        services.record(by=SYSTEM, action="case.vanish", case_code=CODE)
    with pytest.raises(KeyError):
        services.record(by=SYSTEM, action="case.reject", case_code=CODE)
    assert not AuditEntry.objects.exists()


def test_looks_are_actions():
    assert set(SENTENCES) >= LOOKS


@pytest.mark.parametrize("harm", ["change", "remove", "swap"])
def test_the_chain_names_the_first_entry_that_was_touched(harm):
    for _ in range(4):
        services.record(by=FAUZI, action="case.view", case_code=CODE)
    services.record(by=FAUZI, action="case.view", case_code="PLI-2222-2222")
    assert selectors.first_broken_link() is None
    second = AuditEntry.objects.get(chain=CODE, place=2)
    with the_database_itself_opened():
        if harm == "change":
            AuditEntry.objects.filter(pk=second.pk).update(actor_name="Budi")
        elif harm == "remove":
            second.delete()
        else:
            AuditEntry.objects.filter(pk=second.pk).update(place=99)
    assert selectors.first_broken_link(CODE) == selectors.first_broken_link() == BrokenLink(chain=CODE, place=2)
    assert selectors.first_broken_link("PLI-2222-2222") is None


@pytest.mark.parametrize("deed", ["change", "remove", "change the root", "remove the root"])
def test_the_database_refuses_to_touch_what_was_recorded(deed, frozen_clock):
    services.record(by=FAUZI, action="case.view", case_code=CODE)
    frozen_clock.shift(timedelta(days=2))
    services.seal_days()
    rows = DailyRoot.objects.all() if "root" in deed else AuditEntry.objects.all()
    change = {"root": "0"} if "root" in deed else {"actor_name": "Budi"}
    do = rows.delete if "remove" in deed else partial(rows.update, **change)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        do()
    assert selectors.first_broken_link() is None


def test_days_that_are_over_are_sealed_by_whoever_writes_next(frozen_clock):
    services.record(by=FAUZI, action="case.view", case_code=CODE)
    services.record(by=FAUZI, action="case.claim", case_code=CODE)
    frozen_clock.shift(timedelta(days=3))
    services.record(by=FAUZI, action="case.hand_back", case_code=CODE)
    frozen_clock.shift(timedelta(days=1))
    services.record(by=FAUZI, action="case.view", case_code=CODE)
    newest, oldest = selectors.roots()
    assert (oldest.entries, newest.entries) == (2, 1)
    assert oldest.day == TUESDAY_MORNING.date()
    assert len({oldest.root, newest.root}) == 2
    assert services.seal_days() == 0


def test_a_day_is_not_sealed_within_the_hour_after_midnight(frozen_clock):
    services.record(by=FAUZI, action="case.view", case_code=CODE)
    frozen_clock.move_to(TUESDAY_MORNING.replace(hour=0, minute=59) + timedelta(days=1))
    assert services.seal_days() == 0
    frozen_clock.shift(timedelta(minutes=2))
    assert services.seal_days() == 1


def put_into(at, *, chain):
    """A first entry of a chain, right in itself, written past the program."""
    link = {"chain": chain, "place": 1, "at": at, "action": "case.view", "params": {}, "previous": ""}
    digest = digest_of(**link, actor=str(FAUZI))
    AuditEntry.objects.create(**link, actor_name=FAUZI.name, actor_title=FAUZI.title, digest=digest)


def test_when_the_clock_steps_back_nothing_is_added_to_a_sealed_day(frozen_clock):
    services.record(by=FAUZI, action="case.view", case_code=CODE)
    frozen_clock.shift(timedelta(days=1))
    services.seal_days()
    frozen_clock.shift(timedelta(days=-1))
    services.record(by=FAUZI, action="case.claim", case_code=CODE)
    services.record(by=FAUZI, action="case.view", case_code="PLI-2222-2222")
    assert selectors.first_broken_link() is None
    assert {row.at for row in AuditEntry.objects.filter(action="case.claim")} == {
        selectors.begin_of(TUESDAY_MORNING.date() + timedelta(days=1))
    }
    assert [entry.action for entry in selectors.entries_of_case(CODE)] == ["case.claim", "case.view"]


@pytest.mark.parametrize("harm", ["the last entries of a chain taken out", "an entry put into a sealed day"])
def test_what_no_chain_shows_the_sealed_day_shows(harm, frozen_clock):
    for _ in range(3):
        services.record(by=FAUZI, action="case.view", case_code=CODE)
    frozen_clock.shift(timedelta(days=2))
    services.seal_days()
    assert selectors.first_broken_link() is None
    if harm.startswith("the last"):
        with the_database_itself_opened():
            AuditEntry.objects.filter(chain=CODE, place__gte=2).delete()
    else:
        put_into(TUESDAY_MORNING.astimezone(UTC), chain="PLI-2222-2222")
    assert selectors.first_broken_link(CODE) is None
    broken = selectors.first_broken_link()
    assert broken is not None
    assert (broken.chain, broken.day) == ("", TUESDAY_MORNING.date())


def test_the_whole_record_is_searched_newest_first_and_paged():
    for number in range(5):
        services.record(by=FAUZI, action="case.view", case_code=f"PLI-2222-222{number}")
    services.record(by=SYSTEM, action="case.open", case_code=CODE)
    page = selectors.find(Narrow(actor="fauzi"), limit=3)
    assert [row.chain[-1] for row in page.rows] == ["4", "3", "2"]
    rest = selectors.find(Narrow(actor="fauzi"), before=page.older, limit=3)
    assert [row.chain[-1] for row in rest.rows] == ["1", "0"]
    assert rest.older is None
    assert [row.entry.action for row in selectors.find(Narrow(chain=CODE)).rows] == ["case.open"]
    assert len(selectors.find(Narrow(looks_only=True)).rows) == 5
    assert len(list(selectors.each(Narrow()))) == 6


def test_the_proof_does_not_depend_on_the_readers_language():
    services.record(by=FAUZI, action="case.view", case_code=CODE)
    with translation.override("en"):
        assert selectors.first_broken_link() is None


def test_every_action_in_the_code_has_its_sentence():
    source = Path(selectors.__file__).parents[1]
    used = {
        action
        for path in source.rglob("*.py")
        for action in re.findall(r"""action=(?:f?)["']([a-z]+\.[a-z_]+)["']""", path.read_text())
    }
    assert len(used) > 40
    assert used <= SENTENCES.keys()
