"""The store for files takes no more: uploads and letters are refused in a sentence, and nothing half written stays."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from palui.cases import selectors as cases_read
from palui.cases import services as cases
from palui.cases.domain import Status
from palui.intake import selectors as intake_read
from palui.intake import services as intake
from palui.letters import services as letters
from palui.letters.models import Letter, NumberBook
from tests.cast import ANSWERS, PASSPHRASE, Person, a_photo

pytestmark = pytest.mark.django_db

Room = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def no_room(tmp_path: Path) -> Callable[[], AbstractContextManager[None]]:
    """While it lasts, the place for files takes none, as a full disk; the database still does."""
    (tmp_path / "full").write_bytes(b"")

    @contextmanager
    def fill() -> Iterator[None]:
        with override_settings(MEDIA_ROOT=tmp_path / "full"):
            yield

    return fill


def files() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("rumah.jpg", a_photo(1600, 1200), content_type="image/jpeg")


def test_a_photo_that_finds_no_room_is_refused_in_a_sentence(siti: Person, no_room: Room) -> None:
    code = intake.start_draft(acting=siti.acting, service_code="domisili")
    assert intake.save_answers(acting=siti.acting, code=code, raw=ANSWERS["domisili"]).is_valid
    before = files()
    with no_room():
        page = siti.client.post(f"/permohonan/{code}/berkas/", {"foto_rumah": photo()})
    assert page.status_code == 422
    assert "tempat penyimpanan kami penuh" in page.content.decode()
    assert files() == before
    assert intake_read.submission(code).evidence == ()
    siti.client.post(f"/permohonan/{code}/berkas/", {"foto_rumah": photo()})
    assert [item.key for item in intake_read.submission(code).evidence] == ["foto_rumah"]


def test_a_letter_that_finds_no_room_uses_no_number(
    siti_asks: Callable[..., str], masrani: Person, fauzi: Person, ratna: Person, no_room: Room
) -> None:
    code = siti_asks()
    cases.endorse(acting=masrani.acting, code=code)
    cases.verify(acting=fauzi.acting, code=code)
    before = files()
    data: dict[str, Any] = {"passphrase": PASSPHRASE}
    with no_room():
        page = ratna.client.post(f"/berkas/{code}/tanda-tangan/", data)
    assert page.status_code == 503
    assert "Coba lagi" in page.content.decode()
    assert files() == before
    assert not Letter.objects.exists()
    assert not NumberBook.objects.filter(last__gt=0).exists()
    assert cases_read.case(code).status is Status.SIGNING
    letter = letters.sign(acting=ratna.acting, code=code, passphrase=PASSPHRASE)
    assert letter.number.split("/")[1] == "1"
