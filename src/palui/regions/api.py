"""The API of offices: letterhead, hours, days off, RT and RW; for whoever looks after an office."""

from datetime import date, timedelta
from http import HTTPStatus
from typing import Annotated, Any, cast

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja import Status as Answer

from palui.kernel import clock
from palui.regions import access, selectors, services
from palui.regions.domain import week_as_json, week_from_json
from palui.regions.ports import Acting
from palui.regions.selectors import OfficeRecord

router = Router()

Line = Annotated[str, Field(max_length=200)]


class OfficeOut(Schema):
    """An office with what stands on its letters. `kind`: city, agency, district or kelurahan."""

    code: str
    kind: str
    name: str
    lines: list[str]
    address: str
    postal_code: str
    phone: str
    email: str
    website: str
    number_pattern: str
    uses_rw: bool


class OfficeIn(Schema):
    """What changes; what is left out stays."""

    name: Line | None = None
    lines: Annotated[list[Line], Field(max_length=6)] | None = None
    address: Line | None = None
    postal_code: Annotated[str, Field(max_length=10)] | None = None
    phone: Annotated[str, Field(max_length=60)] | None = None
    email: Line | None = None
    website: Line | None = None
    number_pattern: Annotated[str, Field(max_length=120)] | None = None
    uses_rw: bool | None = None


class Hours(Schema):
    """Seven days from Monday, each a list of [from, to] ("08:00"), empty when closed."""

    week: list[Any]


class HolidayOut(Schema):
    """A day off; `is_common` when every office is closed."""

    id: int
    date: date
    name: str
    kind: str
    is_common: bool


class HolidayIn(Schema):
    """A day off to add."""

    date: date
    name: Annotated[str, Field(max_length=120)]


class RtOut(Schema):
    """An RT and its RW, empty where there is none."""

    id: int
    rt: str
    rw: str


class RtIn(Schema):
    """A new RT by its number; its RW comes into being with it."""

    rt: Annotated[str, Field(max_length=5)]
    rw: Annotated[str, Field(max_length=5)] = ""


def _acting(request: HttpRequest) -> Acting:
    return cast("Acting", request.acting)  # type: ignore[attr-defined]  # set by the sign-in of the API


def _kept(request: HttpRequest, code: str) -> OfficeRecord:
    row, _mandate = access.office_kept_by(_acting(request), code)
    return selectors.office(row.pk)


@router.get("/offices", response=list[OfficeOut], summary="Offices I look after")
def offices(request: HttpRequest) -> list[dict[str, Any]]:
    """Administrators all of them, a lurah, camat or secretary their own."""
    kept = access.kept_offices(_acting(request))
    return [_office(office) for office in selectors.offices() if kept is None or office.id in kept]


@router.get("/offices/{code}", response=OfficeOut, summary="One office")
def office(request: HttpRequest, code: str) -> dict[str, Any]:
    """What stands on its letters, and how they are numbered."""
    return _office(_kept(request, code))


@router.patch("/offices/{code}", response=OfficeOut, summary="Change an office")
def change_office(request: HttpRequest, code: str, body: OfficeIn) -> dict[str, Any]:
    """What is left out stays as it is."""
    changes = {name: value for name, value in body.model_dump(exclude_unset=True).items() if value is not None}
    services.update_office(acting=_acting(request), code=code, changes=changes)
    return _office(_kept(request, code))


@router.get("/offices/{code}/hours", response=Hours, summary="When an office works")
def hours(request: HttpRequest, code: str) -> Hours:
    """A week."""
    return Hours(week=week_as_json(selectors.working_hours(_kept(request, code).id).week))


@router.put("/offices/{code}/hours", response=Hours, summary="Change when an office works")
def change_hours(request: HttpRequest, code: str, body: Hours) -> Hours:
    """The whole week."""
    try:
        week = week_from_json(body.week)
    except (TypeError, ValueError, KeyError, AttributeError):
        week = ()
    services.update_office(acting=_acting(request), code=code, changes={}, week=week)
    return hours(request, code)


@router.get("/offices/{code}/holidays", response=list[HolidayOut], summary="Days off from this month on")
def holidays(request: HttpRequest, code: str) -> list[dict[str, Any]]:
    """Common ones included."""
    today = clock.today()
    days = selectors.holidays(_kept(request, code).id, since=today.replace(day=1), until=today + timedelta(days=500))
    return [
        {"id": day.id, "date": day.date, "name": day.name, "kind": day.kind.value, "is_common": day.office_id is None}
        for day in days
    ]


@router.post("/offices/{code}/holidays", response={204: None}, summary="Close an office for a day")
def add_holiday(request: HttpRequest, code: str, body: HolidayIn) -> Answer[None]:
    """For the city's own office, all of them."""
    services.add_holiday(acting=_acting(request), code=code, day=body.date, name=body.name)
    return Answer(HTTPStatus.NO_CONTENT, None)


@router.delete("/offices/{code}/holidays/{int:holiday_id}", response={204: None}, summary="Open on that day after all")
def remove_holiday(request: HttpRequest, code: str, holiday_id: int) -> Answer[None]:
    """An office its own day, the city's office a common one."""
    services.remove_holiday(acting=_acting(request), code=code, holiday_id=holiday_id)
    return Answer(HTTPStatus.NO_CONTENT, None)


@router.get("/offices/{code}/neighbourhoods", response=list[RtOut], summary="RT and RW of a kelurahan")
def neighbourhoods(request: HttpRequest, code: str) -> list[dict[str, Any]]:
    """By RW and number."""
    row, _mandate = access.kelurahan_kept_by(_acting(request), code)
    return [{"id": rt.id, "rt": rt.number, "rw": rt.rw} for rt in selectors.rts_of_office(row.pk)]


@router.post("/offices/{code}/neighbourhoods", response={204: None}, summary="Add an RT")
def add_neighbourhood(request: HttpRequest, code: str, body: RtIn) -> Answer[None]:
    """And its RW, where that is new too."""
    services.add_rt(acting=_acting(request), code=code, number=body.rt, rw=body.rw)
    return Answer(HTTPStatus.NO_CONTENT, None)


def _office(record: OfficeRecord) -> dict[str, Any]:
    head = record.letterhead
    return {
        "code": record.code,
        "kind": record.kind.value,
        "name": record.name,
        "lines": list(head.lines),
        "address": head.address,
        "postal_code": head.postal_code,
        "phone": head.phone,
        "email": head.email,
        "website": head.website,
        "number_pattern": record.number_pattern,
        "uses_rw": record.uses_rw,
    }
