"""What a life event opens over the API: what one can get, beginning all of it at once, sending all of it at once."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from ninja import Status as Answer

from palui import formspec
from palui.accounts.domain import Acting
from palui.catalogue import selectors as catalogue
from palui.formspec import json_schema
from palui.intake import selectors, services
from palui.intake.api.submissions import ErrorOut, SubjectOut
from palui.intake.domain import Channel, SubmissionState
from palui.intake.selectors import BundleRecord, Outlook
from palui.kernel.errors import InvalidInput

router = Router()

Code = Annotated[str, Field(max_length=40)]


class LifeEventRow(Schema):
    """Something that happens in a life, and the codes of the services it may need."""

    key: str
    title: str
    summary: str
    services: list[str]


class NeedOut(Schema):
    """A service of an event. `fits`: whether it is needed with the answers given; `reason`: one sentence why or why not."""

    service: str
    title: str
    fits: bool
    reason: str
    hours: float
    fee: str


class BringOut(Schema):
    """A document to hand in, once for all the services it serves (titles)."""

    title: str
    required: bool
    serves: list[str]


class ElsewhereOut(Schema):
    """What is done at another office."""

    title: str
    where: str
    note: str


class LifeEventOut(Schema):
    """An event before anything is answered. `form_schema` is of the questions that decide; `person` asks whom it is about."""

    key: str
    title: str
    summary: str
    person: str
    form_schema: dict[str, Any]
    offers: list[NeedOut]
    elsewhere: list[ElsewhereOut]


class AnswersGiven(Schema):
    """Answers to the questions of an event."""

    answers: dict[str, Any]


class OutlookOut(Schema):
    """What somebody can get, what to bring, how long all of it takes at most side by side; it is free of charge."""

    offers: list[NeedOut]
    bring: list[BringOut]
    requirements: list[str]
    together: str


class BundleIn(Schema):
    """An event, the answers to its questions, the services wanted, and the resident id of whom it is about.

    Answers to what several services ask may be given too. Whom one may name says `GET /services/{code}/subjects`.
    """

    event: Code
    answers: dict[str, Any] = Field(default_factory=dict)
    services: Annotated[list[Code], Field(max_length=20)]
    person: Annotated[int, Field(ge=1, lt=2**63)] | None = None


class ServicesIn(Schema):
    """The services wanted, beside those that were sent."""

    services: Annotated[list[Code], Field(max_length=20)]


class PartOut(Schema):
    """A service of a bundle: its draft, or the case that it became. `errors`: what sending would refuse now."""

    code: str
    service: str
    state: SubmissionState
    errors: list[ErrorOut]


class BundleOut(Schema):
    """What was begun together. `form_schema` is of what is asked once for all of it."""

    code: str
    event: str
    person: SubjectOut | None
    answers: dict[str, Any]
    form_schema: dict[str, Any]
    parts: list[PartOut]
    created_at: datetime
    sent_at: datetime | None


class BundleListed(Schema):
    """A bundle in a list."""

    code: str
    event: str
    person_name: str
    codes: list[str]
    drafts: int
    updated_at: datetime
    sent_at: datetime | None


class BundlePage(Schema):
    """A page; `next` is the `after` of the following one, empty at the end."""

    items: list[BundleListed]
    next: str


@router.get("/life-events", response=list[LifeEventRow], auth=None, summary="What happens in a life")
def life_events(request: HttpRequest) -> list[dict[str, Any]]:
    """And which services it may need."""
    return [
        {
            "key": plan.event.key,
            "title": plan.event.title,
            "summary": plan.event.summary,
            "services": [member.service for member in plan.members],
        }
        for plan in catalogue.plans().values()
    ]


@router.get("/life-events/{key}", response=LifeEventOut, auth=None, summary="What an event opens")
def life_event(request: HttpRequest, key: str) -> dict[str, Any]:
    """The questions that decide, and every service with how long it takes."""
    record = catalogue.life_event(key)
    plan = record.plan
    return {
        "key": plan.event.key,
        "title": plan.event.title,
        "summary": plan.event.summary,
        "person": plan.person,
        "form_schema": json_schema(plan.questions, choices=selectors.choices()),
        "offers": _offers(selectors.outlook(record, None)),
        "elsewhere": list(plan.elsewhere),
    }


@router.post("/life-events/{key}/outlook", response=OutlookOut, auth=None, summary="What somebody can get")
def outlook(request: HttpRequest, key: str, body: AnswersGiven) -> dict[str, Any]:
    """With these answers. Nothing is kept."""
    record = catalogue.life_event(key)
    outcome = formspec.validate(record.plan.questions, body.answers, files={}, choices=selectors.choices())
    if outcome.errors:
        raise InvalidInput(outcome.errors)
    found = selectors.outlook(record, outcome.answers)
    return {
        "offers": _offers(found),
        "bring": [
            {"title": thing.item.title, "required": thing.required, "serves": list(thing.serves)}
            for thing in found.bring
        ],
        "requirements": list(found.requirements),
        "together": found.together,
    }


@router.post("/bundles", response={201: BundleOut}, summary="Begin everything that an event needs")
def start_bundle(request: HttpRequest, body: BundleIn) -> Answer[dict[str, Any]]:
    """A draft of each service; what the event has answered stands in them."""
    acting = _acting(request)
    code = services.start_bundle(
        acting=acting,
        event=body.event,
        answers=body.answers,
        services=body.services,
        person=body.person,
        channel=Channel.API,
    )
    services.save_shared(acting=acting, code=code, raw=body.answers)
    return Answer(HTTPStatus.CREATED, _out(acting, code))


@router.get("/bundles", response=BundlePage, summary="What I began together")
def bundles(
    request: HttpRequest,
    after: Annotated[str, Query(max_length=20)] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> dict[str, Any]:
    """The last touched first, sent or not."""
    found = selectors.bundles_of(_acting(request).user_id or 0, after=after, limit=limit + 1)
    items = [
        {
            "code": row.code,
            "event": row.event.key,
            "person_name": row.person_name,
            "codes": list(row.codes),
            "drafts": row.drafts,
            "updated_at": row.updated_at,
            "sent_at": row.sent_at,
        }
        for row in found[:limit]
    ]
    return {"items": items, "next": found[limit - 1].code if len(found) > limit else ""}


@router.get("/bundles/{code}", response=BundleOut, summary="What was begun together")
def read_bundle(request: HttpRequest, code: str) -> dict[str, Any]:
    """Its answers, drafts and cases; a draft alone is read and changed under `/submissions/{code}`."""
    return _out(_acting(request), code)


@router.put("/bundles/{code}", response=BundleOut, summary="Change what is asked once for all of it")
def change_bundle(request: HttpRequest, code: str, body: AnswersGiven) -> dict[str, Any]:
    """Whatever is sent is kept, and given to each draft where it is right."""
    acting = _acting(request)
    services.save_shared(acting=acting, code=code, raw=body.answers)
    return _out(acting, code)


@router.put("/bundles/{code}/services", response=BundleOut, summary="Have other services")
def choose_services(request: HttpRequest, code: str, body: ServicesIn) -> dict[str, Any]:
    """Drafts of services that are left out are deleted; new ones are begun, also beside what was sent."""
    acting = _acting(request)
    services.choose_services(acting=acting, code=code, services=body.services)
    return _out(acting, code)


@router.post("/bundles/{code}/submit", response=BundleOut, summary="Submit all of it")
def send_bundle(request: HttpRequest, code: str) -> dict[str, Any]:
    """Every draft, or none: then `errors` say which and why ("<code>.<place>"). Twice is once."""
    acting = _acting(request)
    services.send_bundle(acting=acting, code=code)
    return _out(acting, code)


@router.delete("/bundles/{code}", response={204: None}, summary="Delete the drafts of it")
def discard_bundle(request: HttpRequest, code: str) -> Answer[None]:
    """With their files; what was sent goes on."""
    services.discard_bundle(acting=_acting(request), code=code)
    return Answer(HTTPStatus.NO_CONTENT, None)


def _acting(request: HttpRequest) -> Acting:
    acting: Acting = request.acting  # type: ignore[attr-defined]  # set by the sign-in of the API
    return acting


def _offers(found: Outlook) -> list[dict[str, Any]]:
    return [
        {
            "service": offer.member.service,
            "title": offer.definition.title,
            "fits": offer.fits,
            "reason": offer.reason,
            "hours": offer.hours,
            "fee": offer.definition.fee,
        }
        for offer in found.offers
    ]


def _out(acting: Acting, code: str) -> dict[str, Any]:
    record = selectors.own_bundle(acting, code)
    event = catalogue.life_event(record.event.key)
    form = selectors.shared_form(event, record.services)
    return {
        "code": record.code,
        "event": record.event.key,
        "person": record.person,
        "answers": record.answers,
        "form_schema": json_schema(form, choices=selectors.choices()),
        "parts": _parts(acting, record),
        "created_at": record.created_at,
        "sent_at": record.sent_at,
    }


def _parts(acting: Acting, record: BundleRecord) -> list[dict[str, Any]]:
    found = dict(
        zip(
            (draft.code for draft in record.drafts),
            services.check_all(acting=acting, records=record.drafts),
            strict=True,
        )
    )
    return [
        {
            "code": one.code,
            "service": one.service.code,
            "state": one.state,
            "errors": [
                {"at": place, "message": text}
                for place, text in (found[one.code].errors if one.code in found else {}).items()
            ],
        }
        for one in record.submissions
    ]
