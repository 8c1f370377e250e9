"""After a new key was put in front, `palui reseal` seals everything with it, and goes on after it was ended."""

import secrets

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from palui.intake import selectors, services
from palui.intake.domain import Channel
from palui.residents.models import Resident
from palui.vault import services as vault
from palui.vault.domain import Keyring, Sealer
from palui.vault.ports import sealer
from palui.vault.services import resealing
from tests.cast import SITI_NIK, a_photo

pytestmark = pytest.mark.django_db
OLD, NEW = secrets.token_bytes(32), secrets.token_bytes(32)


def ring(*keys):
    return Sealer(Keyring.from_keys(keys))


@pytest.fixture
def old_key():
    """Everything of the test is sealed with the old key, ahead of the people of the cast."""
    with sealer.filled_with(ring(OLD)):
        yield


@pytest.fixture
def draft(old_key, siti):
    code = services.start_draft(acting=siti.acting, service_code="domisili", channel=Channel.PHONE)
    services.attach_evidence(
        acting=siti.acting, code=code, key="foto_rumah", content=a_photo(), filename="rumah di Gang Keluarga.jpg"
    )
    return code


def sealed_niks():
    with connection.cursor() as cursor:
        cursor.execute("SELECT nik FROM residents_resident ORDER BY id")
        return [bytes(value) for (value,) in cursor.fetchall()]


def content_of(draft):
    (item,) = selectors.submission(draft).evidence
    return item.name, selectors.evidence_content(item.id)


def test_a_new_key_seals_every_column_and_file_and_nothing_is_lost(draft, siti, capsys):
    before, nik_index = content_of(draft), Resident.objects.get(pk=siti.acting.resident_id).nik_index
    with sealer.filled_with(ring(NEW, OLD)):
        call_command("reseal")
        assert "1 berkas disegel dengan kunci terbaru" in capsys.readouterr().out
        assert all(sealer().is_current(value) for value in sealed_niks())
        assert content_of(draft) == before
        assert Resident.objects.get(nik_index=nik_index).nik == SITI_NIK
        call_command("reseal")
        assert "Selesai: 0 nilai dan 0 berkas" in capsys.readouterr().out
    with sealer.filled_with(ring(NEW)):
        assert content_of(draft) == before, "the old key is needed for nothing that is sealed"


def test_it_goes_on_where_it_was_ended(draft, monkeypatch):
    monkeypatch.setattr(resealing, "_ROWS", 1)
    before = content_of(draft)

    def ended(what, seen, done):
        raise KeyboardInterrupt

    with sealer.filled_with(ring(NEW, OLD)):
        with pytest.raises(KeyboardInterrupt):
            vault.reseal(progress=ended)
        assert content_of(draft) == before, "old and new stand side by side"
        vault.reseal(progress=lambda *_: None)
        assert all(sealer().is_current(value) for value in sealed_niks())
        assert content_of(draft) == before


def test_what_a_lost_key_has_sealed_is_told_and_left(draft):
    before = sealed_niks()
    with sealer.filled_with(ring(NEW)), pytest.raises(CommandError, match="kunci yang tidak ada lagi"):
        call_command("reseal")
    assert sealed_niks() == before


def test_a_file_that_was_replaced_leaves_no_draft_behind(draft, settings):
    with sealer.filled_with(ring(NEW, OLD)):
        vault.reseal(progress=lambda *_: None)
    files = [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    assert len(files) == 1
    assert files[0].stat().st_mode & 0o777 == 0o600
