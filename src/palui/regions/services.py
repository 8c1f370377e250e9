"""Loading a city, and keeping its offices: letterhead, hours, days off, neighbourhoods."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from importlib.resources import files

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from holidays import country_holidays
from holidays.constants import GOVERNMENT, PUBLIC

from palui.audit import services as audit
from palui.kernel.errors import Conflict, DomainError, InvalidInput, NotFound
from palui.regions import access, selectors
from palui.regions.domain import (
    DEFAULT_WEEK,
    Day,
    HolidayKind,
    Level,
    OfficeKind,
    WorkingHours,
    check_number_pattern,
    letterhead_lines,
    neighbourhood_number,
    week_as_json,
)
from palui.regions.models import Holiday, Office, Region, Rt, Rw
from palui.regions.ports import Acting

#: Which seed files describe a city. Another city is another pair of files.
SEEDS = {"63.71": "banjarmasin"}

#: What of an office may be changed through `update_office`, besides its week.
CHANGEABLE = frozenset(
    {"name", "address", "postal_code", "phone", "email", "website", "number_pattern", "uses_rw", "lines"}
)


@transaction.atomic
def load_city(*, city_code: str) -> int:
    """Fill in the regions and offices of a city that are not there yet; returns how many offices are new.

    What an office has changed since is left alone. Raises NotFound for a city without seeds.
    """
    try:
        seed = SEEDS[city_code]
    except KeyError as error:
        raise NotFound("city", city_code) from error
    Region.objects.bulk_create(
        [
            Region(
                code=row["code"],
                name=row["name"],
                level=Level(row["level"]).value,
                parent_id=row["parent"] or None,
                postal_code=row["postal_code"],
            )
            for row in _seed_rows(f"{seed}_regions.csv")
        ],
        ignore_conflicts=True,
    )
    known = set(Office.objects.values_list("code", flat=True))
    regions = {region.code: region for region in Region.objects.select_related("parent__parent")}
    new = [row for row in _seed_rows(f"{seed}_offices.csv") if row["code"] not in known]
    for kind in OfficeKind:  # from the city down, so that a parent is there before its children
        parents = {(office.kind, office.region_id): office.pk for office in Office.objects.all()}
        Office.objects.bulk_create(
            _new_office(row, region=regions[row["region"]], city=regions[city_code], parents=parents)
            for row in new
            if row["kind"] == kind.value
        )
    _seen_at_once()
    return len(new)


def _new_office(
    row: Mapping[str, str], *, region: Region, city: Region, parents: Mapping[tuple[str, str], int]
) -> Office:
    kind = OfficeKind(row["kind"])
    district = region.parent.name if kind is OfficeKind.KELURAHAN and region.parent is not None else ""
    parent = {
        OfficeKind.CITY: None,
        OfficeKind.AGENCY: (OfficeKind.CITY.value, city.code),
        OfficeKind.DISTRICT: (OfficeKind.CITY.value, city.code),
        OfficeKind.KELURAHAN: (OfficeKind.DISTRICT.value, region.parent_id or ""),
    }[kind]
    return Office(
        code=row["code"],
        kind=kind.value,
        name=row["name"],
        region=region,
        parent_id=parents.get(parent) if parent is not None else None,
        lines=list(letterhead_lines(kind=kind, name=row["name"], city=city.name, district=district)),
        address=city.name if not district else f"Kecamatan {district}, {city.name}",
        postal_code=region.postal_code,
        week=week_as_json(DEFAULT_WEEK),
    )


def _seed_rows(name: str) -> list[dict[str, str]]:
    text = files("palui.regions").joinpath("seeds", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@transaction.atomic
def load_holidays(*, years: Sequence[int]) -> int:
    """Fill in the national days off and joint leaves of years that have none yet; returns how many.

    A year that was loaded before is left as the city has edited it.
    """
    loaded = {day.year for day in Holiday.objects.filter(office__isnull=True).values_list("date", flat=True)}
    kinds = {PUBLIC: HolidayKind.NATIONAL, GOVERNMENT: HolidayKind.JOINT_LEAVE}
    days: dict[date, Holiday] = {}
    for category, kind in kinds.items():
        for day, name in country_holidays(
            "ID", years=[year for year in years if year not in loaded], categories=(category,), language="id"
        ).items():
            days.setdefault(day, Holiday(date=day, name=name, kind=kind.value))
    new = Holiday.objects.bulk_create(day for day in days.values() if day.date.year in years)
    _seen_at_once()
    return len(new)


@transaction.atomic
def update_office(
    *, acting: Acting, code: str, changes: Mapping[str, object], week: Sequence[Day] | None = None
) -> None:
    """Change an office's letterhead, numbering or hours; only what differs is written and recorded.

    Raises NotFound for whoever does not look after it, InvalidInput by field.
    """
    row, mandate = access.office_kept_by(acting, code)
    _check_office(changes, week)
    stored = dict(changes) if week is None else {**changes, "week": week_as_json(week)}
    changed = [name for name, value in stored.items() if getattr(row, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(row, name, stored[name])
    row.save(update_fields=changed)
    _seen_at_once()
    audit.record(
        by=acting.actor(mandate),
        action="office.change",
        subject=f"office:{row.code}",
        fields=", ".join(sorted(changed)),
    )


def _check_office(changes: Mapping[str, object], week: Sequence[Day] | None) -> None:
    unknown = set(changes) - CHANGEABLE
    if unknown:
        raise DomainError("office_field_unknown", fields=", ".join(sorted(unknown)))
    errors = {
        name: _COMPLAINTS[name] for name, is_good in _CHECKS.items() if name in changes and not is_good(changes[name])
    }
    if week is not None and not _is_week(week):
        errors["week"] = "Jam buka harus sebelum jam tutup, dan kantor buka sedikitnya satu hari."
    if errors:
        raise InvalidInput(errors)


def _is_pattern(value: object) -> bool:
    try:
        check_number_pattern(str(value))
    except DomainError:
        return False
    return True


def _is_email(value: object) -> bool:
    try:
        validate_email(str(value))
    except ValidationError:
        return not value
    return True


def _is_week(week: Sequence[Day]) -> bool:
    try:
        WorkingHours(week=tuple(week))
    except ValueError:
        return False
    return True


_CHECKS: Mapping[str, Callable[[object], bool]] = {
    "name": lambda value: bool(str(value).strip()),
    "lines": bool,
    "number_pattern": _is_pattern,
    "email": _is_email,
}
_COMPLAINTS: Mapping[str, str] = {
    "name": "Tulis nama kantor.",
    "lines": "Tulis sedikitnya satu baris kop surat.",
    "number_pattern": "Pola nomor harus memuat {sequence} dan {year}. Boleh juga {classification}, {office}, {month}, "
    "{roman_month}, huruf, angka, titik, koma, garis miring, dan tanda hubung.",
    "email": "Alamat surel ini tidak lengkap. Tulis misalnya kelurahan@contoh.go.id.",
}


@transaction.atomic
def add_holiday(*, acting: Acting, code: str, day: date, name: str) -> None:
    """Close one office for a day; for the city's own office, close them all.

    Raises NotFound, InvalidInput, and Conflict `holiday_exists` when it is a day off already.
    """
    row, mandate = access.office_kept_by(acting, code)
    if not name.strip():
        raise InvalidInput({"name": "Tulis mengapa kantor tutup."})
    is_common = row.kind == OfficeKind.CITY.value
    if Holiday.objects.filter(date=day, office=None if is_common else row).exists():
        raise Conflict("holiday_exists", date=day.isoformat())
    Holiday.objects.create(date=day, name=name.strip(), kind=HolidayKind.LOCAL.value, office=None if is_common else row)
    _seen_at_once()
    audit.record(
        by=acting.actor(mandate),
        action="holiday.add",
        subject=f"office:{row.code}",
        name=name.strip(),
        date=day.isoformat(),
    )


@transaction.atomic
def remove_holiday(*, acting: Acting, code: str, holiday_id: int) -> None:
    """Open on that day after all: an office its own day, the city's office a common one. Raises NotFound."""
    row, mandate = access.office_kept_by(acting, code)
    office = None if row.kind == OfficeKind.CITY.value else row
    day = Holiday.objects.filter(pk=holiday_id, office=office).first()
    if day is None:
        raise NotFound("holiday", holiday_id)
    day.delete()
    _seen_at_once()
    audit.record(
        by=acting.actor(mandate),
        action="holiday.remove",
        subject=f"office:{row.code}",
        name=day.name,
        date=day.date.isoformat(),
    )


@transaction.atomic
def add_rt(*, acting: Acting, code: str, number: str, rw: str = "") -> None:
    """A new RT, and its RW where that is new too. Raises NotFound, InvalidInput, Conflict `rt_exists`."""
    row, mandate = access.kelurahan_kept_by(acting, code)
    errors: dict[str, str] = {}
    for place, text in (("number", number), ("rw", rw)):
        try:
            if text or place == "number":
                neighbourhood_number(text)
        except DomainError:
            errors[place] = "Tulis angkanya saja, misalnya 12."
    if errors:
        raise InvalidInput(errors)
    made = add_neighbourhoods(office_id=row.pk, pairs=[(number, rw)])
    if not made:
        raise Conflict("rt_exists", number=neighbourhood_number(number))
    audit.record(
        by=acting.actor(mandate),
        action="office.change",
        subject=f"office:{row.code}",
        fields=f"RT {neighbourhood_number(number)}",
    )


@transaction.atomic
def add_neighbourhoods(*, office_id: int, pairs: Iterable[tuple[str, str]]) -> int:
    """RT as (number, RW number or nothing), for imports; those that exist are left. Returns how many are new."""
    wanted = {(neighbourhood_number(rt), neighbourhood_number(rw) if rw else "") for rt, rw in pairs}
    Rw.objects.bulk_create(
        [Rw(office_id=office_id, number=rw) for rw in sorted({rw for _, rw in wanted if rw})], ignore_conflicts=True
    )
    rws = dict(Rw.objects.filter(office_id=office_id).values_list("number", "pk"))
    known = {(rt, rw or "") for rt, rw in Rt.objects.filter(office_id=office_id).values_list("number", "rw__number")}
    new = sorted(wanted - known)
    Rt.objects.bulk_create(Rt(office_id=office_id, rw_id=rws[rw] if rw else None, number=rt) for rt, rw in new)
    _seen_at_once()
    return len(new)


def _seen_at_once() -> None:
    """What selectors remember is read anew: at once by this transaction, and by others once it is done."""
    selectors.forget()
    transaction.on_commit(selectors.forget)
