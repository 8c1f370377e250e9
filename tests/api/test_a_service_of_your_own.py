"""The tutorial, followed: one YAML file and one Typst template make a service, and no code."""

import shutil
from collections.abc import Callable
from http import HTTPStatus
from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from palui.catalogue import services as catalogue
from palui.kernel.actors import SYSTEM
from palui.letters.services import rendering
from tests.api.program import Program, good
from tests.cast import PASSPHRASE, SUNGAI_JINGAH, City, Person

TUTORIAL = Path(__file__).resolve().parents[2] / "docs" / "tutorial"
EXAMPLE = TUTORIAL / "example"
ANSWERS = {
    "nama_usaha": "Warung Acil Siti",
    "jenis": "kuliner",
    "sejak": "2021-03",
    "alamat_usaha": {
        "street": "Jl. Sungai Jingah Gg. Keluarga No. 8",
        "kelurahan": SUNGAI_JINGAH,
        "rt": "12",
        "rw": "02",
    },
}


@pytest.fixture
def usaha(city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The two files of the example, put where the tutorial says: beside the definitions and the templates there are."""
    templates = tmp_path / "typst"
    shutil.copytree(rendering.TEMPLATES, templates)
    shutil.copy(EXAMPLE / "usaha.typ", templates)
    for function in (rendering.render, rendering.pictures, rendering.has_template):
        monkeypatch.setitem(function.__kwdefaults__, "templates", templates)
    definition = catalogue.read_definition((EXAMPLE / "usaha.yaml").read_text())
    assert catalogue.publish(data=definition, by=SYSTEM) is not None


@pytest.mark.usefixtures("usaha")
def test_two_files_make_a_service_that_ends_in_a_signed_letter(
    siti: Person, masrani: Person, fauzi: Person, ratna: Person, sign_in: Callable[..., Program], house_photo: bytes
) -> None:
    resident = sign_in(siti)
    asked = resident.post("/submissions", {"service": "usaha", "answers": ANSWERS})
    code = good(asked, HTTPStatus.CREATED)["code"]
    good(resident.put(f"/submissions/{code}/evidence/foto_usaha", raw=house_photo, kind="image/jpeg"))
    good(resident.post(f"/submissions/{code}/submit"))
    good(sign_in(masrani).post(f"/cases/{code}/actions/endorse", {}))
    good(sign_in(fauzi).post(f"/cases/{code}/actions/verify", {}))

    signed = good(sign_in(ratna).post(f"/cases/{code}/actions/sign", {"passphrase": PASSPHRASE}))

    assert signed["number"].startswith("500/")
    file = Program().get(f"/letters/{signed['token']}/pdf").content
    assert len(PdfFileReader(BytesIO(file)).embedded_signatures) == 1
    assert good(Program().get(f"/letters/{signed['token']}"))["title"] == "Surat Keterangan Usaha"


@pytest.mark.usefixtures("usaha")
def test_the_service_has_its_page_and_is_found(siti: Person) -> None:
    page = siti.client.get("/layanan/usaha/")

    assert page.status_code == HTTPStatus.OK
    assert "Surat Keterangan Usaha" in page.content.decode()
    assert "/layanan/usaha/" in siti.client.get("/cari/", {"q": "warung"}).content.decode()


def test_the_tutorial_names_its_files() -> None:
    text = (TUTORIAL / "a-new-service.md").read_text()

    for file in EXAMPLE.iterdir():
        assert f"example/{file.name}" in text
