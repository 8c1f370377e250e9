"""Whatever somebody writes into a service stays text, on its page, in its questions and on its letter."""

import copy
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from palui.accounts.domain import Acting
from palui.builder import selectors, services
from palui.builder.domain import editing
from palui.cases import services as cases
from palui.catalogue import services as published
from palui.catalogue.domain import plain_json
from palui.letters import selectors as letters_read
from palui.letters import services as letters
from tests.cast import ANSWERS, PASSPHRASE, Person
from tests.letters.papers import file_of, text_of

TYPST = '#set page(width: 1cm) #eval("1") $x$ @a <b> \\u{41} // /* `raw` = _u_ ~ ---'
HTML = "<script>alert(1)</script><img src=x onerror=alert(1)> &amp; {{ 7*7 }} {% now %}"
TURNED = "kanan \u202ekiri\u202c \u200fMarga"
EMOJI = "Warung 🏪"
USAHA: dict[str, Any] = plain_json(next(data for data in published.seeds() if data["code"] == "usaha"))
#: Texts that stand on pages alone.
ON_PAGES = (
    "summary",
    "titles.bjn",
    "requirements[0]",
    "form.groups[0].title",
    "form.groups[0].fields[0].label",
    "form.groups[0].fields[0].hint",
    "evidence[0].title",
    "route[2].title",
    "legal_basis[0].title",
    "standard.staff",
)


def with_texts(paths: tuple[str, ...], text: str) -> dict[str, Any]:
    data = copy.deepcopy(USAHA)
    for path in paths:
        data = editing.put(data, path, text)
    return data


@pytest.fixture
def offer(lina: Person) -> Callable[[dict[str, Any]], None]:
    """Lina publishes a definition."""

    def offered(data: dict[str, Any]) -> None:
        by: Acting = lina.acting
        draft = services.begin_from(by=by, code="usaha")
        made = services.change(by=by, code="usaha", revision=draft.revision, edit=lambda _: data)
        services.publish(by=by, code="usaha", revision=made.revision)

    return offered


@pytest.mark.parametrize("text", [TYPST, HTML, TURNED, EMOJI], ids=["typst", "html", "turned", "emoji"])
def test_on_a_page_it_is_text(offer: Callable[[dict[str, Any]], None], text: str, siti: Person) -> None:
    offer(with_texts(ON_PAGES, text))

    page = Client().get("/layanan/usaha/").content.decode()
    assert escape(text) in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    # As data in the page, nothing ends the block in which it stands.
    assert Client().get("/api/v1/services/usaha").json()["summary"] == text


@pytest.mark.parametrize(
    "text", [TYPST, HTML.replace("{{ 7*7 }}", "7*7").replace("{% now %}", "")], ids=["typst", "html"]
)
def test_in_a_letter_it_is_text(
    offer: Callable[[dict[str, Any]], None],
    text: str,
    siti_asks: Callable[..., str],
    masrani: Person,
    fauzi: Person,
    ratna: Person,
    tmp_path: Path,
) -> None:
    data = copy.deepcopy(USAHA)
    plain = text.replace("*", "").replace("{", "{{").replace("}", "}}")
    data = editing.put(
        data, "letter.body", f"{{pembuka}}\n\n{{identitas}}\n\nIsi {plain}\n\nBidang :: {{bidang}}\n\n{{penutup}}\n"
    )
    data = editing.put(data, "letter.title", text)
    data = editing.put(data, "form.groups[0].fields[1].options[0].label", text)
    offer(data)
    assert ANSWERS["usaha"]["bidang"] == "kuliner"

    code = siti_asks("usaha")
    cases.endorse(acting=masrani.acting, code=code)
    cases.verify(acting=fauzi.acting, code=code)
    letters.sign(acting=ratna.acting, code=code, passphrase=PASSPHRASE)

    letter = letters_read.letter_of_case(code)
    assert letter
    printed = signs(text_of(file_of(letter), tmp_path))
    assert signs(text.upper()) in printed  # the title
    assert signs(f"Isi {text.replace('*', '')}") in printed
    assert signs(f"Bidang: {text}") in printed


def signs(text: str) -> str:
    """Without what only setting the words changes: blanks, hyphens, and the shapes of quotes and dashes."""
    return re.sub(r"[\s\-‐–—]", "", text).translate(str.maketrans("“”‘’", "\"\"''"))


@pytest.mark.parametrize("place", ["letter.title", "letter.body", "form.groups[0].fields[1].options[0].label"])
@pytest.mark.parametrize("text", [TURNED, EMOJI], ids=["turned", "emoji"])
def test_what_no_letter_can_show_is_refused_where_letters_are_made(lina: Person, place: str, text: str) -> None:
    (mistake,) = selectors.check(editing.put(USAHA, place, text))
    assert mistake.path == place
    assert "tidak bisa dicetak di surat" in mistake.sentence
