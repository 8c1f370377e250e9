"""The same way with no mouse at all: from asking to a signed letter, every step reached with Tab and seen where one is."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import FileChooser, Page

from tests.browser import DESKTOP
from tests.cast import PASSPHRASE, a_photo

pytestmark = pytest.mark.browser

MOST_TABS = 150
#: Whether the element with the focus is one of these, and whether one sees that it has it.
HERE = """selector => {
    const one = document.activeElement;
    if (!one || !one.matches(selector)) return "";
    const style = getComputedStyle(one);
    return style.outlineStyle !== "none" || style.boxShadow !== "none" ? "seen" : "unseen";
}"""


def tab_to(page: Page, selector: str, words: str = "") -> None:
    """Press Tab until the focus is there, backwards if that is not ahead."""
    for key in ("Tab", "Shift+Tab"):
        for _ in range(MOST_TABS):
            state = page.evaluate(HERE, selector)
            if state and words in page.evaluate("document.activeElement.innerText || ''"):
                assert state == "seen", f"the focus on {selector} {words} does not show"
                return
            page.keyboard.press(key)
    pytest.fail(f"Tab never comes to {selector} {words} on {page.url}")


def press(page: Page, words: str) -> None:
    """Go to the button or link with these words, and press Enter."""
    tab_to(page, "main :is(button, a)", words)
    page.evaluate("window.isOld = true")
    page.keyboard.press("Enter")
    until(page, "!window.isOld && document.readyState === 'complete'")


def until(page: Page, claim: str | Callable[[], bool]) -> None:
    """Wait for a claim about the page; Playwright's own waiting needs `eval`, which our pages refuse."""
    for _ in range(200):
        try:
            if claim() if callable(claim) else page.evaluate(claim):
                return
        except PlaywrightError:  # between two pages
            pass
        page.wait_for_timeout(100)
    pytest.fail(f"still not so on {page.url}: {claim}")


def type_into(page: Page, selector: str, text: str) -> None:
    """Go to a field and type."""
    tab_to(page, selector)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def choose(page: Page, name: str, value: str) -> None:
    """Go to a group of radios and walk to one of them."""
    tab_to(page, f"input[name={name}]")
    for _ in range(12):
        if page.evaluate("document.activeElement.value") == value:
            page.keyboard.press("Space")
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"the arrows never come to {name} {value}")


def sign_in(page: Page, username: str) -> Page:
    page.goto("/masuk/")
    type_into(page, "input[name=login]", username)
    type_into(page, "input[name=password]", PASSPHRASE)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/masuk/" not in url)
    return page


def ask(page: Page, photo: Path) -> str:
    """From the front page to the receipt; gives the code."""
    # Said long before the key is pressed: `expect_file_chooser` tells the browser at the same moment, and the key may win.
    choosers: list[FileChooser] = []
    page.on("filechooser", lambda chooser: choosers.append(chooser))  # noqa: PLW0108 - Playwright marks what it is given
    page.goto("/layanan/")
    page.keyboard.press("Tab")
    assert "Langsung ke isi" in page.evaluate("document.activeElement.innerText")
    page.keyboard.press("Enter")
    press(page, "Surat Keterangan Domisili")
    press(page, "Ajukan")
    if page.locator("input[name=untuk]").count():
        tab_to(page, "input[name=untuk]")
        page.keyboard.press("Space")
    press(page, "Mulai mengisi")
    choose(page, "status_tinggal", "milik")
    type_into(page, "input[name=sejak]", "Maret 2021")
    press(page, "Lanjut")
    choose(page, "keperluan", "kerja")
    press(page, "Lanjut")
    tab_to(page, "input[type=file]")
    page.keyboard.press("Enter")
    until(page, lambda: bool(choosers))
    choosers[0].set_files(photo)
    press(page, "Lanjut")
    page.wait_for_url("**/periksa/")
    press(page, "Kirim permohonan")
    page.wait_for_url("**/terkirim/")
    found = re.search(r"PLI-[0-9A-Z]{4}-[0-9A-Z]{4}", page.url)
    assert found
    return found.group()


def test_a_letter_is_asked_for_and_signed_by_keyboard_alone(open_page: Callable[..., Page], tmp_path: Path) -> None:
    photo = tmp_path / "rumah.jpg"
    photo.write_bytes(a_photo(1200, 900))
    siti = sign_in(open_page(), "warga")
    code = ask(siti, photo)
    for username, words in (("rt", "Setujui"), ("rw", "Setujui"), ("petugas", "Teruskan")):
        person = sign_in(open_page(size=DESKTOP), username)
        person.goto("/meja/")
        tab_to(person, "main a", code)
        person.keyboard.press("Enter")
        person.wait_for_url(f"**/berkas/{code}/")
        press(person, words)

    ratna = sign_in(open_page(size=DESKTOP), "lurah")
    ratna.goto(f"/berkas/{code}/")
    press(ratna, "Baca dan tanda tangani")
    type_into(ratna, "input[type=password]", PASSPHRASE)
    ratna.keyboard.press("Enter")
    ratna.wait_for_url("**/tertandatangani/")

    siti.goto(f"/lacak/{code}/")
    tab_to(siti, "main a[href$='.pdf']")
    assert "Surat Anda sudah terbit" in siti.inner_text("main")
