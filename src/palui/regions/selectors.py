"""Reading regions, offices and hours. Records only, never models."""

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from palui.kernel import clock
from palui.kernel.errors import DomainError, NotFound
from palui.kernel.memory import remembered
from palui.regions.domain import (
    HolidayKind,
    Letterhead,
    Level,
    OfficeKind,
    WorkingHours,
    neighbourhood_number,
    week_from_json,
)
from palui.regions.models import Holiday, Office, Region, Rt, Rw

#: Days off older than this matter to no clock that still runs.
_HOLIDAYS_KEPT = timedelta(days=800)
#: Seconds for which offices, neighbourhoods and hours are remembered: every request asks for them, few change them.
_KEPT = 5


@dataclass(frozen=True, kw_only=True)
class KelurahanRecord:
    """One kelurahan and the office that serves it."""

    code: str
    name: str
    kecamatan_code: str
    kecamatan_name: str
    postal_code: str
    office_id: int


@dataclass(frozen=True, kw_only=True)
class OfficeRecord:
    """An office as others see it. `place` is where its letters are dated ("Banjarmasin")."""

    id: int
    code: str
    kind: OfficeKind
    name: str
    region_code: str
    region_name: str
    kecamatan_name: str
    city_name: str
    place: str
    parent_id: int | None
    letterhead: Letterhead
    number_pattern: str
    uses_rw: bool
    time_zone: str


@dataclass(frozen=True, kw_only=True)
class RwRecord:
    """A RW and its number ("02")."""

    id: int
    number: str
    office_id: int


@dataclass(frozen=True, kw_only=True)
class RtRecord:
    """An RT, its number ("12") and its RW's ("02", or nothing)."""

    id: int
    number: str
    rw: str
    rw_id: int | None
    office_id: int

    @property
    def label(self) -> str:
        """ "RT 12 RW 02"."""
        return f"RT {self.number} RW {self.rw}" if self.rw else f"RT {self.number}"


@dataclass(frozen=True, kw_only=True)
class HolidayRecord:
    """A day off; `office_id` is None when it is everybody's."""

    id: int
    date: date
    name: str
    kind: HolidayKind
    office_id: int | None


@remembered(seconds=_KEPT)
def city_name(city_code: str) -> str:
    """ "Banjarmasin" for "63.71". Raises NotFound."""
    name = Region.objects.filter(code=city_code).values_list("name", flat=True).first()
    if name is None:
        raise NotFound("region", city_code)
    return place_of(name)


@remembered(seconds=_KEPT)
def kelurahan_list() -> tuple[KelurahanRecord, ...]:
    """Every kelurahan that has an office, by kecamatan, then name."""
    offices = Office.objects.filter(kind=OfficeKind.KELURAHAN.value).select_related("region__parent")
    records = (_kelurahan(office) for office in offices)
    return tuple(sorted(records, key=lambda record: (record.kecamatan_name, record.name)))


@remembered(seconds=_KEPT)
def office(office_id: int) -> OfficeRecord:
    """One office. Raises NotFound."""
    return _one(_offices().filter(pk=office_id), office_id)


def office_by_code(code: str) -> OfficeRecord:
    """One office by its short code ("SJ"). Raises NotFound."""
    return _one(_offices().filter(code=code.upper()), code)


@remembered(seconds=_KEPT)
def office_of_kelurahan(code: str) -> OfficeRecord:
    """The office that serves a kelurahan. Raises NotFound."""
    if "\0" in code:
        raise NotFound("office", code)  # no database has a code with it, and one cannot even be asked
    return _one(_offices().filter(region_id=code, kind=OfficeKind.KELURAHAN.value), code)


@remembered(seconds=_KEPT)
def city_office() -> OfficeRecord:
    """The office of the city itself. Raises NotFound."""
    return _one(_offices().filter(kind=OfficeKind.CITY.value), "city")


def offices(*, kind: OfficeKind | None = None) -> tuple[OfficeRecord, ...]:
    """All offices, or those of one kind: the city, agencies, kecamatan, kelurahan, each by name."""
    rows = _offices() if kind is None else _offices().filter(kind=kind.value)
    order = list(OfficeKind)
    return tuple(sorted(map(_office, rows), key=lambda record: (order.index(record.kind), record.name)))


@remembered(seconds=_KEPT)
def rt(kelurahan_code: str, rt: str, rw: str | None = None) -> RtRecord | None:
    """An RT by its number, however it is written. Without `rw`, only if one RT has that number."""
    rows = _rts().filter(office__region_id=kelurahan_code, office__kind=OfficeKind.KELURAHAN.value)
    try:
        rows = rows.filter(number=neighbourhood_number(rt))
        if rw:
            rows = rows.filter(rw__number=neighbourhood_number(rw))
    except DomainError:
        return None
    found = [_rt(row) for row in rows[:2]]
    return found[0] if len(found) == 1 else None


@remembered(seconds=_KEPT)
def rt_by_id(rt_id: int) -> RtRecord:
    """Raises NotFound."""
    row = _rts().filter(pk=rt_id).first()
    if row is None:
        raise NotFound("rt", rt_id)
    return _rt(row)


def rts_of_office(office_id: int) -> tuple[RtRecord, ...]:
    """The RT of a kelurahan, by RW and number."""
    return tuple(_rt(row) for row in _rts().filter(office_id=office_id).order_by("rw__number", "number"))


def rws_of_office(office_id: int) -> tuple[RwRecord, ...]:
    """The RW of a kelurahan, by number."""
    return tuple(
        RwRecord(id=row.pk, number=row.number, office_id=row.office_id)
        for row in Rw.objects.filter(office_id=office_id).order_by("number")
    )


@remembered(seconds=_KEPT)
def working_hours(office_id: int) -> WorkingHours:
    """When an office works, its own and common days off included. Raises NotFound."""
    row = Office.objects.filter(pk=office_id).values_list("week", "time_zone").first()
    if row is None:
        raise NotFound("office", office_id)
    days = Holiday.objects.filter(
        Q(office_id=office_id) | Q(office__isnull=True), date__gte=clock.today() - _HOLIDAYS_KEPT
    )
    return WorkingHours(
        week=week_from_json(row[0]), holidays=frozenset(days.values_list("date", flat=True)), zone=ZoneInfo(row[1])
    )


def forget() -> None:
    """After a change: whoever reads next in this process sees it, in other processes within seconds."""
    for one in (office, office_of_kelurahan, city_office, kelurahan_list, city_name, rt, rt_by_id, working_hours):
        one.forget()


def holidays(office_id: int, *, since: date, until: date) -> tuple[HolidayRecord, ...]:
    """The days off of an office, common ones included, in a span of days."""
    rows = Holiday.objects.filter(Q(office_id=office_id) | Q(office__isnull=True), date__gte=since, date__lte=until)
    return tuple(
        HolidayRecord(id=row.pk, date=row.date, name=row.name, kind=HolidayKind(row.kind), office_id=row.office_id)
        for row in rows.order_by("date", "id")
    )


def place_of(city: str) -> str:
    """ "Banjarmasin" from "Kota Banjarmasin"."""
    return city.removeprefix("Kota ").removeprefix("Kabupaten ")


def _offices() -> QuerySet[Office]:
    return Office.objects.select_related("region__parent__parent")


def _one(rows: QuerySet[Office], key: object) -> OfficeRecord:
    row = rows.first()
    if row is None:
        raise NotFound("office", key)
    return _office(row)


def _office(row: Office) -> OfficeRecord:
    above = {row.region.level: row.region.name}
    region = row.region
    while region.level != Level.CITY and region.parent is not None:
        region = region.parent
        above[region.level] = region.name
    city = above.get(Level.CITY, "")
    return OfficeRecord(
        id=row.pk,
        code=row.code,
        kind=OfficeKind(row.kind),
        name=row.name,
        region_code=row.region_id,
        region_name=row.region.name,
        kecamatan_name=above.get(Level.DISTRICT, ""),
        city_name=city,
        place=place_of(city),
        parent_id=row.parent_id,
        letterhead=Letterhead(
            lines=tuple(row.lines),
            address=row.address,
            postal_code=row.postal_code,
            phone=row.phone,
            email=row.email,
            website=row.website,
            logo=row.logo,
        ),
        number_pattern=row.number_pattern,
        uses_rw=row.uses_rw,
        time_zone=row.time_zone,
    )


def _kelurahan(row: Office) -> KelurahanRecord:
    district = row.region.parent
    if district is None:
        raise NotFound("kecamatan", row.region_id)
    return KelurahanRecord(
        code=row.region_id,
        name=row.region.name,
        kecamatan_code=district.code,
        kecamatan_name=district.name,
        postal_code=row.region.postal_code,
        office_id=row.pk,
    )


def _rts() -> QuerySet[Rt]:
    return Rt.objects.select_related("rw")


def _rt(row: Rt) -> RtRecord:
    return RtRecord(
        id=row.pk,
        number=row.number,
        rw=row.rw.number if row.rw is not None else "",
        rw_id=row.rw_id,
        office_id=row.office_id,
    )
