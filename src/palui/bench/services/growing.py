"""A city with a long past: a million cases and letters written straight into the tables, and as many residents.

A million real cases would take days, so one real case is copied by the database itself: every column as it is, but for
those that must differ. Only tables grow so; what is measured afterwards are the pages that people open.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from django.db import connection, transaction

from palui.bench.services.people import RT, RW
from palui.kernel.identifiers import Kk, Nik
from palui.regions import selectors as regions
from palui.regions import services as regions_services
from palui.residents import services as residents
from palui.residents.domain import Sex, name_key, turned
from palui.residents.services import NewResident

GIVEN = (
    "Siti Rahmah", "Budi", "Masrani", "Fauzi", "Ratna", "Rizani", "Norhayati", "Abdul Hadi", "Aulia", "Hamidah",
    "Ahmad Yani", "Mariana", "Syahrani", "Rusmini", "Dewi", "Hendra", "Jamilah", "Kaspul", "Laila", "Muhammad",
)  # fmt: skip
FAMILY = (
    "Anwar", "Baseri", "Effendi", "Fitriani", "Gunawan", "Hidayat", "Ilham", "Jannah", "Kurniawan", "Lestari",
    "Maulana", "Noor", "Pratama", "Rahman", "Saputra", "Taufik", "Utami", "Wahyuni", "Yusuf", "Zainuddin",
)  # fmt: skip
_LONGEST_NIK_SEQUENCE = 9999
_FIRST_BIRTH = date(1940, 1, 1)
_BATCH = 100_000


def words_to_look_for() -> Iterator[str]:
    """What an officer types: nothing, a name that many have, a whole name, two words that hardly meet, nobody's name.

    Without words the page is full in a small city too, so that a larger one is not blamed for longer lists.
    """
    for given, family, other in zip(GIVEN, FAMILY, reversed(GIVEN), strict=True):
        yield ""
        yield given.split()[0]
        yield f"{given} {family[:3]}"
        yield f"{given.split()[0]} {other.split()[0]}"
        yield f"{given[:4]} zzz"


def _one_of(words: Sequence[str], count: str) -> str:
    """SQL for one of the words, by a whole number."""
    choices = " ".join(f"WHEN {place} THEN '{word}'" for place, word in enumerate(words))
    return f"CASE ({count}) % {len(words)} {choices} END"


#: SQL for a name over the count `n.i`: each given name has each family name.
_NAME = f"{_one_of(GIVEN, 'n.i')} || ' ' || {_one_of(FAMILY, f'n.i / {len(GIVEN)}')}"


def add_residents(count: int, *, begin: int) -> None:
    """So many more people, spread evenly over the kelurahan; `begin` is how many came before."""
    residents.register_many(people=_people(count, begin), register="Pengukuran")


def _people(count: int, begin: int) -> Iterator[NewResident]:
    luck = random.Random(begin)  # noqa: S311 - made-up people
    homes = [(place.office_id, _rt_of(place.office_id)) for place in regions.kelurahan_list()]
    for number in range(begin, begin + count):
        born = _FIRST_BIRTH + timedelta(days=number // _LONGEST_NIK_SEQUENCE)
        office_id, rt_id = homes[number % len(homes)]
        yield NewResident(
            # District 98 exists nowhere, so these numbers belong to nobody.
            nik=Nik.parse(f"637198{born:%d%m%y}{number % _LONGEST_NIK_SEQUENCE + 1:04}"),
            kk=Kk.parse(f"637198{born:%d%m%y}{number % _LONGEST_NIK_SEQUENCE // 4 + 1:04}"),
            name=f"{luck.choice(GIVEN)} {luck.choice(FAMILY)}",
            birth_place="Banjarmasin",
            birth_date=born,
            sex=luck.choice((Sex.FEMALE, Sex.MALE)),
            religion="Islam",
            marital_status="Kawin",
            relation="Istri",
            street=f"Jl. Sungai Jingah No. {number}",
            office_id=office_id,
            rt_id=rt_id,
            occupation="Pedagang",
        )


def _rt_of(office_id: int) -> int:
    """An RT of the kelurahan, made where there is none."""
    if not regions.rts_of_office(office_id):
        regions_services.add_neighbourhoods(office_id=office_id, pairs=[(RT, RW)])
    return regions.rts_of_office(office_id)[0].id


def add_past_cases(count: int, *, like: str, begin: int) -> None:
    """So many more closed cases with their steps and letters, copies of the case `like`, spread over the kelurahan."""
    offices = [place.office_id for place in regions.kelurahan_list()]
    with transaction.atomic():
        for turn, office_id in enumerate(offices):
            share = count // len(offices) + (turn < count % len(offices))
            first = begin + turn * (count // len(offices) + 1)
            for start in range(0, share, _BATCH):
                _copy(like, first + start, min(_BATCH, share - start), office_id)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _copy(like: str, first: int, count: int, office_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.id, c.submission_id, l.id FROM cases_case c JOIN letters_letter l ON l.case_id = c.id WHERE c.code = %s",
            [like],
        )
        case_id, submission_id, letter_id = cursor.fetchone()
    # Far above what people get, and the same place in every table, so that copies find each other.
    above = 1_000_000_000 + first
    code = f"'PLI-' || substr(CAST({20_000_000 + first} + n.i AS TEXT), 1, 4) || '-' || substr(CAST({20_000_000 + first} + n.i AS TEXT), 5)"
    row = f"CAST({above} AS BIGINT) + n.i"
    own = {
        "id": row,
        "code": code,
        "office_id": str(office_id),
        "rt_id": "NULL",
        "rw_id": "NULL",
        "applicant_id": "NULL",
        "applicant_name": _NAME,
        "subject_name": _NAME,
    }
    _insert("intake_submission", submission_id, count, own)
    _insert("cases_case", case_id, count, own | {"submission_id": row})
    for place, step_id in enumerate(_steps_of(case_id)):
        _insert("cases_casestep", step_id, count, {"id": f"({row}) * 10 + {place}", "case_id": row})
    _insert(
        "letters_letter",
        letter_id,
        count,
        {
            "id": row, "code": code, "case_id": row, "office_id": str(office_id), "subject_name": _NAME,
            "sequence": row, "number": f"'470/' || CAST({row} AS TEXT) || '/SKD/2026'",
            "token": f"'t' || CAST({row} AS TEXT)", "sha256": f"CAST({row} AS TEXT)",
        },
    )  # fmt: skip
    _enter(above + 1, above + count)


def _enter(first_id: int, last_id: int) -> None:
    """Let desks and registers find these cases and letters, as opening and signing them would have."""
    names = {f"{given} {family}" for given in GIVEN for family in FAMILY}
    turns = ", ".join(f"('{name}', '{turn}')" for name in sorted(names) for turn in turned(name_key(name)))
    named = f"JOIN (VALUES {turns}) v ON v.column1 = t.subject_name"
    for table, column, words, source in (
        ("cases_casename", "case_id", "v.column2", f"cases_case t {named}"),
        ("letters_registerwords", "letter_id", "v.column2", f"letters_letter t {named}"),
        ("letters_registerwords", "letter_id", "' ' || t.sequence || ' skd 2026 470'", "letters_letter t"),
    ):
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({column}, office_id, words) SELECT t.id, t.office_id, {words} "  # noqa: S608 - our own tables and words
                f"FROM {source} WHERE t.id BETWEEN {first_id} AND {last_id}"
            )


def _steps_of(case_id: int) -> Sequence[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM cases_casestep WHERE case_id = %s ORDER BY position", [case_id])
        return [step_id for (step_id,) in cursor.fetchall()]


def _insert(table: str, row_id: int, count: int, own: Mapping[str, str]) -> None:
    """Copies of one row; `own` are the columns that differ, as SQL over the count `n.i` from 1."""
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
        values = [own.get(column, f"t.{connection.ops.quote_name(column)}") for column in columns]
        names = ", ".join(map(connection.ops.quote_name, columns))
        cursor.execute(
            f"INSERT INTO {table} ({names}) "  # noqa: S608 - our own tables and numbers, nothing that came from outside
            f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) "
            f"SELECT {', '.join(values)} FROM {table} t CROSS JOIN n WHERE t.id = {row_id}"
        )
