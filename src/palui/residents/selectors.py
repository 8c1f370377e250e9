"""Reading the register. Every reader outside the room gets records; who may look is `access`'s to say."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from itertools import groupby
from operator import and_, attrgetter

from django.db.models import Q, QuerySet

from palui.kernel.errors import DomainError, NotFound
from palui.kernel.identifiers import NIK_DIGITS, Kk, Nik
from palui.regions.selectors import place_of
from palui.residents.domain import (
    LABELS,
    Address,
    FieldSource,
    RegisterMatch,
    ResidentRecord,
    Sex,
    Verdict,
    beyond,
    compare,
    search_words,
    turned,
)
from palui.residents.domain.imports import OPEN_STATES, ImportRecord, ImportState, Note, NoteKind, Tally
from palui.residents.models import ImportNote, RegisterImport, Resident, ResidentChange, ResidentName
from palui.statements.selectors import Given, Statement
from palui.vault.ports import sealer

PAGE = 25
_MOST_OF_A_HOUSEHOLD = 12
#: Columns of `resident_by_name`, read without the table.
_BY_NAME = ("name_key", "pk")


@dataclass(frozen=True, kw_only=True)
class ResidentRow:
    """One line of a list: enough to tell people apart, numbers masked."""

    public_id: str
    name: str
    nik: str
    birth_date: date
    sex: Sex
    relation: str
    rt: str
    rw: str
    street: str


@dataclass(frozen=True, kw_only=True)
class ResidentPage:
    """A page of a list. `after` opens the next one; nothing when there is none."""

    rows: tuple[ResidentRow, ...]
    after: str


@dataclass(frozen=True, kw_only=True)
class ChangeRecord:
    """A correction as people read it; the values stay sealed."""

    at: datetime
    label: str
    by: str
    reason: str
    source_before: str


def facts_of(resident_id: int) -> ResidentRecord | None:
    """What the register says about a person; None when the row is gone."""
    row = _RESIDENT.first(resident_id=resident_id)
    return record_of(row) if row is not None else None


def office_of(resident_id: int) -> int | None:
    """The office of the kelurahan where somebody is registered, or None."""
    return Resident.objects.filter(pk=resident_id).values_list("office_id", flat=True).first()


def registered_at(office_id: int, resident_ids: Collection[int]) -> frozenset[int]:
    """Who of these people is registered there."""
    rows = Resident.objects.filter(pk__in=set(resident_ids), office_id=office_id)
    return frozenset(rows.values_list("pk", flat=True))


def find_by_public_id(public_id: str) -> ResidentRecord | None:
    """The person with this public id, in any kelurahan; who may look is the caller's to ask."""
    row = _residents().filter(public_id=public_id).first()
    return record_of(row) if row is not None else None


def find_by_nik(nik: Nik) -> ResidentRecord | None:
    """The person with this NIK, in any kelurahan."""
    row = _residents().filter(nik_index=nik_index(nik)).first()
    return record_of(row) if row is not None else None


def ids_by_nik(niks: Iterable[Nik]) -> dict[Nik, int]:
    """The ids of many people at once, for imports; unknown numbers are left out."""
    by_index = {nik_index(nik): nik for nik in niks}
    found: dict[Nik, int] = {}
    indexes = list(by_index)
    for start in range(0, len(indexes), 500):
        rows = Resident.objects.filter(nik_index__in=indexes[start : start + 500])
        found.update((by_index[index], pk) for index, pk in rows.values_list("nik_index", "pk"))
    return found


def households_of_office(office_id: int, *, limit: int) -> tuple[tuple[ResidentRecord, ...], ...]:
    """Some households of a kelurahan, whole and head first, in an order that says nothing about them."""
    rows = _residents().filter(office_id=office_id).order_by("kk_index", "birth_date", "pk")
    found: list[tuple[ResidentRecord, ...]] = []
    for _card, members in groupby(rows[: limit * _MOST_OF_A_HOUSEHOLD].iterator(), key=attrgetter("kk_index")):
        if len(found) == limit:
            break
        household = [record_of(member) for member in members]
        found.append(tuple(sorted(household, key=_is_not_head)))
    return tuple(found)


def has_people() -> bool:
    """Whether anybody is registered."""
    return Resident.objects.exists()


def has_people_not_from(register: str) -> bool:
    """Whether anybody came from another register than this one ("Latihan")."""
    return Resident.objects.exclude(register=register).exists()


def household_of(resident_id: int) -> tuple[ResidentRecord, ...]:
    """Everybody on the same family card, the person included: the head first, then by age."""
    return tuple(sorted(map(record_of, _HOUSEHOLD(resident_id=resident_id)), key=_is_not_head))


def search(
    *, office_id: int, text: str = "", after: str = "", limit: int = PAGE, rt_id: int | None = None
) -> ResidentPage:
    """People of one kelurahan by name, or by a whole NIK or KK; names by the beginnings of any of their words.

    `after` is the public id of the last row seen. Without text: everybody, by name. A number that is not
    whole finds nobody. With `rt_id` only people of that RT.
    """
    digits = "".join(sign for sign in text if sign not in " .-")
    if digits.isdigit():
        return ResidentPage(rows=_rows(_by_number(office_id, digits, rt_id)), after="")
    last = None
    if after:
        last = Resident.objects.filter(public_id=after, office_id=office_id).values_list("name_key", "pk").first()
    words = search_words(text)
    if words and rt_id is None:
        found = _by_words(office_id, words, last, limit)
    else:
        rows = Resident.objects.filter(office_id=office_id, **({"rt_id": rt_id} if rt_id is not None else {}))
        for word in words:
            rows = rows.filter(name_key__contains=word)  # among the few hundred people of an RT
        if last is not None:
            rows = rows.filter(Q(name_key__gt=last[0]) | Q(name_key=last[0], pk__gt=last[1]), name_key__gte=last[0])
        found = list(rows.order_by(*_BY_NAME).values_list("pk", flat=True)[: limit + 1])
    page = _rows(found[:limit])
    return ResidentPage(rows=page, after=page[-1].public_id if len(found) > limit else "")


def _by_words(office_id: int, words: Sequence[str], last: tuple[str, int] | None, limit: int) -> list[int]:
    """Ids of people who have all these beginnings, one more than the limit; those from the longest word on in order.

    `last` are name key and id of whom the page before ended with.
    """
    lead = max(words, key=len)
    rows = ResidentName.objects.filter(says(words, lead=lead), office_id=office_id)
    place = (_place_of(last[0], lead), last[1]) if last is not None else None
    found: list[int] = []
    while len(found) <= limit:
        further = rows
        if place is not None:
            later = Q(words__gt=place[0]) | Q(words=place[0], resident_id__gt=place[1])
            further = rows.filter(later, words__gte=place[0])
        read = list(further.order_by("words", "resident_id").values_list("words", "resident_id")[: limit + 1])
        # Two words of a name may begin alike; the person stands at the first of them.
        found += [resident_id for text, resident_id in read if _place_of(text, lead) == text]
        if len(read) <= limit:
            break
        place = read[-1]
    return found[: limit + 1]


def says(words: Sequence[str], *, lead: str) -> Q:
    """Of turned texts in a column `words`, those that begin with `lead` and hold all the others of these beginnings.

    The first is a range of an index in any order of letters; the second is asked of what lies in it.
    """
    begins = Q(words__gte=lead) & (Q(words__lt=beyond(lead)) if beyond(lead) else Q())
    return reduce(and_, (Q(words__contains=word) for word in words if word != lead), begins)


def _place_of(key: str, lead: str) -> str:
    """Where a name stands among those that have a word beginning so: the first of its turns that begins with it."""
    return next((turn for turn in turned(key) if turn.startswith(lead)), key)


def _by_number(office_id: int, digits: str, rt_id: int | None) -> list[int]:
    """Whose NIK or family card it is. Asked without an order, so that the database takes the index of the number."""
    if len(digits) != NIK_DIGITS:
        return []
    number = Q(nik_index=sealer().index("nik", digits)) | Q(kk_index=sealer().index("kk", digits))
    found = Resident.objects.filter(number).values_list("name_key", "pk", "office_id", "rt_id")
    return [pk for _, pk, office, rt in sorted(found) if office == office_id and rt_id in (None, rt)]


def _rows(ids: Sequence[int]) -> tuple[ResidentRow, ...]:
    by_id = {row.pk: row for row in Resident.objects.filter(pk__in=ids).select_related("rt__rw")}
    return tuple(_row(by_id[pk]) for pk in ids)


def match(*, nik: Nik, name: str = "", birth_date: date | None = None, kk: str = "") -> RegisterMatch:
    """Compare what somebody gave with the register, for the officer's page."""
    record = find_by_nik(nik)
    if record is None:
        unknown = dict.fromkeys(("name", "birth_date", "kk"), Verdict.UNKNOWN)
        return RegisterMatch(found=False, fields=unknown)
    try:
        digits = Kk.parse(kk).digits if kk else ""
    except DomainError:
        digits = kk  # it cannot agree, and the officer sees that it differs
    return RegisterMatch(
        found=True,
        resident_id=record.id,
        public_id=record.public_id,
        fields=compare(record, name=name, birth_date=birth_date, kk=digits),
    )


def changes_of(resident_id: int) -> tuple[ChangeRecord, ...]:
    """What was corrected, newest first."""
    return tuple(
        ChangeRecord(
            at=row.at,
            label=LABELS[row.field],
            by=f"{row.by_title} {row.by_name}".strip(),
            reason=row.reason,
            source_before=row.source_before,
        )
        for row in ResidentChange.objects.filter(resident_id=resident_id)
        .defer("before", "after")
        .order_by("-at", "-pk")
    )


def count_of_office(office_id: int) -> int:
    """How many people are registered in a kelurahan; read from the index."""
    return Resident.objects.filter(office_id=office_id).count()


def nik_index(nik: Nik) -> str:
    """Under what the register finds a NIK."""
    return sealer().index("nik", nik.digits)


def kk_index(kk: Kk) -> str:
    """Under what the register finds a family card."""
    return sealer().index("kk", kk.digits)


def record_of(row: Resident) -> ResidentRecord:
    """The record of a row that came from `residents_with_places`."""
    region = row.office.region
    district, city = region.parent, region.parent.parent if region.parent is not None else None
    if district is None or city is None:
        raise NotFound("kelurahan", region.code)
    rt, rw = row.rt, row.rt.rw
    own = {
        name: FieldSource(source=source, at=datetime.fromisoformat(at)) for name, (source, at) in row.sources.items()
    }
    common = FieldSource(source=row.register, at=row.registered_at)
    return ResidentRecord(
        id=row.pk,
        public_id=row.public_id,
        name=row.name,
        nik=Nik(row.nik),
        kk=Kk(row.kk),
        birth_place=row.birth_place,
        birth_date=row.birth_date,
        sex=Sex(row.sex),
        religion=row.religion,
        marital_status=row.marital_status,
        occupation=row.occupation,
        education=row.education,
        blood_type=row.blood_type,
        nationality=row.nationality,
        relation=row.relation,
        phone=row.phone,
        address=Address(
            street=row.street,
            rt=rt.number,
            rw=rw.number if rw is not None else "",
            kelurahan_code=region.code,
            kelurahan=region.name,
            kecamatan=district.name,
            city=place_of(city.name),
            postal_code=region.postal_code,
        ),
        rt_id=row.rt_id,
        rw_id=rt.rw_id,
        office_id=row.office_id,
        common_source=common,
        sources={name: own.get(name, common) for name in LABELS},
    )


def _is_not_head(member: ResidentRecord) -> bool:
    return member.relation.lower() != "kepala keluarga"


def _residents() -> QuerySet[Resident]:
    return Resident.objects.select_related("rt__rw", "office__region__parent__parent")


_RESIDENT = Statement(lambda: _residents().filter(pk=Given("resident_id")))
_HOUSEHOLD = Statement(
    lambda: (
        _residents()
        .filter(kk_index=Resident.objects.filter(pk=Given("resident_id")).values("kk_index")[:1])
        .order_by("birth_date", "pk")
    )
)


def _row(row: Resident) -> ResidentRow:
    return ResidentRow(
        public_id=row.public_id,
        name=row.name,
        nik=Nik(row.nik).masked,
        birth_date=row.birth_date,
        sex=Sex(row.sex),
        relation=row.relation,
        rt=row.rt.number,
        rw=row.rt.rw.number if row.rt.rw is not None else "",
        street=row.street,
    )


def imports_of(office_ids: Sequence[int] | None, *, limit: int = 20) -> tuple[ImportRecord, ...]:
    """The newest imports of some offices, or (None) of the whole city."""
    rows = RegisterImport.objects.select_related("office__region").order_by("-pk")
    if office_ids is not None:
        rows = rows.filter(office_id__in=office_ids)
    return tuple(map(import_record_of, rows.defer("samples")[:limit]))


def import_record_of(row: RegisterImport) -> ImportRecord:
    """The record of a row."""
    waits = ImportState(row.state) in OPEN_STATES
    return ImportRecord(
        public_id=row.public_id,
        office_id=row.office_id,
        office_name=row.office.region.name if row.office is not None else "",
        filename=row.filename,
        register=row.register,
        layout=row.layout,
        state=ImportState(row.state),
        problem=row.problem,
        dry_run=row.dry_run,
        makes_rts=row.makes_rts,
        header=tuple(row.header),
        fields=tuple(row.fields),
        samples=tuple(tuple(sample) for sample in row.samples) if waits else (),
        total=row.total,
        place=row.place,
        tally=Tally(
            added=row.added,
            changed=row.changed,
            same=row.same,
            wrong=row.wrong,
            kept=row.kept,
            missing=row.missing,
            new_rts=row.new_rts,
        ),
        by=f"{row.by_title} {row.by_name}".strip(),
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


def notes_of_import(public_id: str, *, after: int = 0, limit: int = 100) -> tuple[Note, ...]:
    """Lines of an import's report in the order of the file, from the one after `after` (its id)."""
    rows = ImportNote.objects.filter(run__public_id=public_id, pk__gt=after).select_related("person").order_by("pk")
    return tuple(map(_note, rows.defer("person__nik", "person__kk")[:limit]))


def _note(row: ImportNote) -> Note:
    return Note(
        id=row.pk,
        row=row.row,
        kind=NoteKind(row.kind),
        column=row.column,
        reason=row.reason,
        nik=row.nik,
        name=row.person.name if row.person is not None else "",
        public_id=row.person.public_id if row.person is not None else "",
    )
