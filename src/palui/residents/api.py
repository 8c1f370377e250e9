"""The API of the register: search, read, correct, add, and fill it from a file."""

from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated, Any, cast

from django.http import HttpRequest, HttpResponse
from ninja import Field, File, Query, Router, Schema, UploadedFile
from ninja import Status as Answer

from palui.kernel.errors import NotFound
from palui.residents import access, selectors, services
from palui.residents.domain import LABELS, ResidentRecord
from palui.residents.domain.imports import LARGEST_FILE, ImportRecord
from palui.residents.ports import Acting

router = Router()

Office = Annotated[int, Field(ge=1, lt=2**63)]


class ResidentSearch(Schema):
    """Whom to look for: beginnings of words of a name, or a whole NIK or KK, which therefore travels in the body."""

    office_id: Office | None = None
    text: Annotated[str, Field(max_length=80)] = ""
    after: Annotated[str, Field(max_length=40)] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = selectors.PAGE


class ResidentRowOut(Schema):
    """Enough to tell people apart; the NIK is masked."""

    public_id: str
    name: str
    nik: str
    birth_date: date
    sex: str
    relation: str
    rt: str
    rw: str
    street: str


class ResidentPageOut(Schema):
    """A page; `next` is the `after` of the following one, empty at the end."""

    items: list[ResidentRowOut]
    next: str


class ResidentOut(Schema):
    """What the register says; `fields` by name, numbers whole, for staff of the kelurahan only."""

    public_id: str
    office_id: int
    kelurahan: str
    fields: dict[str, str]


class CorrectionIn(Schema):
    """Fields to correct, by name, and why."""

    changes: Annotated[dict[str, str], Field(max_length=30)]
    reason: Annotated[str, Field(max_length=300)]


class CorrectedOut(Schema):
    """The names of the fields that changed."""

    changed: list[str]


class NewResidentIn(Schema):
    """Somebody who is in no list yet. `even_if_alike` when another person has the same name and birth date."""

    office_id: Office | None = None
    fields: Annotated[dict[str, str], Field(max_length=30)]
    reason: Annotated[str, Field(max_length=300)]
    even_if_alike: bool = False


class ResidentAdded(Schema):
    """The opaque id of the new row."""

    public_id: str


class ImportOut(Schema):
    """An import and where it stands. `place` of `total` rows are done."""

    public_id: str
    office_id: int | None
    filename: str
    source: str
    layout: str
    state: str
    problem: str
    dry_run: bool
    header: list[str]
    fields: list[str]
    total: int
    place: int
    added: int
    changed: int
    same: int
    wrong: int
    kept: int
    missing: int
    created_at: datetime
    finished_at: datetime | None


class ImportStart(Schema):
    """How the columns are read: for each of `header` the name of a field, or nothing."""

    fields: Annotated[list[str], Field(max_length=200)]
    source: Annotated[str, Field(max_length=60)]
    dry_run: bool = True
    makes_rts: bool = False


def _acting(request: HttpRequest) -> Acting:
    return cast("Acting", request.acting)  # type: ignore[attr-defined]  # set by the sign-in of the API


def _office_id(request: HttpRequest, wanted: int | None) -> int:
    mine = access.offices_read_by(_acting(request))
    if not mine:
        raise NotFound("register")
    return wanted if wanted is not None else mine[0]


@router.post("/residents/search", response=ResidentPageOut, summary="Search the register")
def search(request: HttpRequest, body: ResidentSearch) -> dict[str, Any]:
    """People of one's own kelurahan, by name. That somebody looked is recorded."""
    office_id = _office_id(request, body.office_id)
    page = services.look_for(
        acting=_acting(request), office_id=office_id, text=body.text, after=body.after, limit=body.limit
    )
    return {"items": list(page.rows), "next": page.after}


@router.post("/residents", response={201: ResidentAdded}, summary="Add somebody to the register")
def add(request: HttpRequest, body: NewResidentIn) -> Answer[ResidentAdded]:
    """Who stands at the counter and is in no list yet."""
    public_id = services.add_by_hand(
        acting=_acting(request),
        office_id=_office_id(request, body.office_id),
        fields=body.fields,
        reason=body.reason,
        even_if_alike=body.even_if_alike,
    )
    return Answer(HTTPStatus.CREATED, ResidentAdded(public_id=public_id))


@router.get("/residents/imports", response=list[ImportOut], summary="The newest imports")
def imports(request: HttpRequest) -> list[dict[str, Any]]:
    """Of the offices whose register one may fill."""
    mine = access.offices_imported_by(_acting(request))
    if mine == ():
        raise NotFound("register")
    return [_import(record) for record in selectors.imports_of(mine)]


@router.post("/residents/imports", response={201: ImportOut}, summary="Send a file of the register")
def send_import(
    request: HttpRequest,
    file: Annotated[UploadedFile, File()],
    office_id: Annotated[int | None, Query(ge=1, lt=2**63)] = None,
) -> Answer[dict[str, Any]]:
    """CSV or XLSX. It is read by the worker; nothing changes until it is started."""
    acting = _acting(request)
    mine = access.offices_imported_by(acting)
    if mine == ():
        raise NotFound("register")
    content = file.read(LARGEST_FILE + 1)
    public_id = services.receive_import(
        acting=acting,
        office_id=office_id or (mine[0] if mine else None),
        filename=file.name or "berkas",
        content=content,
    )
    return Answer(HTTPStatus.CREATED, _one_import(request, public_id))


@router.get("/residents/imports/{public_id}", response=ImportOut, summary="Where an import stands")
def one_import(request: HttpRequest, public_id: str) -> dict[str, Any]:
    """Its columns, its progress, and what came of it."""
    return _one_import(request, public_id)


@router.post("/residents/imports/{public_id}/start", response=ImportOut, summary="Start an import, or try it out")
def start_import(request: HttpRequest, public_id: str, body: ImportStart) -> dict[str, Any]:
    """With `dry_run` nothing is changed, and the report says what would be."""
    given = body.model_dump()
    given["register"] = given.pop("source")
    services.start_import(acting=_acting(request), public_id=public_id, **given)
    return _one_import(request, public_id)


@router.post("/residents/imports/{public_id}/cancel", response={204: None}, summary="Give up an import")
def cancel_import(request: HttpRequest, public_id: str) -> Answer[None]:
    """Its file is deleted."""
    services.cancel_import(acting=_acting(request), public_id=public_id)
    return Answer(HTTPStatus.NO_CONTENT, None)


@router.get(
    "/residents/imports/{public_id}/report",
    summary="The report of an import",
    openapi_extra={"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}},
)
def import_report(request: HttpRequest, public_id: str) -> HttpResponse:
    """Every row that is not as the file says, and why, as CSV."""
    name, lines = services.report_of(acting=_acting(request), public_id=public_id)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse("".join(lines), content_type="text/csv; charset=utf-8", headers=headers)


# Behind the fixed words, which would be taken for an id.
@router.get("/residents/{public_id}", response=ResidentOut, summary="What the register says of somebody")
def resident(request: HttpRequest, public_id: str) -> ResidentOut:
    """For staff of the kelurahan; that they looked is recorded."""
    return _resident(services.look_at(acting=_acting(request), public_id=public_id))


@router.patch("/residents/{public_id}", response=CorrectedOut, summary="Correct the register")
def correct(request: HttpRequest, public_id: str, body: CorrectionIn) -> CorrectedOut:
    """What stood there before is kept with its source."""
    changed = services.correct(
        acting=_acting(request), public_id=public_id, changes=dict(body.changes), reason=body.reason
    )
    return CorrectedOut(changed=list(changed))


def _one_import(request: HttpRequest, public_id: str) -> dict[str, Any]:
    row, _mandate = access.import_for(_acting(request), public_id)
    return _import(selectors.import_record_of(row))


def _import(record: ImportRecord) -> dict[str, Any]:
    return {
        "public_id": record.public_id,
        "office_id": record.office_id,
        "filename": record.filename,
        "source": record.register,
        "layout": record.layout,
        "state": record.state.value,
        "problem": record.problem,
        "dry_run": record.dry_run,
        "header": list(record.header),
        "fields": list(record.fields),
        "total": record.total,
        "place": record.place,
        "added": record.tally.added,
        "changed": record.tally.changed,
        "same": record.tally.same,
        "wrong": record.tally.wrong,
        "kept": record.tally.kept,
        "missing": record.tally.missing,
        "created_at": record.created_at,
        "finished_at": record.finished_at,
    }


def _resident(record: ResidentRecord) -> ResidentOut:
    special = {
        "nik": record.nik.digits,
        "kk": record.kk.digits,
        "street": record.address.street,
        "rt": record.address.rt,
        "rw": record.address.rw,
    }
    fields = {name: str(special.get(name, getattr(record, name, ""))) for name in LABELS}
    return ResidentOut(
        public_id=record.public_id, office_id=record.office_id, kelurahan=record.address.kelurahan, fields=fields
    )
