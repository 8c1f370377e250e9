"""Uploads that are far too big: the file is refused in words, and the rest of the form stays."""

import io
import tracemalloc
from http import HTTPStatus
from typing import Any

import pytest
from django.core.files.uploadedfile import UploadedFile
from django.test import Client, RequestFactory

from palui.config.uploads import MOST_OF_A_FILE, MOST_OF_A_REQUEST
from palui.intake import selectors, services
from palui.intake.domain import Channel
from tests.cast import Person, a_photo

HEAD = (
    '--XX\r\nContent-Disposition: form-data; name="{name}"; filename="{name}.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
)
MEGABYTE = 1024 * 1024


class ABody(io.RawIOBase):
    """A body that is never in memory as a whole: texts, and numbers for so many zeros."""

    def __init__(self, *parts: bytes | int) -> None:
        super().__init__()
        self._parts = list(parts)
        self.length = sum(part if isinstance(part, int) else len(part) for part in parts)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, room: Any) -> int:
        while not self._rest and self._parts:
            part = self._parts.pop(0)
            if isinstance(part, int):
                self._rest = bytes(min(part, MEGABYTE))
                if part > MEGABYTE:
                    self._parts.insert(0, part - MEGABYTE)
            else:
                self._rest = part
        given, self._rest = self._rest[: len(room)], self._rest[len(room) :]
        room[: len(given)] = given
        return len(given)

    @property
    def as_sent(self) -> dict[str, Any]:
        """What a request is made of."""
        kind = "multipart/form-data; boundary=XX"
        return {"wsgi.input": self, "CONTENT_LENGTH": str(self.length), "CONTENT_TYPE": kind}


def form(*, megabytes: int) -> ABody:
    return ABody(
        HEAD.format(name="surat_tinggal").encode(),
        megabytes * MEGABYTE,
        b"\r\n",
        HEAD.format(name="foto_rumah").encode(),
        a_photo(),
        b"\r\n--XX--\r\n",
    )


def test_of_two_hundred_megabytes_little_is_kept_in_memory(rf: RequestFactory) -> None:
    request = rf.generic("POST", "/", **form(megabytes=200).as_sent)
    tracemalloc.start()
    files = request.FILES
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    big = files["surat_tinggal"]
    assert isinstance(big, UploadedFile)
    assert (big.size, big.read()) == (200 * MEGABYTE, b"")
    assert most < 20 * MEGABYTE
    request.close()


@pytest.mark.django_db
def test_a_file_that_is_far_too_big_leaves_the_good_one_beside_it(siti: Person) -> None:
    draft = services.start_draft(acting=siti.acting, service_code="domisili", channel=Channel.PHONE)
    body = form(megabytes=MOST_OF_A_FILE // MEGABYTE + 1)
    answer = siti.client.generic("POST", f"/permohonan/{draft}/berkas/", **body.as_sent)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Berkas ini terlalu besar (65 MB)" in answer.content.decode()
    assert set(selectors.submission(draft).files()) == {"foto_rumah"}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/masuk/", "/api/v1/submissions"])
def test_a_request_that_announces_too_much_is_not_read(client: Client, path: str) -> None:
    answer = client.generic("POST", path, CONTENT_LENGTH=str(MOST_OF_A_REQUEST + 1))

    assert answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert "terlalu besar" in answer.content.decode() or answer["Content-Type"] == "application/problem+json"
