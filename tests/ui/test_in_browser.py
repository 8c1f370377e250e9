"""The design in a real browser: every theme and width, and each comfort that JavaScript adds."""

import gzip
import io

import pytest
from PIL import Image
from playwright.sync_api import Page, Response

from tests.browser import DESKTOP, PHONE, assert_accessible

pytestmark = pytest.mark.browser


def until(page: Page, claim: str) -> None:
    """Wait for a claim about the page; Playwright's own waiting needs `eval`, which our pages refuse."""
    for _ in range(200):
        if page.evaluate(claim):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"still not so: {claim}")


@pytest.mark.parametrize("size", [{"width": 320, "height": 640}, PHONE, DESKTOP], ids=lambda size: str(size["width"]))
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_part_is_accessible(open_page, size, dark):
    assert_accessible(open_page("/gaya/", size=size, dark=dark))


def test_a_list_of_mistakes_gets_the_focus(open_page):
    page = open_page("/gaya/")
    assert page.evaluate("document.activeElement.classList.contains('error-summary')")


def test_what_was_typed_comes_back_after_a_lost_page(open_page):
    page = open_page("/gaya/")
    page.fill("#cerita", "Untuk beasiswa anak")
    page.check("input[value=b]")
    page.fill("#nik", "6371990502900003")
    page.goto("/luring/")
    page.goto("/gaya/")
    assert page.input_value("#cerita") == "Untuk beasiswa anak"
    assert page.is_checked("input[value=b]")
    assert page.locator(".toasts").inner_text().startswith("Isian yang belum terkirim")


def test_secrets_are_never_kept_in_the_browser(open_page):
    page = open_page("/gaya/")
    page.fill("#nik", "6371990502900003")
    page.fill("#cerita", "Untuk beasiswa anak")
    assert "637199" not in page.evaluate("JSON.stringify(sessionStorage)")


def test_what_has_been_sent_is_forgotten(open_page):
    page = open_page("/gaya/")
    page.fill("#cerita", "Untuk beasiswa anak")
    page.evaluate(
        "document.querySelector('form[data-keep]').dispatchEvent(new SubmitEvent('submit', {bubbles: true, cancelable: true}))"
    )
    page.goto("/")
    assert page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('palui:')).length") == 0


def test_a_dangerous_button_asks_once_more(open_page):
    page = open_page("/gaya/")
    page.click("button[data-confirm]")
    dialog = page.locator("dialog[open]")
    assert "tidak bisa dikembalikan" in dialog.inner_text()
    assert page.evaluate("document.activeElement.textContent") == "Batal"
    page.keyboard.press("Escape")
    assert dialog.count() == 0


def test_a_big_photo_is_made_smaller_before_it_travels(open_page, tmp_path):
    page = open_page("/gaya/")
    noise = Image.effect_noise((4000, 3000), 80).convert("RGB")
    picture = io.BytesIO()
    noise.save(picture, "JPEG", quality=90)
    photo = tmp_path / "rumah.jpg"
    photo.write_bytes(picture.getvalue())
    page.set_input_files("#foto", photo)
    page.wait_for_selector("canvas:not([hidden])")
    until(page, f"document.querySelector('#foto').files[0].size < {photo.stat().st_size}")
    width = page.evaluate("createImageBitmap(document.querySelector('#foto').files[0]).then(picture => picture.width)")
    assert width == 1600


def test_a_desk_can_be_walked_by_keyboard(open_page):
    page = open_page("/gaya/", size=DESKTOP)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "PLI-2M8D-4KTA"
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent") == "PLI-7F3K-92QX"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.hasAttribute('data-search')")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert "Pintasan papan ketik" in page.locator("dialog[open]").inner_text()


def test_shortcuts_can_be_switched_off(open_page):
    page = open_page("/gaya/", size=DESKTOP)
    page.click("[data-opens=shortcuts]")
    page.uncheck("[data-keys]")
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement === document.body")


def test_all_rows_are_chosen_with_one_tap(open_page):
    page = open_page("/gaya/")
    page.set_viewport_size(DESKTOP)
    page.check("[data-select-all]")
    assert page.locator("input[name=berkas]:checked").count() == 3
    assert page.locator("[data-count=berkas]").inner_text() == "3"


def test_without_javascript_nothing_is_shown_that_cannot_work(open_page):
    page = open_page("/gaya/", javascript=False)
    assert page.locator(".js-only:visible").count() == 0
    assert page.locator("form .actions button").is_visible()


def test_paper_holds_no_buttons_and_a_head(open_page):
    page = open_page("/gaya/")
    page.emulate_media(media="print")
    assert page.locator("button:visible, .masthead:visible, .foot:visible").count() == 0
    assert page.locator(".print-head").is_visible()


def test_with_no_network_the_offline_page_stands_in(open_page):
    page = open_page("/gaya/")
    until(page, "navigator.serviceWorker.getRegistration().then(worker => Boolean(worker && worker.active))")
    page.reload()
    until(page, "navigator.serviceWorker.controller !== null")
    page.context.set_offline(True)
    page.goto("/layanan/")
    assert "Tidak ada sambungan" in page.locator("h1").inner_text()
    kept = page.evaluate(
        "caches.keys().then(names => caches.open(names[0])).then(kept => kept.keys()).then(all => all.map(one => new URL(one.url).pathname))"
    )
    assert [path for path in kept if not path.startswith(("/static/", "/luring/"))] == []
    page.context.set_offline(False)


def test_a_refusal_under_htmx_is_a_word_at_the_bottom(open_page):
    page = open_page("/gaya/")
    before = page.locator("main").inner_text()
    page.evaluate("htmx.ajax('GET', '/tidak/ada/', {target: '#isi'}).catch(() => 0)")
    page.wait_for_selector(".toasts .toast.bad")
    assert "tidak ada, atau bukan untuk Anda" in page.locator(".toasts").inner_text()
    assert page.locator("main").inner_text() == before


def test_the_place_is_filled_by_one_tap(open_page):
    page = open_page("/gaya/")
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": -3.305, "longitude": 114.601, "accuracy": 12})
    page.click("[data-locate]")
    until(page, "document.querySelector('[data-lat]').value !== ''")
    assert page.input_value("[data-lat]") == "-3.305000"
    assert page.input_value("[data-lon]") == "114.601000"
    assert "12 meter" in page.locator("[data-status]").inner_text()


def test_a_refused_place_says_what_to_do_instead(open_page):
    page = open_page("/gaya/")
    page.click("[data-locate]")
    until(
        page,
        "document.querySelector('[data-status]').textContent.includes('Tulis alamatnya') || document.querySelector('[data-status]').textContent.includes('tulis alamatnya')",
    )
    assert page.input_value("[data-lat]") == ""


def test_a_code_is_copied_by_one_tap(open_page):
    page = open_page("/gaya/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click("#lain [data-copy]")
    page.wait_for_selector(".toasts .toast")
    assert page.evaluate("navigator.clipboard.readText()") == "PLI-7F3K-92QX"


@pytest.mark.parametrize(
    ("status", "state", "words"),
    [(200, "saved", "Tersimpan otomatis"), (0, "failed", "Belum tersimpan"), (422, "failed", "Belum tersimpan")],
)
def test_the_sign_says_whether_it_was_saved(open_page, status, state, words):
    page = open_page("/gaya/")
    page.evaluate(
        "document.querySelector('form[data-keep]').dispatchEvent(new CustomEvent('htmx:afterRequest', "
        f"{{bubbles: true, detail: {{xhr: {{status: {status}}}}}}}))"
    )
    sign = page.locator("form[data-keep] [data-saved]")
    assert sign.get_attribute("data-state") == state
    assert words in sign.inner_text()


def test_a_first_visit_costs_no_more_than_sixty_kilobytes(open_page):
    page = open_page("/healthz")
    sizes: dict[str, int] = {}

    def weigh(answer: Response) -> None:
        body = answer.body()
        sizes[answer.url] = len(body) if answer.url.endswith((".woff2", ".png")) else len(gzip.compress(body, 9))

    page.on("response", weigh)
    page.goto("/", wait_until="networkidle")
    assert sum(sizes.values()) <= 60_000, sizes
