"""The API of the builder: drafts of services, their checks, and what is published. For whoever looks after services."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from ninja import Status as Answer

from palui.accounts.domain import Acting
from palui.builder import access, selectors, services
from palui.builder.domain import Mistake
from palui.catalogue import selectors as catalogue
from palui.catalogue import services as published
from palui.catalogue.domain.differences import Difference, differences
from palui.kernel import clock
from palui.kernel.errors import InvalidInput, NotFound
from palui.kernel.language import say

router = Router()

_Revision = Annotated[int, Field(ge=1, lt=2**31)]
_Number = Annotated[int, Field(ge=1, lt=2**31)]


class StateOut(Schema):
    """A service, offered or not. `current_number` 0: none is offered. `bundled_is_newer`: Palui came with another definition."""

    code: str
    title: str
    kind: str
    current_number: int
    latest_number: int
    planned_number: int
    planned_at: datetime | None
    bundled_is_newer: bool


class VersionOut(Schema):
    """A version as it was published; `published_by` is empty for what came with Palui."""

    number: int
    published_at: datetime
    published_by: str


class OfferOut(Schema):
    """From when on a version was offered (0: none), who decided it and why."""

    number: int
    since: datetime
    by: str
    reason: str


class HistoryOut(Schema):
    """What became of a service, the newest first."""

    state: StateOut
    versions: list[VersionOut]
    offers: list[OfferOut]


class DefinitionOut(Schema):
    """What a version says."""

    code: str
    number: int
    definition: dict[str, Any]


class DraftCardOut(Schema):
    """A draft in a list. `based_on` 0: the service is new."""

    code: str
    title: str
    based_on: int
    revision: int
    changed_at: datetime
    changed_by: str


class ServiceDraftOut(DraftCardOut):
    """A draft with what it says."""

    definition: dict[str, Any]


class MistakeOut(Schema):
    """What keeps a definition from being published: its place, its part, and what to do. `line` of a file, else 0."""

    path: str
    part: str
    problem: str
    sentence: str
    line: int


class DifferenceOut(Schema):
    """A place that is different: added, changed, removed or moved (its places in the list, from 1)."""

    path: str
    kind: str
    before: Any
    after: Any


class NewDraft(Schema):
    """A new service under its code."""

    code: Annotated[str, Field(max_length=40)]
    title: Annotated[str, Field(max_length=200)]


class NewCode(Schema):
    """Under which code."""

    code: Annotated[str, Field(max_length=40)]


class DefinitionFile(Schema):
    """A definition as YAML. `code` takes it in under another code, or as a draft of the service that has this code here."""

    text: Annotated[str, Field(max_length=services.LARGEST)]
    code: Annotated[str, Field(max_length=40)] = ""


class Whole(Schema):
    """A whole definition, and the revision last seen: a change made meanwhile is refused (409)."""

    definition: dict[str, Any]
    revision: _Revision


class Seen(Schema):
    """The revision last seen."""

    revision: _Revision


class Publication(Seen):
    """Now, or from `at` on."""

    at: datetime | None = None


class Reason(Schema):
    """Why."""

    reason: Annotated[str, Field(max_length=300)]


class Chosen(Schema):
    """A version."""

    number: _Number


class Published(Schema):
    """The version that was made or offered again."""

    code: str
    number: int


@router.get("/builder/services", response=list[StateOut], summary="Every service, offered or not")
def every_service(request: HttpRequest) -> Any:
    """By title."""
    _administrator(request)
    return catalogue.every_service()


@router.get("/builder/services/{code}", response=HistoryOut, summary="What became of a service")
def history(request: HttpRequest, code: str) -> Any:
    """Its versions, and which of them was offered when."""
    _administrator(request)
    return catalogue.history(code)


@router.get("/builder/services/{code}/versions/{number}", response=DefinitionOut, summary="What a version says")
def version(request: HttpRequest, code: str, number: _Number) -> dict[str, Any]:
    """Also of a past one."""
    _administrator(request)
    record = catalogue.numbered(code, number)
    return {"code": code, "number": number, "definition": dict(record.definition.data)}


@router.post("/builder/services/{code}/draft", response=ServiceDraftOut, summary="Change a service")
def change_service(request: HttpRequest, code: str) -> dict[str, Any]:
    """The draft that there is, or a new one of what is offered."""
    return _draft(services.begin_from(by=_acting(request), code=code))


@router.post("/builder/services/{code}/bundled", response=ServiceDraftOut, summary="Take what came with Palui")
def take_bundled(request: HttpRequest, code: str) -> dict[str, Any]:
    """As a draft."""
    return _draft(services.begin_from_bundled(by=_acting(request), code=code))


@router.post(
    "/builder/services/{code}/retire", response={HTTPStatus.NO_CONTENT: None}, summary="Offer a service no longer"
)
def retire(request: HttpRequest, code: str, body: Reason) -> Answer[None]:
    """What runs goes on."""
    services.retire(by=_acting(request), code=code, reason=body.reason)
    return Answer(HTTPStatus.NO_CONTENT, None)


@router.post("/builder/services/{code}/offer", response=Published, summary="Offer a version again")
def offer_again(request: HttpRequest, code: str, body: Chosen) -> Any:
    """Also of a service that is offered no longer."""
    return services.offer_again(by=_acting(request), code=code, number=body.number)


@router.post(
    "/builder/services/{code}/call-off", response={HTTPStatus.NO_CONTENT: None}, summary="Drop what is planned"
)
def call_off(request: HttpRequest, code: str) -> Answer[None]:
    """Nothing else changes."""
    services.call_off(by=_acting(request), code=code)
    return Answer(HTTPStatus.NO_CONTENT, None)


@router.get("/builder/drafts", response=list[DraftCardOut], summary="All drafts")
def drafts(request: HttpRequest) -> Any:
    """What was changed last first."""
    _administrator(request)
    return selectors.drafts()


@router.post("/builder/drafts", response=ServiceDraftOut, summary="Begin a service")
def begin(request: HttpRequest, body: NewDraft) -> dict[str, Any]:
    """With the usual route and letter."""
    return _draft(services.begin(by=_acting(request), code=body.code, title=body.title))


@router.post("/builder/check-file", response=list[MistakeOut], summary="What of a file does not fit here")
def check_file(request: HttpRequest, body: DefinitionFile) -> Any:
    """With the line of each; nothing is stored."""
    _administrator(request)
    return selectors.check_file(body.text)


@router.post("/builder/bring-in", response=ServiceDraftOut, summary="Take a file in as a draft")
def bring_in(request: HttpRequest, body: DefinitionFile) -> dict[str, Any]:
    """What does not fit here, its mistakes say."""
    return _draft(services.bring_in(by=_acting(request), text=body.text, code=body.code))


@router.get("/builder/drafts/{code}", response=ServiceDraftOut, summary="One draft")
def draft(request: HttpRequest, code: str) -> dict[str, Any]:
    """With the whole definition."""
    _administrator(request)
    return _draft(selectors.draft(code))


@router.put("/builder/drafts/{code}", response=ServiceDraftOut, summary="Change a draft")
def change(request: HttpRequest, code: str, body: Whole) -> dict[str, Any]:
    """The whole definition is put in its place, with mistakes or without."""
    made = services.change(by=_acting(request), code=code, revision=body.revision, edit=lambda _: body.definition)
    return _draft(made)


@router.delete("/builder/drafts/{code}", response={HTTPStatus.NO_CONTENT: None}, summary="Delete a draft")
def discard(request: HttpRequest, code: str, seen: Query[Seen]) -> Answer[None]:
    """What is published stays."""
    services.discard(by=_acting(request), code=code, revision=seen.revision)
    return Answer(HTTPStatus.NO_CONTENT, None)


@router.post("/builder/drafts/{code}/undo", response=ServiceDraftOut, summary="Take the last change back")
def undo(request: HttpRequest, code: str, body: Seen) -> dict[str, Any]:
    """Again and again, until the draft is as it began."""
    return _draft(services.undo(by=_acting(request), code=code, revision=body.revision))


@router.post("/builder/drafts/{code}/copy", response=ServiceDraftOut, summary="Copy a service")
def copy_of(request: HttpRequest, code: str, body: NewCode) -> dict[str, Any]:
    """Of a draft, or of what is published."""
    return _draft(services.copy_of(by=_acting(request), code=code, new_code=body.code))


@router.get("/builder/drafts/{code}/mistakes", response=list[MistakeOut], summary="What is wrong with a draft")
def mistakes(request: HttpRequest, code: str) -> tuple[Mistake, ...]:
    """None: it can be published."""
    _administrator(request)
    return selectors.check(selectors.draft(code).data)


@router.get("/builder/drafts/{code}/differences", response=list[DifferenceOut], summary="What a draft changes")
def changes(request: HttpRequest, code: str) -> tuple[Difference, ...]:
    """Beside the version it is based on; of a new service, everything."""
    _administrator(request)
    found = selectors.draft(code)
    before = catalogue.numbered(code, found.based_on).definition.data if found.based_on else {}
    return differences(before, found.data)


@router.get(
    "/builder/drafts/{code}/file",
    summary="A draft as a file",
    openapi_extra={"responses": {200: {"content": {"application/yaml": {"schema": {"type": "object"}}}}}},
)
def draft_file(request: HttpRequest, code: str) -> HttpResponse:
    """YAML, as another city can take it."""
    _administrator(request)
    return HttpResponse(published.as_text(selectors.draft(code).data), content_type="application/yaml; charset=utf-8")


@router.get(
    "/builder/drafts/{code}/letter",
    summary="The letter of a draft",
    openapi_extra={"responses": {200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}}},
)
def letter(request: HttpRequest, code: str, page: Annotated[int, Query(ge=1, le=100)] = 1) -> HttpResponse:
    """One page as a picture, with answers by example and CONTOH across it."""
    _administrator(request)
    pages = selectors.drawing(selectors.draft(code).data).pages
    if page > len(pages):
        raise NotFound("page", page)
    return HttpResponse(pages[page - 1], content_type="image/png")


@router.post("/builder/drafts/{code}/publish", response=Published, summary="Publish a draft")
def publish(request: HttpRequest, code: str, body: Publication) -> Any:
    """As the next version, offered now or from `at` on. With mistakes it is refused, each told with its place."""
    at = body.at
    if at is not None and (at.tzinfo is None or at <= clock.now()):
        raise InvalidInput({"at": say("Tulis waktu yang akan datang, dengan zona waktunya.")})
    return services.publish(by=_acting(request), code=code, revision=body.revision, at=at)


def _draft(record: selectors.DraftRecord) -> dict[str, Any]:
    return {
        "code": record.code,
        "title": record.title,
        "based_on": record.based_on,
        "revision": record.revision,
        "changed_at": record.changed_at,
        "changed_by": record.changed_by,
        "definition": record.data,
    }


def _acting(request: HttpRequest) -> Acting:
    acting: Acting = request.acting  # type: ignore[attr-defined]  # set by the sign-in of the API
    return acting


def _administrator(request: HttpRequest) -> None:
    access.service_administrator(_acting(request))
