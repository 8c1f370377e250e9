"""A death in the family, in a real browser: told once, asked for together, followed on one page."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import assert_accessible, sign_in
from tests.cast import PASSPHRASE, a_photo
from tests.journeys.test_the_main_job import Look, no_look

pytestmark = pytest.mark.browser

WITNESSES = (("Budi Santoso", "6371991507850003", "0812-3456-0002"), ("Jamilah", "6371995505800004", "0812-3456-0003"))


def press(page: Page, words: str) -> None:
    """Click the button or link with these words, not the one that only the Enter key meets, and wait for what follows."""
    page.locator(f"main :is(button, a.button):not([tabindex='-1']):has-text('{words}')").first.click()
    page.wait_for_load_state()


def tell(page: Page, look: Look) -> None:
    """What happened, on a phone on which nobody is signed in. The other pages are looked at with every page there is."""
    page.goto("/")
    page.locator("a[href='/peristiwa/kematian/']").click()
    page.wait_for_load_state()
    page.fill("input[name=tanggal]", "besok lusa")
    press(page, "Lihat yang perlu diurus")
    assert page.locator("input[name=tanggal]").input_value() == "besok lusa", "nothing typed is lost"
    page.fill("input[name=tanggal]", "1 November 2026")
    page.check("input[name=hubungan][value=keluarga]")
    page.check("input[name=surat][value=belum]")
    page.check("input[name=di_kk][value=ya]")
    press(page, "Lihat yang perlu diurus")
    ticked = page.locator("input[name=layanan]:checked")
    assert ticked.evaluate_all("all => all.map(one => one.value)") == [
        "kematian",
        "pengantar-akta-kematian",
        "pengantar-kk",
    ]
    look(page)
    page.uncheck("input[value=pengantar-akta-kematian]")
    press(page, "Masuk dan mulai mengisi")


def answer_what_is_shared(page: Page, look: Look) -> str:
    """Begin, and give back the code of all of it."""
    assert not page.locator("input[value=pengantar-akta-kematian]").is_checked(), "what was chosen is kept"
    page.check("input[value=pengantar-akta-kematian]")
    page.locator("input[name=untuk]").last.check()
    look(page)
    press(page, "Mulai mengisi")
    page.fill("input[name=tempat]", "RSUD Ulin Banjarmasin")
    page.check("input[name=sebab][value=sakit]")
    for place, (name, nik, phone) in enumerate(WITNESSES):
        page.fill(f"input[name='saksi.{place}.nama']", name)
        page.fill(f"input[name='saksi.{place}.nik']", nik)
        page.fill(f"input[name='saksi.{place}.telepon']", phone)
    found = re.search(r"PLI-[0-9A-Z]{4}-[0-9A-Z]{4}", page.url)
    press(page, "Lanjut")
    assert found
    return found.group()


def answer_the_rest(page: Page, photo: Path) -> None:
    """One service after the other, only what was not told yet."""
    page.check("input[name=jenis_tempat][value=rumah_sakit]")
    page.check("input[name=penerang][value=dokter]")
    press(page, "Lanjut")
    page.check("input[name=keperluan][value=akta]")
    press(page, "Lanjut")
    page.locator("input[type=file][name=surat_dokter]").set_input_files(photo)
    press(page, "Lanjut")
    page.wait_for_url("**/isi/peristiwa/")
    press(page, "Lanjut")
    page.wait_for_url("**/berkas/")
    assert "surat.jpg" in page.inner_text("main"), "handed in once"
    press(page, "Lanjut")


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_what_a_death_needs_is_asked_for_together(
    open_page: Callable[..., Page], tmp_path: Path, javascript: bool
) -> None:
    look: Look = assert_accessible if javascript else no_look
    photo = tmp_path / "surat.jpg"
    photo.write_bytes(a_photo())
    page = open_page(javascript=javascript)
    tell(page, look)
    page.fill("input[name=login]", "warga")
    page.fill("input[name=password]", PASSPHRASE)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/pilih/")
    code = answer_what_is_shared(page, look)
    answer_the_rest(page, photo)
    page.wait_for_url(f"**/urusan/{code}/periksa/")
    press(page, "Kirim 3 permohonan")
    page.wait_for_url(f"**/lacak/{code}/")
    assert "3 dari 3 permohonan masih berjalan" in page.inner_text("main")

    page.goto("/permohonan/")
    assert page.locator(f"a[href='/lacak/{code}/']").count() == 1
    cases = page.goto(f"/lacak/{code}/") and page.locator("a:has-text('Lihat perjalanannya')").count()
    assert cases == 3
    fauzi = sign_in(open_page(javascript=javascript), "petugas")
    case = page.locator("a:has-text('Lihat perjalanannya')").last.get_attribute("href") or ""
    fauzi.goto(case.replace("/lacak/", "/berkas/"))
    assert "Bagian dari urusan Kematian" in fauzi.inner_text("main")
