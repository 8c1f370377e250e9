"""What is wrong with a definition in the making: every mistake, each with its place, its part and what to do. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from palui.catalogue.domain import ServiceDefinition
from palui.formspec import DefinitionError


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
}


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """Something that keeps a service from being published. `path` as DefinitionError says it.

    `problem` is English, for whoever writes definitions; `sentence` is Indonesian and says what to do.
    """

    path: str
    part: Part
    problem: str
    sentence: str


def part_of(path: str) -> Part:
    """The part that a place belongs to."""
    words = path.replace("[", ".").split(".")
    return PART_OF.get(".".join(words[:2])) or PART_OF.get(words[0]) or Part.ABOUT


def mistakes(data: Mapping[str, Any]) -> tuple[Mistake, ...]:
    """Every mistake, in the order of the parts; none means that it can be published."""
    try:
        ServiceDefinition.parse(data)
    except DefinitionError as error:
        return (Mistake(path=error.path, part=part_of(error.path), problem=error.problem, sentence=error.problem),)
    return ()
