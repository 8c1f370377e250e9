"""From asking to a signed letter, in a real browser, as the people of Sungai Jingah would do it."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import DESKTOP, assert_accessible, sign_in
from tests.cast import PASSPHRASE, a_photo

pytestmark = pytest.mark.browser

PDFSIG = shutil.which("pdfsig")

Look = Callable[[Page], None]


def no_look(page: Page) -> None:
    """Nothing to see without axe."""


def press(page: Page, words: str) -> None:
    """Click the button or link with these words and wait for what follows."""
    page.locator(f"main :is(button, a.button):has-text('{words}')").first.click()
    page.wait_for_load_state()


def ask_for_domicile(page: Page, photo: Path, look: Look) -> str:
    """Fill in and send a request for a letter of domicile; gives its code."""
    page.goto("/layanan/domisili/")
    look(page)
    press(page, "Ajukan")
    page.locator("input[name=untuk]").first.check()
    press(page, "Mulai mengisi")
    page.check("input[name=status_tinggal][value=milik]")
    page.fill("input[name=sejak]", "besok lusa")
    press(page, "Lanjut")
    assert page.locator("input[name=sejak]").input_value() == "besok lusa", "nothing typed is lost"
    assert page.locator("[aria-invalid=true]").count() == 1
    look(page)
    page.fill("input[name=sejak]", "Maret 2021")
    press(page, "Lanjut")
    page.check("input[name=keperluan][value=kerja]")
    look(page)
    press(page, "Lanjut")
    page.locator("input[type=file]").first.set_input_files(photo)
    look(page)
    press(page, "Lanjut")
    page.wait_for_url("**/periksa/")
    assert "Maret 2021" in page.inner_text("main")
    look(page)
    press(page, "Kirim permohonan")
    page.wait_for_url("**/terkirim/")
    look(page)
    found = re.search(r"PLI-[0-9A-Z]{4}-[0-9A-Z]{4}", page.url)
    assert found
    return found.group()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """Twelve megapixels, as a phone takes them."""
    path = tmp_path / "rumah.jpg"
    path.write_bytes(a_photo(4000, 3000))
    return path


def endorse_and_verify(open_page: Callable[..., Page], code: str, look: Look, *, javascript: bool) -> None:
    """Pak Masrani endorses from a one-time link, the head of the RW from his desk; the officer verifies."""
    fauzi = sign_in(open_page(size=DESKTOP, javascript=javascript), "petugas")
    fauzi.goto(f"/berkas/{code}/")
    press(fauzi, "Buat tautan")
    masrani = open_page(
        fauzi.input_value("#tautan").removeprefix(fauzi.url.split("/berkas/")[0]), javascript=javascript
    )
    look(masrani)
    press(masrani, "Ya, saya setujui")
    assert "sudah disetujui" in masrani.inner_text("main")

    syahrani = sign_in(open_page(javascript=javascript), "rw")
    syahrani.goto("/meja/")
    assert code in syahrani.inner_text("main")
    look(syahrani)
    syahrani.goto(f"/berkas/{code}/")
    look(syahrani)
    press(syahrani, "Setujui")

    fauzi.goto("/meja/")
    look(fauzi)
    fauzi.goto(f"/berkas/{code}/")
    fauzi.wait_for_load_state("networkidle")
    look(fauzi)
    press(fauzi, "Teruskan")


def sign_letter(page: Page, code: str, look: Look) -> None:
    """Ibu Ratna mistypes her passphrase, is told, and signs."""
    page.goto(f"/berkas/{code}/tanda-tangan/")
    look(page)
    for passphrase in ("salah sama sekali", PASSPHRASE):
        page.fill("input[type=password]", passphrase)
        page.locator("form:has(input[type=password]) button").last.click()
        page.wait_for_load_state()
        if passphrase != PASSPHRASE:
            assert "frasa" in page.inner_text("main").lower()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_asking_to_a_signed_letter(
    open_page: Callable[..., Page], photo: Path, tmp_path: Path, javascript: bool
) -> None:
    # axe itself is JavaScript: where that is off, the same pages are gone through without it.
    look: Look = assert_accessible if javascript else no_look
    siti = sign_in(open_page(javascript=javascript), "warga")
    code = ask_for_domicile(siti, photo, look)
    siti.goto(f"/lacak/{code}/")
    assert "Ketua RT" in siti.inner_text("main")
    look(siti)

    endorse_and_verify(open_page, code, look, javascript=javascript)
    sign_letter(sign_in(open_page(javascript=javascript), "lurah"), code, look)

    siti.goto(f"/lacak/{code}/")
    assert "Surat Anda sudah terbit" in siti.inner_text("main")
    look(siti)
    address = siti.locator("a[href$='.pdf']").first.get_attribute("href")
    assert address
    letter = tmp_path / "surat.pdf"
    letter.write_bytes(siti.request.get(address).body())
    assert PDFSIG, "poppler-utils is needed: apt-get install -y poppler-utils"
    report = subprocess.run([PDFSIG, letter], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in report
    assert "Total document signed" in report

    visitor = open_page(address.removesuffix(".pdf") + "/", javascript=javascript)
    assert "asli dan berlaku" in visitor.inner_text("main")
    look(visitor)
    visitor.goto("/periksa/")
    visitor.set_input_files("input[type=file]", letter)
    visitor.locator("main form:has(input[type=file]) button").last.click()
    visitor.wait_for_load_state()
    assert "asli" in visitor.inner_text("main").lower()
