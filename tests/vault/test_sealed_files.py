"""Files are sealed at rest under names that nobody can guess."""

from pathlib import Path

import pytest

from palui.kernel.errors import NotFound
from palui.vault import services
from palui.vault.domain import CannotUnseal

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
