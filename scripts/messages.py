"""Sentences for people: are all of them marked for translation, and translated where a catalogue exists?

    python scripts/messages.py          check; run by `make check`
    python scripts/messages.py en       bring the English catalogue up to date, and compile it

Indonesian is the source, so it needs no catalogue. GNU gettext is not needed.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.template.base import Lexer, Token, TokenType
from django.utils.translation.template import templatize

from palui.catalogue.domain import sentences_of

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "palui"
CATALOGUES = SOURCE / "ui" / "locale"
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext"}
CALLS |= {"say", "in_language", "lazily"}
#: Rooms whose sentences are for whoever runs Palui, at the command line, or belong to made-up people.
ONLY_AT_THE_COMMAND_LINE = {"bench", "practice", "config", "integrations"}
#: A table of words that are translated where they are shown; what it holds beside them is in small letters.
TABLE = re.compile(
    r"_?[A-Z_]*(WORDS|NAMES|SENTENCES|SUBJECTS|LABELS|TITLES|EXAMPLES|VERBS|EVENTS|BUTTONS|SOURCES|PARTS|PART_KINDS|DAYS|MONTHS)"
)
#: A sentence outside of a table, as in a refusal.
SENTENCE = re.compile(r"(?=[A-Z%]).*\w.* .*[.?]", re.DOTALL)
#: Where sentences for people stand outside of a call: what refuses, and what is asked.
FOR_PEOPLE = {"services", "services.py", "domain", "domain.py", "forms.py", "views", "views.py", "formspec"}
#: Spellings that are recognised, not shown.
RECOGNISED = {"residents/domain/codes.py", "residents/domain/rows.py"}
#: Names of kinds and the like that stand in tables beside words.
NO_WORDS = re.compile(r"good|warn|bad|quiet|sun|next|[a-z_]+-[a-z-]+|[\W\d_]*|[A-Z]+")
STRING = r"u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
CALL_IN_TEMPLATE = re.compile(rf"\b(n?p?gettext)\({STRING}(?:,\s*{STRING})?(?:,\s*{STRING})?")
WORD_IN_TAG = re.compile(r"{% tag \"([^\"]+)\"")
#: Names and marks that are the same in every language.
SAME_EVERYWHERE = re.compile(r"\b(Palui|NIK|KK|NIP|RT|RW|PDF|QR|XLSX|JPEG|PNG|MB|KB|WITA|Rp|PLI-[A-Z0-9-]+)\b|&\w+;")
#: Pages with one language: for makers, or shown when translating may be what is broken.
ONE_LANGUAGE = {"styleguide.html", "500.html", "503.html", "offline.html"}
#: A template may hold nothing but attributes, for a tag that another one opens.
ATTRIBUTES = re.compile(r"""\s*(?:[a-z]+(?:-[a-z]+)*="[^"]*"\s*|(?:data|aria)-[a-z-]+\s*)+""")
READ_ALOUD = {"alt", "title", "placeholder", "aria-label", "aria-description", "label"}


class Message(NamedTuple):
    """A sentence in the source. `plural` and `context` may be empty."""

    text: str
    plural: str
    context: str


def main() -> None:
    """Check, or with a language bring its catalogue up to date. Ends with 1 if something is missing."""
    settings.configure(USE_I18N=True)
    if len(sys.argv) == 2:
        update(sys.argv[1])
        return
    problems = [*unmarked_texts(), *untranslated()]
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)


def messages() -> dict[Message, str]:
    """Every marked sentence and the file where it stands first."""
    found: dict[Message, str] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        if path.relative_to(SOURCE).parts[0] not in ONLY_AT_THE_COMMAND_LINE:
            note(found, path, in_module(path))
    for path in templates():
        note(found, path, in_template(path.read_text()))
    for path in sorted(SOURCE.glob("catalogue/definitions/*.yaml")):
        texts = in_definition(yaml.safe_load(path.read_text()))
        note(found, path, (Message(" ".join(text.split()), "", "") for text in texts))
    for path in sorted(SOURCE.glob("catalogue/life_events/*.yaml")):
        texts = in_life_event(yaml.safe_load(path.read_text()))
        note(found, path, (Message(" ".join(text.split()), "", "") for text in texts))
    return found


def note(found: dict[Message, str], path: Path, more: Iterable[Message]) -> None:
    """Remember where each sentence stands first."""
    for message in more:
        found.setdefault(message, str(path.relative_to(ROOT)))


def in_module(path: Path) -> Iterator[Message]:
    """Sentences inside gettext calls, in tables, and in refusals."""
    code = ast.parse(path.read_text())
    yield from in_python(code)
    tables = [] if str(path.relative_to(SOURCE)) in RECOGNISED else in_tables(code)
    refusals = in_refusals(code) if FOR_PEOPLE & set(path.parts) else []
    yield from (Message(text, "", "") for text in [*tables, *refusals])


def templates() -> list[Path]:
    """Every template."""
    return sorted(path for path in SOURCE.glob("*/templates/**/*") if path.is_file())


def in_tables(code: ast.Module) -> Iterator[str]:
    """Words in the tables of a module: the values of a dict, the items of a list."""
    for name, value in assigned(code):
        if not TABLE.fullmatch(name) or (isinstance(value, ast.Call) and getattr(value.func, "id", "") == "frozenset"):
            continue  # a set is for recognising words, not for showing them
        keys = {id(key) for part in ast.walk(value) if isinstance(part, ast.Dict) for key in part.keys}
        # Of `LifeEvent(key="sekolah", title="…")` the key is no word.
        named = (part for part in ast.walk(value) if isinstance(part, ast.keyword))
        keys |= {id(part.value) for part in named if part.arg in {"key", "icon"}}
        yield from (text for text in texts_in(value, keys) if not NO_WORDS.fullmatch(text) and "\n" not in text)


def in_refusals(code: ast.Module) -> Iterator[str]:
    """Sentences that are handed on as they are and translated on the way, as those of InvalidInput are."""
    described = {id(node.value) for node in ast.walk(code) if isinstance(node, ast.Expr)}
    pieces = {id(part) for node in ast.walk(code) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    # Printed in letters, which have one language.
    feet = [value for name, value in assigned(code) if name.startswith("FOOTER")]
    printed = {id(part) for value in feet for part in ast.walk(value)}
    yield from (text for text in texts_in(code, described | pieces | printed) if SENTENCE.fullmatch(text))


def assigned(code: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """The names of a module and what they are given."""
    for node in code.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            yield node.target.id, node.value


def texts_in(code: ast.AST, but: set[int]) -> Iterator[str]:
    """The texts in a piece of code, but for those nodes."""
    for part in ast.walk(code):
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and id(part) not in but:
            yield part.value


def in_definition(data: dict[str, Any]) -> Iterator[str]:
    """What people read of a service that Palui brings along; those that a city writes are in its own language."""
    yield data["titles"]["id"]
    yield from sentences_of(data)
    yield from (f"{item['title']} (bila ada)" for item in data.get("evidence", ()) if item.get("required") is False)


def in_life_event(plan: dict[str, Any]) -> Iterator[str]:
    """What people read of what an event opens."""
    if plan.get("person"):
        yield plan["person"]
    yield from sentences_of([plan.get("questions", {}), plan.get("details", {})])
    for service in plan["services"]:
        yield from (service[key] for key in ("why", "unless") if key in service)
    for other in plan.get("elsewhere", ()):
        yield from other.values()


def in_python(code: ast.Module) -> Iterator[Message]:
    """Sentences inside gettext calls."""
    for node in ast.walk(code):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            if name in CALLS and texts:
                yield as_message(name, texts)


def in_template(source: str) -> Iterator[Message]:
    """Sentences inside translate and blocktranslate tags."""
    for match in WORD_IN_TAG.finditer(source):
        yield Message(match[1], "", "")
    for match in CALL_IN_TEMPLATE.finditer(templatize(source)):
        name, *literals = match.groups()
        yield as_message(name, [ast.literal_eval(literal) for literal in literals if literal])


def as_message(call: str, texts: list[str]) -> Message:
    """Sort the arguments of a gettext call."""
    plain = call.removesuffix("_lazy")
    context = texts.pop(0) if plain.endswith("pgettext") else ""
    plural = texts[1] if plain.startswith("n") and len(texts) > 1 else ""
    return Message(texts[0], plural, context)


def untranslated() -> Iterator[str]:
    """One line for every sentence that a catalogue lacks, or holds only as a guess."""
    wanted = messages()
    for path in sorted(CATALOGUES.glob("*/LC_MESSAGES/django.po")):
        language = path.parts[-3]
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
        for message, place in wanted.items():
            entry = catalogue.get(message.text, message.context or None)
            if entry is None or entry.fuzzy or not entry.string or not all(entry.string):
                yield f"{place}: no {language} for {message.text!r}"
            elif not gaps_in(entry.string) <= gaps_in((message.text, message.plural)):
                yield f"{place}: {language} has a gap that nobody fills: {entry.string!r}"


def gaps_in(texts: str | Iterable[str]) -> set[str]:
    """The gaps of a sentence: "%(name)s" or "{name}"."""
    return set(re.findall(r"%\(\w+\)s|{\w+}", "".join(texts)))


def update(language: str) -> None:
    """Add new sentences to a catalogue, drop those that are gone, and compile it."""
    path = CATALOGUES / language / "LC_MESSAGES" / "django.po"
    template = Catalog(project="Palui", charset="utf-8")
    for message, place in messages().items():
        text = (message.text, message.plural) if message.plural else message.text
        template.add(text, locations=[(place, 1)], context=message.context or None)
    catalogue = Catalog(locale=language, project="Palui", charset="utf-8", fuzzy=False)
    if path.exists():
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
    catalogue.update(template)
    catalogue.obsolete.clear()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, sort_output=True, include_lineno=False, omit_header=False)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)


def unmarked_texts() -> Iterator[str]:
    """One line for every text in a template that a reader sees and that is not marked for translation."""
    for path in templates():
        if path.suffix == ".html" and path.name not in ONE_LANGUAGE:
            reader = VisibleText()
            reader.feed(without_tags(path.read_text()))
            for line, text in reader.found:
                yield f"{path.relative_to(ROOT)}:{line}: not marked for translation: {text!r}"


def without_tags(source: str) -> str:
    """The template's own text: tags, variables and what stands in translated or commented blocks are blank."""
    inside = ""
    parts = []
    for token in Lexer(source).tokenize():
        name = token.split_contents()[0] if token.token_type == TokenType.BLOCK else ""
        if not inside and name in {"comment", "blocktranslate", "blocktrans"}:
            inside = f"end{name}"
        is_text = token.token_type == TokenType.TEXT and not inside
        parts.append(token.contents if is_text else blank(token))
        if name == inside:
            inside = ""
    return "".join(parts)


def blank(token: Token) -> str:
    """As many line ends as the token has, so that line numbers stay right."""
    return "\n" * token.contents.count("\n") or " "


class VisibleText(HTMLParser):
    """Collects what a page shows or reads aloud: `found` holds line numbers and texts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self._silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at the attributes that are read aloud."""
        if tag in {"script", "style", "code", "kbd", "samp"}:
            self._silent = tag
        for name, value in attrs:
            if name in READ_ALOUD:
                self.handle_data(value or "")

    def handle_endtag(self, tag: str) -> None:
        """A script or style is over."""
        if tag == self._silent:
            self._silent = ""

    def handle_data(self, data: str) -> None:
        """Keep a text with a word in it."""
        # A template may begin inside a tag that another one opened: that part is no text.
        data = data.rpartition(">")[2]
        if ATTRIBUTES.fullmatch(data):
            return
        if not self._silent and re.search(r"[^\W\d_]{2}", SAME_EVERYWHERE.sub("", data)):
            self.found.append((self.getpos()[0], " ".join(data.split())))


if __name__ == "__main__":
    main()
