"""A morning at the counter, by keyboard alone: find, choose, fill in, send, print, the next."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESKTOP, assert_accessible, sign_in
from tests.cast import a_photo

pytestmark = pytest.mark.browser


def tab_to(page: Page, selector: str, *, most: int = 60) -> None:
    """Press Tab until the focus stands on what the selector names."""
    for _ in range(most):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached by keyboard")


def somebody(page: Page) -> str:
    """The name of somebody registered in the officer's kelurahan."""
    page.goto("/penduduk/")
    return page.locator("main table tbody tr a").first.inner_text().strip()


def find(page: Page, name: str) -> None:
    """Type a name where the cursor stands, and open the first who is found."""
    expect(page.locator("#cari")).to_be_focused()
    page.keyboard.type(name, delay=5)
    page.locator("[data-people] a").first.wait_for()
    page.wait_for_function("name => document.querySelector('[data-people]').dataset.for === name", arg=name)
    page.keyboard.press("Enter")
    page.wait_for_url("**/loket/warga/**")


def choose(page: Page, service: str) -> None:
    """Press the number that stands at a service."""
    key = page.locator(f"button[name=layanan][value={service}]").get_attribute("data-key")
    assert key
    page.keyboard.press(key)
    page.wait_for_url("**/loket/isi/**")


def test_an_officer_serves_two_people_without_touching_the_mouse(
    open_page: Callable[..., Page], tmp_path: Path
) -> None:
    photo = tmp_path / "rumah.jpg"
    photo.write_bytes(a_photo(1200, 900))
    fauzi = sign_in(open_page(size=DESKTOP), "petugas")
    name = somebody(fauzi)
    fauzi.goto("/loket/")
    assert_accessible(fauzi)
    fauzi.reload()  # looking closely may have moved the cursor
    before = int(fauzi.locator(".tally dd").first.inner_text())
    find(fauzi, name)
    assert_accessible(fauzi)
    choose(fauzi, "domisili")
    assert_accessible(fauzi)

    tab_to(fauzi, "[name=status_tinggal]")
    fauzi.keyboard.press("Space")
    tab_to(fauzi, "[name=sejak]")
    fauzi.keyboard.type("Maret 2021")
    tab_to(fauzi, "[name=keperluan]")
    fauzi.keyboard.press("ArrowDown")
    # A scanner's file is chosen in the window of the system, which no page can see.
    fauzi.set_input_files("input[type=file][name=foto_rumah]", photo)
    tab_to(fauzi, "[name=setuju]")
    fauzi.keyboard.press("Space")
    tab_to(fauzi, "#setuju_kata")
    assert fauzi.input_value("#setuju_kata"), "what people say most stands there already"

    # The line breaks while it is sent: the page says so, keeps all, and sends it when the line is back.
    fauzi.route("**/loket/isi/**", lambda route: route.abort())
    fauzi.keyboard.press("Control+Enter")
    expect(fauzi.locator("[data-trouble]")).to_contain_text("Belum terkirim")
    assert fauzi.input_value("[name=sejak]") == "Maret 2021"
    fauzi.unroute("**/loket/isi/**")
    fauzi.wait_for_url("**/terkirim/")
    assert "dengan persetujuan lisan" in fauzi.inner_text("main")
    assert_accessible(fauzi)

    fauzi.keyboard.press("b")
    fauzi.wait_for_url(re.compile(r"/berkas/PLI-"))
    assert "Diisi oleh" in fauzi.inner_text("main")
    fauzi.go_back()
    fauzi.wait_for_url("**/terkirim/")
    fauzi.keyboard.press("n")
    fauzi.wait_for_url("**/loket/")
    expect(fauzi.locator(".tally dd").first).to_have_text(str(before + 1))
    find(fauzi, name)


def test_the_camera_at_the_counter_takes_the_photo(open_page: Callable[..., Page]) -> None:
    fauzi = open_page(size=DESKTOP)
    fauzi.context.grant_permissions(["camera"])
    sign_in(fauzi, "petugas")
    name = somebody(fauzi)
    fauzi.goto("/loket/")
    find(fauzi, name)
    choose(fauzi, "domisili")
    fauzi.get_by_role("button", name="Pakai kamera").first.click()
    expect(fauzi.locator("#kamera [data-snap]")).to_be_focused()
    assert_accessible(fauzi)
    fauzi.keyboard.press("Enter")
    expect(fauzi.locator("#kamera")).to_be_hidden()
    taken = fauzi.locator("input[type=file][name=foto_rumah]").evaluate(
        "input => [...input.files].map(file => [file.name, file.type, file.size > 1000])"
    )
    assert taken == [["kamera.jpg", "image/jpeg", True]]
    assert not fauzi.evaluate("document.querySelector('#kamera video').srcObject.active"), "the camera is off again"


def test_the_counter_works_without_javascript(open_page: Callable[..., Page]) -> None:
    fauzi = sign_in(open_page(size=DESKTOP, javascript=False), "petugas")
    name = somebody(fauzi)
    fauzi.goto("/loket/")
    fauzi.fill("#cari", name)
    fauzi.press("#cari", "Enter")
    fauzi.locator("[data-people] a").first.click()
    fauzi.locator("button[name=layanan][value=domisili]").click()
    fauzi.wait_for_url("**/loket/isi/**")
    fauzi.locator("main form.counter .actions button").click()
    assert "perlu diperbaiki" in fauzi.inner_text("main")
    assert "Catat dulu persetujuan warga" in fauzi.inner_text("main")


def test_a_head_of_an_rt_helps_from_a_phone(open_page: Callable[..., Page]) -> None:
    head = sign_in(open_page(), "rt")
    head.goto("/bantu/")
    assert_accessible(head)
