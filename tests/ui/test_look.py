"""The promises of the design: readable in both themes, small, everything it names is there."""

import gzip
import re
from itertools import pairwise
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parents[2] / "src" / "palui"
STATIC = SRC / "ui" / "static" / "ui"
CSS = (STATIC / "palui.css").read_text(encoding="utf-8")
EVERY_CSS = "".join(path.read_text(encoding="utf-8") for path in STATIC.glob("*.css"))
TEMPLATES = sorted(path for path in SRC.rglob("templates/**/*") if path.is_file())

#: Text on ground, WCAG 2.2 AA: 4.5 to 1.
TEXT = [
    ("ink", "paper"), ("ink", "surface"), ("ink", "river-50"), ("ink", "sun-100"), ("ink", "bad-soft"), ("ink", "good-soft"), ("ink", "warn-soft"),
    ("ink-soft", "paper"), ("ink-soft", "surface"), ("ink-soft", "river-50"), ("ink-soft", "river-100"), ("ink-soft", "line"), ("ink-soft", "sun-100"),
    ("river-700", "paper"), ("river-700", "surface"), ("river-700", "river-50"), ("river-700", "sun-100"), ("river-700", "bad-soft"),
    ("river-800", "river-100"), ("river-800", "river-50"), ("on-river", "river-700"), ("on-river", "river-800"),
    ("on-sun", "sun-500"), ("on-sun", "sun-400"), ("sun-900", "sun-100"), ("on-deep", "deep"),
    ("good", "good-soft"), ("good", "surface"), ("warn", "warn-soft"), ("warn", "surface"), ("bad", "bad-soft"), ("bad", "surface"), ("bad", "paper"),
]  # fmt: skip
#: Borders of fields, the ring around what has the focus, signs: 3 to 1.
SIGNS = [
    ("edge", "surface"), ("edge", "paper"), ("focus", "paper"), ("focus", "surface"), ("focus", "river-50"),
    ("river-600", "surface"), ("river-600", "river-100"), ("on-river", "river-600"), ("on-river", "bad"), ("dock", "sun-500"),
]  # fmt: skip


def tokens(theme: str) -> dict[str, str]:
    light, dark = re.findall(r":root \{(.*?)\n\s*\}", CSS, flags=re.DOTALL)[:2]
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", light))
    return found | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", dark)) if theme == "dark" else found


def luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_can_be_read_on_its_ground(theme):
    colours = tokens(theme)
    weak = {f"{text} on {ground}": round(contrast(colours[text], colours[ground]), 2) for text, ground in TEXT}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_sign_stands_out_from_its_ground(theme):
    colours = tokens(theme)
    weak = {f"{sign} on {ground}": round(contrast(colours[sign], colours[ground]), 2) for sign, ground in SIGNS}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 3} == {}


def test_the_layers_come_in_their_order():
    order = re.search(r"@layer ([\w, ]+);", CSS).group(1).split(", ")
    places = [CSS.index(f"@layer {name} {{") for name in order]
    assert order == ["reset", "tokens", "base", "layout", "parts"]
    assert all(first < second for first, second in pairwise(places))


def test_every_token_that_is_used_is_made():
    used = set(re.findall(r"var\(--([\w-]+)", CSS))
    made = set(re.findall(r"--([\w-]+):", CSS))
    assert used - made == set()


def test_every_file_that_the_style_sheet_names_is_there():
    assert all((STATIC / name).is_file() for name in re.findall(r'url\("([^"]+)"\)', CSS))


def squeezed(name: str) -> int:
    return len(gzip.compress((STATIC / name).read_bytes(), 9))


def test_the_parts_keep_to_their_budget():
    assert squeezed("palui.css") <= 12_000
    assert squeezed("palui.js") + squeezed("htmx.min.js") <= 22_000
    assert (STATIC / "fonts/plus-jakarta-sans-latin-wght-normal.woff2").stat().st_size <= 28_000


def test_a_first_home_page_is_small():
    # Without htmx, which the home page leaves out; 12 kB are left for the page itself.
    files = ("palui.css", "palui.js", "icons.svg", "brand.svg", "scene.svg", "sasirangan.svg")
    font = (STATIC / "fonts/plus-jakarta-sans-latin-wght-normal.woff2").stat().st_size
    assert sum(map(squeezed, files)) + font <= 60_000 - 8_000


def icons() -> set[str]:
    return set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SRC)))
def test_every_icon_of_a_template_is_in_the_sprite(path):
    named = re.findall(
        r"""\{% (?:icon|nothing "[^"]*"|tag "[^"]*" "[^"]*") "([\w-]+)\"""", path.read_text(encoding="utf-8")
    )
    assert set(named) <= icons()


def test_every_icon_of_a_definition_and_of_the_code_is_in_the_sprite():
    seeds = [path for path in SRC.rglob("*.yaml") if path.is_file()]
    named = {
        name
        for path in seeds
        for name in re.findall(r"^\s*icon: ([\w-]+)\s*$", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    named |= {
        name
        for path in SRC.rglob("*.py")
        for name in re.findall(r"icon=\"([\w-]+)\"", path.read_text(encoding="utf-8"))
    }
    assert named <= icons()


HTML = [path for path in TEMPLATES if path.suffix in {".html", ".svg"} and "emails" not in path.parts]


@pytest.mark.parametrize("path", HTML, ids=lambda path: str(path.relative_to(SRC)))
def test_no_template_holds_code_or_style_that_the_browser_would_refuse(path):
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"<[^>{%]*\sstyle\s*=", text) == []
    assert re.findall(r"<style\b", text) == []
    assert re.findall(r"<[^>]*?\son[a-z]+\s*=", text) == []
    assert re.findall(r"javascript:", text) == []
    assert [
        tag
        for tag in re.findall(r"<script\b[^>]*>", text)
        if " src=" not in tag and not re.search(r'type="application/(ld\+)?json"', tag)
    ] == []
    assert re.findall(r"\bhx-on\b|hx-vals=.?js:", text) == []


#: Pages for a browser; an e-mail carries its own style.
PAGES = [path for path in HTML if not path.name.startswith("email") and "messages" not in path.parts]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(SRC)))
def test_every_class_of_a_template_is_in_the_style_sheet(path):
    lists = re.findall(r'class="([^"]*)"', path.read_text(encoding="utf-8"))
    said = {
        name for names in lists for name in re.sub(r"\{[%{].*?[%}]\}", " ", names).split() if not name.endswith("-")
    }
    assert said - set(re.findall(r"\.([a-zA-Z][\w-]*)", EVERY_CSS)) == set()
