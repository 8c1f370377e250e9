"""Reading drafts, and the letter of a draft drawn as it would be printed."""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from palui.builder import access
from palui.builder.domain import Mistake, NotReady, Part, as_mistake, in_order
from palui.builder.models import Draft, DraftRevision
from palui.catalogue import selectors as catalogue
from palui.catalogue.domain import ServiceDefinition, line_of, plain_json, read_definition
from palui.formspec import DefinitionError, validate
from palui.kernel.errors import DomainError, PermanentFailure
from palui.kernel.language import say
from palui.letters import services as letters


@dataclass(frozen=True, kw_only=True)
class DraftCard:
    """A draft in a list. `based_on` 0: the service is new."""

    code: str
    title: str
    based_on: int
    revision: int
    changed_at: datetime
    changed_by: str

    @property
    def is_new(self) -> bool:
        """Whether nothing of this service was ever published when the draft began."""
        return self.based_on == 0


@dataclass(frozen=True, kw_only=True)
class DraftRecord(DraftCard):
    """A draft with what it says. `data` is a copy of its own: changing it changes nothing. `can_undo`: it had another state."""

    data: dict[str, Any]
    can_undo: bool


def drafts() -> tuple[DraftCard, ...]:
    """All drafts, what was changed last first."""
    rows = Draft.objects.select_related("changed_by").order_by("-changed_at", "code")
    return tuple(DraftCard(**_card(row)) for row in rows)


def draft(code: str) -> DraftRecord:
    """One draft. Raises NotFound."""
    return record(access.draft(code))


def record(row: Draft) -> DraftRecord:
    """A row as others may have it."""
    return DraftRecord(**_card(row), data=copy.deepcopy(row.data), can_undo=row.states.count() > 1)


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """The letter of a draft: each page as PNG."""

    pages: tuple[bytes, ...]

    @property
    def page_count(self) -> int:
        """How many pages it has."""
        return len(self.pages)


#: What a letter is drawn from; mistakes elsewhere do not keep it from being drawn.
_DRAWN_FROM = frozenset({Part.QUESTIONS, Part.ROUTE, Part.LETTER})


def check(data: Mapping[str, Any]) -> tuple[Mistake, ...]:
    """Every mistake of a definition in the making, also a letter that cannot be printed."""
    definition, errors = ServiceDefinition.read_on(data)
    found = [as_mistake(error) for error in errors]
    if definition.letter is not None and not any(mistake.part in _DRAWN_FROM for mistake in found):
        try:
            letters.try_to_print(definition=definition)
        except PermanentFailure as failure:
            found.append(_undrawable(definition, failure))
    return in_order(found)


def check_file(text: str) -> tuple[Mistake, ...]:
    """What of a file from elsewhere does not fit here, each with its line; a code that is taken is one of it.

    Raises DomainError `definition_yaml` for what is no definition at all.
    """
    data = read_file(text)
    found = [*_code_taken(data.get("code")), *check(data)]
    return tuple(replace(one, line=line_of(text, one.path, one.problem)) for one in in_order(found))


def _code_taken(code: object) -> Iterator[Mistake]:
    if not isinstance(code, str):
        return
    if Draft.objects.filter(code=code).exists():
        yield _about_code("is being written here already", say("Layanan dengan kode ini sedang disusun di sini."))
    if any(state.code == code for state in catalogue.every_service()):
        yield _about_code(
            "is taken by a service here",
            say("Kode ini sudah dipakai di sini. Pilih kode lain, atau jadikan versi berikutnya."),
        )


def _about_code(problem: str, sentence: str) -> Mistake:
    return Mistake(path="code", part=Part.ABOUT, problem=problem, sentence=sentence)


def state(code: str, revision: int) -> dict[str, Any] | None:
    """What a draft said at a revision, or nearest before it; None when that is not kept any more."""
    row = DraftRevision.objects.filter(draft__code=code, number__lte=revision).order_by("-number").first()
    return copy.deepcopy(row.data) if row is not None else None


def drawing(data: Mapping[str, Any], answers: Mapping[str, Any] | None = None) -> Drawing:
    """The letter that a draft makes, with CONTOH across it and no number; `answers` as a form gives them, else by example.

    Raises NotReady with what is wrong with the letter, DomainError `service_has_no_letter`.
    """
    definition, errors = ServiceDefinition.read_on(data)
    found = in_order(as_mistake(error) for error in errors)
    told = tuple(mistake for mistake in found if mistake.part is Part.LETTER and mistake.path.startswith("letter"))
    if told:
        raise NotReady(told)
    clean = None
    if answers is not None:
        clean = validate(definition.form, answers, choices=catalogue.choices()).answers
    try:
        return Drawing(pages=letters.try_out(definition=definition, answers=clean))
    except PermanentFailure as failure:
        raise NotReady((_undrawable(definition, failure),)) from failure


def _undrawable(definition: ServiceDefinition, failure: PermanentFailure) -> Mistake:
    is_template = definition.letter is not None and definition.letter.template
    place = "letter.template" if is_template else "letter.body"
    return as_mistake(DefinitionError(place, f"cannot be drawn: {failure}"))


def read_file(text: str) -> dict[str, Any]:
    """What stands in a file, as JSON. Raises DomainError `definition_yaml` for what is no definition at all."""
    data = plain_json(read_definition(text))
    if not isinstance(data, dict):
        raise DomainError("definition_yaml", problem="bukan definisi layanan")
    return data


def _card(row: Draft) -> dict[str, Any]:
    titles = row.data.get("titles")
    title = titles.get("id") if isinstance(titles, dict) else None
    return {
        "code": row.code,
        "title": title if isinstance(title, str) and title.strip() else row.code,
        "based_on": row.based_on,
        "revision": row.revision,
        "changed_at": row.changed_at,
        "changed_by": row.changed_by.name,
    }
