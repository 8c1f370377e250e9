"""Whether this database is a practice city, and how far it is filled."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from palui.practice.models import PracticeCity


@dataclass(frozen=True, kw_only=True)
class PracticeCityRecord:
    """How much a practice city holds. `imported_at` is set when the cases of past months are there."""

    residents: int
    filled_at: datetime | None
    imported_at: datetime | None
    letters: int
    is_complete: bool


def has_tables() -> bool:
    """Whether the database has been prepared."""
    return PracticeCity._meta.db_table in connection.introspection.table_names()  # noqa: SLF001 - _meta is public


def practice_city() -> PracticeCityRecord | None:
    """The practice city of this database; None for a real one."""
    row = PracticeCity.objects.first()
    if row is None:
        return None
    return PracticeCityRecord(
        residents=row.residents,
        filled_at=row.filled_at,
        imported_at=row.imported_at,
        letters=row.letters,
        is_complete=row.filled_at is not None
        and row.imported_at is not None
        and not row.unsigned
        and row.under_way > 0,
    )
