"""Whoever chose English reads English on every page; only what people wrote themselves stays as they wrote it."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.journeys.walking import ROLES, Walk, Walker
from tests.peers.palui import PaluiServer

pytestmark = pytest.mark.browser

SRC = Path(__file__).resolve().parents[2] / "src" / "palui"
#: Words that no English sentence holds and hardly an Indonesian one does without.
INDONESIAN = re.compile(
    r"\b(yang|dan|untuk|dari|dengan|belum|sudah|tidak|anda|atau|oleh|pada|ini|kalau|bisa|supaya|surat|berkas|tanggal)\b",
    re.IGNORECASE,
)
#: Pages with one language, and those for makers.
ONE_LANGUAGE = {"/luring/", "/gaya/"}
#: Whoever builds a service reads and writes its words there as they are, in the language of the city.
BUILDER = "/kelola-layanan/"


def catalogue() -> dict[str, str]:
    """Indonesian → English, where both differ."""
    with (SRC / "ui" / "locale" / "en" / "LC_MESSAGES" / "django.po").open("rb") as file:
        found = read_po(file, locale="en")
    pairs = {str(entry.id): str(entry.string) for entry in found if entry.id and isinstance(entry.id, str)}
    return {text: said for text, said in pairs.items() if text != said and "%(" not in text}


def written_by_people() -> set[str]:
    """Texts of the practice city, in which people write Indonesian: reasons, notes, answers, names of laws."""
    journey = Path(__file__).with_name("test_builder.py")  # builds a service in the same city
    files = [journey, *(SRC / "practice").rglob("*.py"), *(SRC / "practice").rglob("*.yaml")]
    texts = {
        node.value
        for path in files
        if path.suffix == ".py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    laws = {
        title
        for path in (SRC / "catalogue" / "definitions").glob("*.yaml")
        for title in re.findall(r"- title: (.+)", path.read_text())
    }
    searched = {"surat miskin"}  # what the walk types into the search
    return {text for text in texts | laws | searched if len(text) > 3}


class Texts(HTMLParser):
    """Every text that a page shows or reads aloud in its own language; parts in another language are left out."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._elsewhere: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found += [given[name] or "" for name in ("alt", "title", "placeholder", "aria-label") if name in given]
        is_other = given.get("lang", "en") != "en" or tag in {"script", "style", "textarea"}
        if tag not in {"input", "meta", "link", "br", "img", "use", "path", "source"} and (is_other or self._elsewhere):
            self._elsewhere.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._elsewhere and self._elsewhere[-1] == tag:
            self._elsewhere.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._elsewhere:
            self.found.append(" ".join(data.split()))


def test_english_is_chosen_and_kept(served_city: PaluiServer) -> None:
    visitor = Walker(served_city, language="en")
    page = visitor.open("/layanan/")
    assert '<html lang="en">' in page.text
    assert "Certificate of Domicile" in page.text
    assert "Bahasa Indonesia" in page.text
    visitor.open("/bahasa/id/")
    assert "Surat Keterangan Domisili" in visitor.open("/layanan/").text


def test_every_page_is_in_english(served_city: PaluiServer, every_page: Walk) -> None:
    known, people = catalogue(), written_by_people()
    wrong: dict[str, str] = {}
    for role in ROLES:
        walker = Walker(served_city, role, "en")
        paths = [path for path in every_page.pages[role] if path not in ONE_LANGUAGE]
        pages = [walker.open(path) for path in paths if not path.startswith(BUILDER)]
        forms = [form for form in every_page.forms.get(role, ()) if not form[0].startswith(BUILDER)]
        pages += [walker.send_nothing(*form) for form in forms]
        for page in pages:
            for text in left_over(Texts(page.text).found, known, people):
                wrong.setdefault(text, page.address)
    assert not wrong, "\n".join(f"{path}: {text}" for text, path in sorted(wrong.items()))


def left_over(texts: list[str], known: dict[str, str], people: set[str]) -> list[str]:
    """Texts that are not English."""
    english = set(known.values())
    sentences = [part for part in people if INDONESIAN.search(part)]

    def is_untranslated(text: str) -> bool:
        bare = text.strip(" .:,·")
        return bare in known and bare not in english and bare not in people

    def is_indonesian(text: str) -> bool:
        return bool(INDONESIAN.search(text)) and not any(part in text for part in sentences)

    return [text for text in texts if is_untranslated(text) or is_indonesian(text)]
