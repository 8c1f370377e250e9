"""Pages of the builder: a service written in the browser, part by part, by whoever looks after services."""

from typing import Any

import pytest
from django.test import Client

from palui.builder import selectors
from tests.cast import Person

HOME = "/kelola-layanan/"
CODE = "ikut-pelatihan"
DRAFT = f"{HOME}{CODE}/"


@pytest.fixture
def desk(lina: Person) -> Client:
    """Lina's browser."""
    return lina.client


@pytest.fixture
def begun(desk: Client) -> Client:
    """A new service has its name, and nothing more."""
    answer = desk.post(f"{HOME}baru/", {"title": "Surat Keterangan Ikut Pelatihan"})
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"] == f"{DRAFT}tentang/"
    return desk


def data() -> dict[str, Any]:
    return selectors.draft(CODE).data


def send(client: Client, path: str, **values: Any) -> Any:
    """Send a form of a page as it is now."""
    return client.post(DRAFT + path, {"revision": selectors.draft(CODE).revision, **values})


PAGES = (
    "",
    "tentang/",
    "pertanyaan/",
    "pertanyaan/tambah/",
    "pertanyaan/0/",
    "pertanyaan/0/tambah/",
    "pertanyaan/0.0/",
    "pertanyaan/0.0/hapus/",
    "dokumen/",
    "dokumen/tambah/",
    "rute/",
    "rute/tambah/",
    "rute/0/",
    "dasar-hukum/tambah/",
    "dasar-hukum/0/",
    "surat/",
    "standar/",
    "bahasa/",
    "coba/",
    "terbitkan/",
    "buang/",
    "salin/",
    "berkas.yaml",
)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_a_new_draft_opens(begun: Client, path: str) -> None:
    assert begun.get(DRAFT + path).status_code == 200
    assert begun.get(f"{DRAFT}{path}?periksa=1").status_code == 200
