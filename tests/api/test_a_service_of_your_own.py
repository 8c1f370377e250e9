"""The tutorial, followed: one YAML file makes a service, and no code."""

from collections.abc import Callable
from http import HTTPStatus
from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from palui.catalogue import services as catalogue
from palui.kernel.actors import SYSTEM
from tests.api.program import Program, good
from tests.cast import PASSPHRASE, SUNGAI_JINGAH, City, Person

TUTORIAL = Path(__file__).resolve().parents[2] / "docs" / "tutorial"
EXAMPLE = TUTORIAL / "example"
ANSWERS = {
    "dipakai": "penumpang",
    "sejak": "2021-03",
    "alamat": {
        "street": "Jl. Sungai Jingah Gg. Keluarga No. 8",
        "kelurahan": SUNGAI_JINGAH,
        "rt": "12",
        "rw": "02",
    },
}
CODE = "pemilik-kelotok"


@pytest.fixture
def new_service(city: City) -> None:
    """The file of the example, offered as the tutorial says."""
    definition = catalogue.read_definition((EXAMPLE / f"{CODE}.yaml").read_text())
    assert catalogue.publish(data=definition, by=SYSTEM) is not None


@pytest.mark.usefixtures("new_service")
def test_one_file_makes_a_service_that_ends_in_a_signed_letter(
    siti: Person, masrani: Person, fauzi: Person, ratna: Person, sign_in: Callable[..., Program], house_photo: bytes
) -> None:
    resident = sign_in(siti)
    asked = resident.post("/submissions", {"service": CODE, "answers": ANSWERS})
    code = good(asked, HTTPStatus.CREATED)["code"]
    good(resident.put(f"/submissions/{code}/evidence/foto_kelotok", raw=house_photo, kind="image/jpeg"))
    good(resident.post(f"/submissions/{code}/submit"))
    good(sign_in(masrani).post(f"/cases/{code}/actions/endorse", {}))
    good(sign_in(fauzi).post(f"/cases/{code}/actions/verify", {}))

    signed = good(sign_in(ratna).post(f"/cases/{code}/actions/sign", {"passphrase": PASSPHRASE}))

    assert signed["number"].startswith("551.3/")
    file = Program().get(f"/letters/{signed['token']}/pdf").content
    assert len(PdfFileReader(BytesIO(file)).embedded_signatures) == 1
    assert good(Program().get(f"/letters/{signed['token']}"))["title"] == "Surat Keterangan Pemilik Kelotok"


@pytest.mark.usefixtures("new_service")
def test_the_service_has_its_page_and_is_found(siti: Person) -> None:
    page = siti.client.get(f"/layanan/{CODE}/")

    assert page.status_code == HTTPStatus.OK
    assert "Surat Keterangan Pemilik Kelotok" in page.content.decode()
    assert f"/layanan/{CODE}/" in siti.client.get("/cari/", {"q": "klotok"}).content.decode()


def test_the_tutorial_names_its_files() -> None:
    text = (TUTORIAL / "a-new-service.md").read_text()

    for file in EXAMPLE.iterdir():
        assert f"example/{file.name}" in text
