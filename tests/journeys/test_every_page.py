"""Every page there is, seen by whoever may see it: by screen readers, in both themes, on any screen, in big letters."""

from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import DESKTOP, PATIENCE, PHONE, sign_in
from tests.journeys.walking import ROLES, Walk, walk
from tests.peers.palui import PaluiServer

pytestmark = pytest.mark.browser

SMALLEST = {"width": 320, "height": 568}
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """rules => axe.run({runOnly: rules, resultTypes: ["violations"]}).then(found => found.violations.map(one =>
    one.id + ": " + one.help + "\\n  " + one.nodes.map(node => node.target.join(" ") + " " + node.html.slice(0, 200)).join("\\n  ")))"""
#: How much wider than the screen the page is, and what is: px.
TOO_WIDE = """() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth + 1) return []; // half pixels are rounded up
    const scrolls = one => one && (getComputedStyle(one).overflowX !== "visible" || scrolls(one.parentElement));
    return [`${root.scrollWidth} px on ${root.clientWidth}`, ...[...document.querySelectorAll("body *")].filter(one => !(one instanceof SVGElement) &&
        one.getBoundingClientRect().right > root.clientWidth + 1 && !scrolls(one.parentElement)).slice(0, 5)
        .map(one => one.tagName + "." + one.className + " " + one.textContent.trim().slice(0, 40))];
}"""
#: Texts that are cut off by their own box, or that lie over each other.
CUT_OFF = """() => {
    const shown = one => one.checkVisibility() && !one.closest(".visually-hidden, .skip, .cards thead, svg, dialog, select");
    const wrong = [];
    const texts = [];
    for (const one of document.querySelectorAll("body *")) {
        if (!shown(one)) continue;
        const style = getComputedStyle(one);
        const cuts = ["hidden", "clip"];
        if (one.textContent.trim() && ((cuts.includes(style.overflowX) && one.scrollWidth > one.clientWidth + 2) ||
            (cuts.includes(style.overflowY) && one.scrollHeight > one.clientHeight + 2)))
            wrong.push("cut off: " + one.tagName + "." + one.className + " " + one.textContent.trim().slice(0, 60));
        for (const part of one.childNodes) {
            if (part.nodeType !== Node.TEXT_NODE || !part.textContent.trim()) continue;
            if (one.closest(".sticky, .toasts, .actions")) continue;  // may float over what one scrolls to
            const range = document.createRange();
            range.selectNodeContents(part);
            for (const box of range.getClientRects()) if (box.width > 1 && box.height > 1) texts.push([part, box]);
        }
    }
    for (let i = 0; i < texts.length; i++) for (let j = i + 1; j < texts.length; j++) {
        const [a, one] = texts[i], [b, two] = texts[j];
        if (a === b) continue;
        const across = Math.min(one.right, two.right) - Math.max(one.left, two.left);
        const down = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
        // Line boxes of neighbouring lines touch; letters do so only when a third of the height is shared.
        if (across > 4 && down > Math.min(one.height, two.height) * 0.4)
            wrong.push("over each other: " + a.textContent.trim().slice(0, 40) + " | " + b.textContent.trim().slice(0, 40));
    }
    return wrong.slice(0, 5);
}"""
#: The style guide shows every part at once, to whoever builds pages.
FOR_MAKERS = {"/gaya/"}
#: Views whose pages a practice city cannot show, each with the reason.
OUT_OF_SIGHT = {
    "delivery:retry": "only beside a message that could not be sent",
    "letters:replace": "only for a letter that turned out to be wrong, reached from its own page",
    "intake:counter": "only while an officer fills in for somebody; looked at in the day at the counter",
    "intake:pick": "only for somebody whom the practice city may not have",
    "intake:helping_pick": "only for somebody whom the practice city may not have",
    "intake:file": "only once a photo was handed in",
    "intake:remove_evidence": "only once a photo was handed in",
    "letters:print": "only at the counter, once a letter is signed",
    "residents:import": "only once a file was sent",
    "accounts:confirm_email": "from a link in an e-mail",
    "cases:countersign": "no service of the practice city asks for an initial",
    "cases:inspect": "only while an officer looks at a house",
    "cases:confirm": "sent from the page of who is named",
    "cases:decline": "sent from the page of who is named",
    "cases:confirm_by_link": "sent from the page of who is named",
    "cases:decline_by_link": "sent from the page of who is named",
    "cases:confirm_at_counter": "sent from the page of who is named",
    "cases:confirm_link": "only for who is named in a request",
    "cases:confirmation": "only for who is named in a request",
    "cases:make_confirmation_link": "only while people who are named have not answered",
    "portal:retry_entry": "only beside a job that is stuck",
    "portal:discard_entry": "only beside a job that is stuck",
    "portal:retry_stuck": "only beside a job that is stuck",
    "residents:import_report": "only once a file was read",
    "residents:import_cancel": "only once a file was read",
    "residents:import_start": "only once a file was read",
}


@pytest.fixture(scope="session")
def every_page(served_city: PaluiServer) -> Walk:
    """What a walk through the whole practice city found."""
    return walk(served_city)


@pytest.fixture
def seen_as(chromium: Browser, served_city: PaluiServer) -> Iterator[Callable[[str], Page]]:
    """A browser in which somebody has signed in, with axe in every page."""
    contexts = []

    def open_(role: str) -> Page:
        context = chromium.new_context(base_url=served_city.url, viewport=PHONE, locale="id-ID")
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.add_init_script(AXE)
        page = context.new_page()
        return sign_in(page, role) if role else page

    yield open_
    for context in contexts:
        context.close()


def test_every_page_is_found(every_page: Walk) -> None:
    assert set(every_page.unmet) <= set(OUT_OF_SIGHT), "no page links to these: add them to walking.BY_HAND"


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role or "visitor")
def test_every_page_is_accessible_and_fits(every_page: Walk, seen_as: Callable[[str], Page], role: str) -> None:
    page = seen_as(role)
    wrong = [text for path in every_page.pages[role] for text in look_at(page, path)]
    assert not wrong, "\n".join(wrong)


def look_at(page: Page, path: str) -> list[str]:
    """What is wrong with a page: bright on a phone, dark on a desk, on the smallest screen, in letters twice as big."""
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    wrong = [f"light, 360: {text}" for text in axe(page, PHONE)]
    page.emulate_media(color_scheme="dark")
    wrong += [f"dark, 1280: {text}" for text in axe(page, DESKTOP)]
    page.set_viewport_size(SMALLEST)
    wrong += [f"320: {text}" for text in page.evaluate(TOO_WIDE)]
    if path in FOR_MAKERS:
        return [f"{path} {text}" for text in wrong]
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    wrong += [f"320 in big letters: {text}" for text in [*page.evaluate(TOO_WIDE), *page.evaluate(CUT_OFF)]]
    return [f"{path} {text}" for text in wrong]


def axe(page: Page, size: dict[str, int]) -> list[str]:
    """What axe finds on a screen of this width."""
    page.set_viewport_size(size)
    # As tall as the page, so that the bar at the foot of the screen covers nothing that one scrolls to.
    page.set_viewport_size({**size, "height": page.evaluate("document.documentElement.scrollHeight")})
    found: list[Any] = page.evaluate(RUN_AXE, RULES)
    return [*map(str, found), *(f"too wide: {text}" for text in page.evaluate(TOO_WIDE))]
