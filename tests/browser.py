"""Journeys in Debian's Chromium against a real `palui serve` with a small practice city."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.peers.palui import PaluiServer

INSTALL = "apt-get install -y chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A camera whose picture moves; only who is granted it may look.
    "--use-fake-device-for-media-stream",
]
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
#: Milliseconds. The machine may be busy, so a page gets more time than a person would give it.
PATIENCE = 20_000


@pytest.fixture(scope="session")
def served_city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PaluiServer]:
    """Palui serving a practice city of 3,000 residents, with its worker, for all journeys of a run."""
    server = PaluiServer(tmp_path_factory.mktemp("city") / "var", PRACTICE="1")
    for command in (("migrate", "--verbosity=0"), ("createcachetable",), ("practice", "--residents=3000")):
        done = server.run(*command)
        assert done.returncode == 0, done.stderr
    server.start()
    try:
        yield server
    finally:
        assert server.stop() == 0


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        pytest.exit(f"Chromium is needed for the journeys: {INSTALL}", returncode=2)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(
    chromium: Browser, served_city: PaluiServer, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Open a page as a new visitor: `open_page("/layanan/", size=DESKTOP, javascript=False)`.

    After the test nothing may have gone wrong in any of its pages: no error in the console (a blocked
    inline script or style is one), no answer of 500. Pictures are kept if PALUI_TEST_PICTURES names a folder.
    """
    wrongs: list[str] = []
    contexts = []

    def open_(path: str = "/", *, size: dict[str, int] = PHONE, javascript: bool = True, dark: bool = False) -> Page:
        context = chromium.new_context(
            base_url=served_city.url,
            viewport=size,
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            locale="id-ID",
            timezone_id="Asia/Makassar",
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: _note_error(message, wrongs))
        # `assert_accessible` changes the size of the screen, which may end the passage from one page to the next.
        page.on("pageerror", lambda error: wrongs.append(str(error)) if "Transition was" not in str(error) else None)
        page.on("response", lambda answer: wrongs.append(answer.url) if answer.status >= 500 else None)
        page.goto(path)
        return page

    yield open_
    folder = os.environ.get("PALUI_TEST_PICTURES")
    for number, context in enumerate(contexts):
        if folder and context.pages:
            context.pages[-1].screenshot(path=f"{folder}/{request.node.name}-{number}.png", full_page=True)
        context.close()
    assert not wrongs


def _note_error(message: ConsoleMessage, wrongs: list[str]) -> None:
    # Chromium reports an answer of 404 or 422 here as well, and those are part of some journeys.
    if message.type == "error" and not message.text.startswith("Failed to load resource"):
        wrongs.append(message.text)


def sign_in(page: Page, username: str, password: str = "palui-practice") -> Page:
    """Sign in through the form, as a person does."""
    page.goto("/masuk/")
    page.fill("input[name=login], input[name=username]", username)
    page.fill("input[name=password]", password)
    page.locator("main form button[type=submit], main form button:not([type])").first.click()
    page.wait_for_url(lambda url: "/masuk/" not in url)
    return page


def assert_accessible(page: Page) -> None:
    """No finding of axe (WCAG 2.2 A and AA), and nothing wider than the screen."""
    seen = page.viewport_size or PHONE
    # As tall as the page, so that the bar at the foot of the screen covers nothing that one scrolls to.
    page.set_viewport_size({"width": seen["width"], "height": page.evaluate("document.documentElement.scrollHeight")})
    results = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    page.set_viewport_size(seen)
    assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"
    width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width[0] <= width[1], f"{page.url} is {width[0]} px wide on a screen of {width[1]} px"
