"""Files are sealed at rest under names that nobody can guess."""

import errno
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db import transaction

from palui.kernel.errors import NotFound, TemporaryFailure
from palui.vault import services
from palui.vault.domain import CannotUnseal
from palui.vault.services import files

pytestmark = pytest.mark.django_db
PHOTO = b"\xff\xd8 foto rumah Siti " * 50


def stored(settings, name):
    return Path(settings.MEDIA_ROOT) / name


def test_a_file_comes_back_as_it_was_and_lies_sealed(settings):
    name = services.store_file(content=PHOTO, folder="lampiran")
    assert services.read_file(name) == PHOTO
    assert b"Siti" not in stored(settings, name).read_bytes()


def test_names_hold_the_day_and_cannot_be_guessed(frozen_clock):
    first, second = (services.store_file(content=PHOTO, folder="lampiran") for _ in range(2))
    assert first != second
    assert first.startswith("lampiran/2026/11/24/")
    assert len(first.rpartition("/")[2]) == 22


def test_a_file_swapped_for_another_is_noticed(settings):
    mine, other = (services.store_file(content=content, folder="lampiran") for content in (PHOTO, b"lain"))
    stored(settings, mine).write_bytes(stored(settings, other).read_bytes())
    with pytest.raises(CannotUnseal):
        services.read_file(mine)


def test_a_missing_file_is_said_to_be_missing():
    with pytest.raises(NotFound):
        services.read_file("lampiran/tidak/ada")


def test_a_deleted_file_is_gone_once_the_transaction_is_over(settings, django_capture_on_commit_callbacks):
    name = services.store_file(content=PHOTO, folder="lampiran")
    with django_capture_on_commit_callbacks() as after_commit:
        services.delete_file(name)
        services.delete_file(name)
    assert services.read_file(name) == PHOTO
    for delete in after_commit:
        delete()
    assert not stored(settings, name).exists()


class FullDisk(FileSystemStorage):
    """Takes half of what it is given, then has no room."""

    def _save(self, name, content):
        super()._save(name, ContentFile(content.read(20)))
        raise OSError(errno.ENOSPC, "No space left on device")


def test_of_a_file_that_a_full_disk_does_not_take_nothing_remains(settings, monkeypatch):
    monkeypatch.setattr(files, "default_storage", FullDisk())
    with pytest.raises(TemporaryFailure, match="No space left"):
        services.store_file(content=PHOTO, folder="lampiran")
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


class Undone(Exception):
    pass


def in_a_transaction_that_fails(work):
    with transaction.atomic():
        work()
        raise Undone


@pytest.mark.django_db(transaction=True)
def test_a_file_goes_with_the_transaction_that_was_to_name_it(settings):
    lost = []
    with pytest.raises(Undone):
        in_a_transaction_that_fails(lambda: lost.append(services.store_file(content=PHOTO, folder="lampiran")))
    kept = services.store_file(content=PHOTO, folder="lampiran")
    assert not stored(settings, lost[0]).exists()
    assert services.read_file(kept) == PHOTO


@pytest.mark.django_db(transaction=True)
def test_a_file_to_be_deleted_in_a_transaction_that_fails_stays(settings):
    name = services.store_file(content=PHOTO, folder="lampiran")
    with pytest.raises(Undone):
        in_a_transaction_that_fails(lambda: services.delete_file(name))
    services.store_file(content=PHOTO, folder="lampiran")
    assert services.read_file(name) == PHOTO
    with transaction.atomic():
        services.delete_file(name)
    assert not stored(settings, name).exists()
