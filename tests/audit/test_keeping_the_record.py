"""Who did or saw what: one readable sentence each, in a chain that shows what is missing."""

import pytest

from palui.audit import selectors, services
from palui.audit.domain import LOOKS, SENTENCES
from palui.audit.models import AuditEntry
from palui.kernel.actors import SYSTEM, Actor

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
    assert selectors.first_broken_link(CODE) is None
    second = AuditEntry.objects.get(chain=CODE, place=2)
    if harm == "change":
        AuditEntry.objects.filter(pk=second.pk).update(actor_name="Budi")
    elif harm == "remove":
        second.delete()
    else:
        AuditEntry.objects.filter(pk=second.pk).update(place=99)
    assert selectors.first_broken_link(CODE) == 2
    assert selectors.first_broken_link("PLI-2222-2222") is None
