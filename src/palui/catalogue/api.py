"""The services over the API."""

from datetime import datetime
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from ninja import Field, Router, Schema

from palui.accounts.views.asking import acting_of
from palui.catalogue import selectors
from palui.catalogue import services as services_of_catalogue
from palui.catalogue.access import kept_office
from palui.catalogue.domain import Component, OfficeTerms, ServiceDefinition, SubjectKind
from palui.catalogue.domain.offices import LONGEST_CLASSIFICATION, LONGEST_REASON
from palui.catalogue.domain.structured import SPOKEN
from palui.formspec import json_schema
from palui.kernel.errors import NotFound
from palui.regions import selectors as regions
from palui.regions.selectors import OfficeRecord

router = Router()

#: The API speaks as definitions are written.
_WRITTEN = "id"


class ServiceOut(Schema):
    """A service in a list. `kind`: letter, referral, registration or guidance.

    `version` was published at `updated_at`. `url` is its page; `languages` are those it can be asked for in. `offered` and
    `time` are those of the kelurahan that was asked about; where it is not offered, `not_offered_because` says why and what to
    do instead.
    """

    code: str
    title: str
    titles: dict[str, str]
    summary: str
    kind: str
    time: str
    fee: str
    life_events: list[str]
    languages: list[str]
    version: int
    updated_at: datetime
    url: str
    offered: bool
    not_offered_because: str


class EvidenceOut(Schema):
    """A document to hand in under `key`. `satisfied_by`: registers that make it unnecessary."""

    key: str
    title: str
    hint: str
    kind: str
    required: bool
    satisfied_by: list[str]


class StepOut(Schema):
    """A step of the route. `hours` are working hours; `only_if` names the condition under which it exists."""

    key: str
    kind: str
    who: str
    title: str
    hours: float
    only_if: str | None


class LegalBasisOut(Schema):
    """A rule and what it says here."""

    title: str
    about: str


class ComponentOut(Schema):
    """One of the 14 components of the service standard; the first six are public by law."""

    key: str
    title: str
    lines: list[str]
    public: bool


class GuidanceOut(Schema):
    """Why there is no letter, and what to do instead."""

    reason: str
    steps: list[str]
    bring: list[str]
    where: str


class ServiceDetailOut(ServiceOut):
    """Everything about a service. `form_schema` is JSON Schema 2020-12 of the answers, null for guidance.

    It also stands alone at `form_schema_url`. `notice_url` and `poster_url` are the service standard as PDF.
    """

    subjects: list[SubjectKind]
    form_schema: dict[str, Any] | None
    form_schema_url: str | None
    notice_url: str
    poster_url: str
    evidence: list[EvidenceOut]
    route: list[StepOut]
    validity_months: int | None
    classification: str
    legal_basis: list[LegalBasisOut]
    standard: list[ComponentOut]
    guidance: GuidanceOut | None


class OfficeServiceOut(Schema):
    """How one kelurahan keeps a service. `reason` is read by people where it is not offered.

    `limits` are the city's working hours of each step, `hours` the office's own where they are fewer. `classification` is
    empty where letters bear the city's. Send `revision` back with a change.
    """

    code: str
    title: str
    offered: bool
    reason: str
    time: str
    limits: dict[str, float]
    hours: dict[str, float]
    classification: str
    revision: int


class OfficeServiceIn(Schema):
    """How the kelurahan is to keep it; `hours` of steps that are left out are the city's."""

    offered: bool
    reason: Annotated[str, Field(max_length=LONGEST_REASON)] = ""
    hours: Annotated[dict[str, Annotated[float, Field(gt=0, le=1000)]], Field(max_length=50)] = {}
    classification: Annotated[str, Field(max_length=LONGEST_CLASSIFICATION)] = ""
    revision: Annotated[int, Field(ge=0, lt=2**31)]


@router.get("/services", response=list[ServiceOut], auth=None, summary="What can be asked for")
def services(request: HttpRequest, kelurahan: str = "") -> list[dict[str, Any]]:
    """All services that are offered now: the city's catalogue, or (by its code) as one kelurahan keeps it."""
    office = _office(kelurahan)
    return [_card(record, office) for record in selectors.offered()]


@router.get("/services/{code}", response=ServiceDetailOut, auth=None, summary="One service")
def service(request: HttpRequest, code: str, kelurahan: str = "") -> dict[str, Any]:
    """Form, evidence, route and standard of a service, in the city or (by its code) in one kelurahan."""
    record, office = selectors.current(code), _office(kelurahan)
    definition = record.definition
    terms = selectors.terms(office.id if office is not None else None, code)
    evidence = [
        # The city knows its own residents, so what its register holds is not asked of them.
        {
            "key": item.key,
            "title": item.title,
            "hint": item.hint,
            "kind": item.kind.value,
            "satisfied_by": list(item.satisfied_by),
        }
        | {"required": item.required and not item.satisfied_by}
        for item in definition.evidence
    ]
    route: list[dict[str, Any]] = [
        {
            "key": step.key,
            "kind": step.kind.value,
            "who": step.who,
            "title": step.title,
            "hours": step.hours,
            "only_if": step.only_if or None,
        }
        for step in terms.route(definition, uses_rw=office is None or office.uses_rw)
    ]
    time = _time(definition, terms, office)
    query = f"?kelurahan={office.region_code}" if office is not None else ""
    return _card(record, office) | {
        "subjects": list(definition.subjects),
        "form_schema": json_schema(definition.form, choices=selectors.choices()) if definition.is_asked_for else None,
        "form_schema_url": _absolute(f"/api/v1/services/{code}/form-schema") if definition.is_asked_for else None,
        "notice_url": _absolute(reverse("portal:standard", args=[code])) + query,
        "poster_url": _absolute(reverse("portal:poster", args=[code])) + query,
        "evidence": evidence,
        "route": route,
        "validity_months": definition.validity_months,
        "classification": terms.classification_of(definition),
        "legal_basis": [{"title": basis.title, "about": basis.about} for basis in definition.legal_basis],
        "standard": [_component(part, time) for part in definition.standard],
        "guidance": _guidance(record),
    }


@router.get("/services/{code}/form-schema", response=dict[str, Any], auth=None, summary="The form of a service")
def form_schema(request: HttpRequest, code: str) -> dict[str, Any]:
    """JSON Schema 2020-12 of the answers. 404 for guidance, which has none."""
    definition = selectors.current(code).definition
    if not definition.is_asked_for:
        raise NotFound("service", code)
    return json_schema(definition.form, choices=selectors.choices())


@router.get("/offices/{code}/services", response=list[OfficeServiceOut], summary="Services of a kelurahan")
def office_services(request: HttpRequest, code: str) -> list[dict[str, Any]]:
    """What can be asked for, as a kelurahan keeps it; for who looks after it."""
    office, _mandate = kept_office(acting_of(request), code)
    return [_kept(record, office) for record in selectors.offered() if record.definition.is_asked_for]


@router.put("/offices/{code}/services/{service}", response=OfficeServiceOut, summary="Keep a service otherwise")
def keep_office_service(request: HttpRequest, code: str, service: str, body: OfficeServiceIn) -> dict[str, Any]:
    """Switch it on or off, promise less time than the city, number its letters otherwise. Running cases keep their times."""
    acting = acting_of(request)
    office, _mandate = kept_office(acting, code)
    terms = OfficeTerms(
        is_offered=body.offered,
        reason=body.reason,
        hours=body.hours,
        classification=body.classification,
        revision=body.revision,
    )
    services_of_catalogue.keep_terms(acting=acting, office_code=code, code=service, terms=terms)
    return _kept(selectors.current(service), office)


def _kept(record: selectors.ServiceVersionRecord, office: OfficeRecord) -> dict[str, Any]:
    definition, terms = record.definition, selectors.terms(office.id, record.code)
    return {
        "code": record.code,
        "title": definition.title,
        "offered": terms.is_offered,
        "reason": terms.reason,
        "time": _time(definition, terms, office),
        "limits": {step.key: step.hours for step in definition.route},
        "hours": dict(terms.hours),
        "classification": terms.classification,
        "revision": terms.revision,
    }


def _office(kelurahan: str) -> OfficeRecord | None:
    return regions.office_of_kelurahan(kelurahan) if kelurahan else None


def _time(definition: ServiceDefinition, terms: OfficeTerms, office: OfficeRecord | None) -> str:
    if office is None:
        return definition.time
    with translation.override(_WRITTEN):
        return terms.promise(definition, uses_rw=office.uses_rw)


def _component(part: Component, time: str) -> dict[str, Any]:
    lines = [time] if part.key == "time" else list(part.lines)
    return {"key": part.key, "title": part.title, "lines": lines, "public": part.is_public}


def _absolute(path: str) -> str:
    return f"{settings.PALUI_PUBLIC_URL.rstrip('/')}{path}"


def _card(record: selectors.ServiceVersionRecord, office: OfficeRecord | None) -> dict[str, Any]:
    definition = record.definition
    terms = selectors.terms(office.id if office is not None else None, record.code)
    return {
        "code": record.code,
        "title": definition.title,
        "titles": dict(definition.titles),
        "summary": definition.summary,
        "kind": definition.kind.value,
        "time": _time(definition, terms, office),
        "fee": definition.fee,
        "life_events": list(definition.life_events),
        "languages": list(SPOKEN),
        "version": record.number,
        "updated_at": record.published_at,
        "url": _absolute(reverse("catalogue:service", args=[record.code])),
        "offered": terms.is_offered,
        "not_offered_because": terms.reason,
    }


def _guidance(record: selectors.ServiceVersionRecord) -> dict[str, Any] | None:
    guidance = record.definition.guidance
    if guidance is None:
        return None
    return {
        "reason": guidance.reason,
        "steps": list(guidance.steps),
        "bring": list(guidance.bring),
        "where": guidance.where,
    }
