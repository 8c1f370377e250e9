"""Reading drafts, and the letter of a draft drawn as it would be printed."""

import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from palui.builder import access
from palui.builder.domain import Mistake, mistakes, part_of
from palui.builder.models import Draft
from palui.catalogue.domain import plain_json, read_definition
from palui.formspec import DefinitionError
from palui.kernel.errors import DomainError


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


def check(data: dict[str, Any]) -> tuple[Mistake, ...]:
    """Every mistake of a definition in the making, also those that only this installation can see."""
    return mistakes(data)


def as_mistake(error: DefinitionError) -> Mistake:
    """A refusal of the strict reader as a mistake."""
    return Mistake(path=error.path, part=part_of(error.path), problem=error.problem, sentence=error.problem)


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
