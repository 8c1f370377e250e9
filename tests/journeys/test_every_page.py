"""Every page there is, seen by whoever may see it: by screen readers, in both themes, on any screen, in big letters."""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import DESKTOP, PATIENCE, PHONE, sign_in
from tests.journeys.walking import REFUSED, ROLES, Walk
from tests.journeys.walking import Page as Walked
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
#: Views that no page of a practice city names, each with the reason.
OUT_OF_SIGHT: dict[str, str] = {}
#: Once the parts that a page asks for by itself are there.
IS_WHOLE = """() => new Promise(done => {
    const look = () => document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling") ? setTimeout(look, 20)
        : requestAnimationFrame(() => requestAnimationFrame(done));
    document.fonts.ready.then(() => setTimeout(look, 30));
})"""
#: Sends a form of the page as it is for who filled in nothing and comes late.
SEND_NOTHING = """([action, pressed]) => {
    const at = one => new URL(one, location).href;
    const form = [...document.querySelectorAll("form[method=post]")].find(one => [at(one.getAttribute("action") || ""),
        ...[...one.querySelectorAll("[formaction]")].map(button => button.formAction)].includes(action));
    for (const one of form.elements) {
        if (one.name === "revision") one.value = "0";
        else if (one.type === "checkbox" || one.type === "radio") one.checked = false;
        else if (one.tagName === "SELECT") one.selectedIndex = -1;
        else if (one.tagName === "TEXTAREA" || (one.tagName === "INPUT" && one.type !== "hidden")) one.value = "";
    }
    for (const [name, value] of Object.entries(pressed)) {
        const button = document.createElement("input");
        Object.assign(button, {type: "hidden", name, value});
        form.append(button);
    }
    form.setAttribute("action", action);
    HTMLFormElement.prototype.submit.call(form);
}"""


@pytest.fixture
def seen_as(chromium: Browser, served_city: PaluiServer) -> Iterator[Callable[[str], Page]]:
    """A browser in which somebody has signed in, with axe in every page."""
    contexts = []

    def open_(role: str) -> Page:
        context = chromium.new_context(
            base_url=served_city.url, viewport=PHONE, locale="id-ID", reduced_motion="reduce"
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.add_init_script(AXE)
        page = context.new_page()
        return sign_in(page, role) if role else page

    yield open_
    for context in contexts:
        context.close()


def test_every_page_is_found(every_page: Walk) -> None:
    assert set(every_page.unmet) == set(OUT_OF_SIGHT), "add these to walking.BY_HAND or to states.py, or take them out"


#: Whoever builds services has as many pages as all others together; the builder's journey looks at the main ones each time.
WITH_MANY_PAGES = "layanan"


@pytest.mark.parametrize(
    "role",
    [pytest.param(role, marks=[pytest.mark.long] * (role == WITH_MANY_PAGES)) for role in ROLES],
    ids=lambda role: role or "visitor",
)
def test_every_page_is_accessible_and_fits(every_page: Walk, seen_as: Callable[[str], Page], role: str) -> None:
    page = seen_as(role)
    wrong = []
    for path in every_page.pages[role]:
        page.goto(path)
        wrong += [f"{path} {text}" for text in look_at(page, is_for_makers=path in FOR_MAKERS)]
    for path, view, pressed in every_page.forms.get(role, ()):
        assert send_nothing(page, path, view, pressed) in REFUSED, f"{view} took an empty form from {path}"
        wrong += [f"{path} refused by {view} {text}" for text in look_at(page)]
    for path, view, pressed in every_page.once.get(role, ()):
        assert send_nothing(page, path, view, pressed) == HTTPStatus.OK
        wrong += [f"{path} taken by {view} {text}" for text in look_at(page)]
    assert not wrong, "\n".join(wrong)


def send_nothing(page: Page, path: str, view: str, pressed: dict[str, str]) -> int:
    """Send the form of a page that goes to this view, with nothing filled in; gives the status of the answer."""
    page.goto(path)
    form = Walked(address=page.url, status=HTTPStatus.OK, text=page.content()).form_to(view)
    with page.expect_navigation() as answered:
        page.evaluate(SEND_NOTHING, [form.action, pressed])
    return int(answered.value.status)


def look_at(page: Page, *, is_for_makers: bool = False) -> list[str]:
    """What is wrong with a page: bright on a phone, dark on a desk, on the smallest screen, in letters twice as big."""
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)
    page.evaluate(IS_WHOLE)
    wrong = [f"light, 360: {text}" for text in axe(page, PHONE)]
    page.emulate_media(color_scheme="dark")
    wrong += [f"dark, 1280: {text}" for text in axe(page, DESKTOP)]
    page.set_viewport_size(SMALLEST)
    wrong += [f"320: {text}" for text in page.evaluate(TOO_WIDE)]
    if not is_for_makers:
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        wrong += [f"320 in big letters: {text}" for text in [*page.evaluate(TOO_WIDE), *page.evaluate(CUT_OFF)]]
    return wrong


def axe(page: Page, size: dict[str, int]) -> list[str]:
    """What axe finds on a screen of this width."""
    page.set_viewport_size(size)
    # As tall as the page, so that the bar at the foot of the screen covers nothing that one scrolls to.
    page.set_viewport_size({**size, "height": page.evaluate("document.documentElement.scrollHeight")})
    found: list[Any] = page.evaluate(RUN_AXE, RULES)
    return [*map(str, found), *(f"too wide: {text}" for text in page.evaluate(TOO_WIDE))]
