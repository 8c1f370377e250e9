"""What is wrong with a definition in the making: every mistake, each with its place, its part and what to do. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from palui.builder.domain.advice import advice
from palui.catalogue.domain import ServiceDefinition
from palui.formspec import DefinitionError
from palui.kernel.errors import InvalidInput


class Part(StrEnum):
    """The parts in which a service is written, in the order of the builder's pages."""

    ABOUT = "about"
    QUESTIONS = "questions"
    DOCUMENTS = "documents"
    ROUTE = "route"
    LETTER = "letter"
    STANDARD = "standard"
    LANGUAGES = "languages"


#: Which part a key of the definition belongs to; what is not here belongs to ABOUT.
PART_OF: Mapping[str, Part] = {
    "form": Part.QUESTIONS,
    "jurisdiction": Part.QUESTIONS,
    "evidence": Part.DOCUMENTS,
    "requirements": Part.DOCUMENTS,
    "route": Part.ROUTE,
    "letter": Part.LETTER,
    "validity_months": Part.LETTER,
    "classification": Part.LETTER,
    "standard": Part.STANDARD,
    "legal_basis": Part.STANDARD,
    "fee": Part.STANDARD,
    "time": Part.STANDARD,
    "product": Part.STANDARD,
    "titles.en": Part.LANGUAGES,
    "titles.bjn": Part.LANGUAGES,
    "translations": Part.LANGUAGES,
}


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """Something that keeps a service from being published. `path` as DefinitionError says it.

    `problem` is English, for whoever writes definitions; `sentence` says what to do, in the reader's language. `line` (from
    1) is where it stands in a file; 0 where there is none.
    """

    path: str
    part: Part
    problem: str
    sentence: str
    line: int = 0


def part_of(path: str) -> Part:
    """The part that a place belongs to."""
    words = path.replace("[", ".").split(".")
    return PART_OF.get(".".join(words[:2])) or PART_OF.get(words[0]) or Part.ABOUT


class NotReady(InvalidInput):
    """A draft cannot be drawn or published: `mistakes` say why, each with its place."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__({mistake.path: mistake.sentence for mistake in mistakes}, "draft_not_ready")
        self.params = {"count": len(mistakes)}
        self.mistakes = mistakes


def mistakes(data: Mapping[str, Any]) -> tuple[Mistake, ...]:
    """Every mistake, in the order of the parts; none means that the definition is one."""
    _, found = ServiceDefinition.read_on(data)
    return in_order(as_mistake(error) for error in found)


def as_mistake(error: DefinitionError) -> Mistake:
    """A refusal of the strict reader, with what to do about it."""
    return Mistake(path=error.path, part=part_of(error.path), problem=error.problem, sentence=advice(error.problem))


def in_order(found: Iterable[Mistake]) -> tuple[Mistake, ...]:
    """Each once, in the order of the parts."""
    parts = tuple(Part)
    return tuple(sorted(dict.fromkeys(found), key=lambda mistake: parts.index(mistake.part)))
