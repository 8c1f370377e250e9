"""The services over the API."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from palui.catalogue import selectors
from palui.catalogue.domain import SubjectKind
from palui.formspec import json_schema

router = Router()


class ServiceOut(Schema):
    """A service in a list. `kind`: letter, referral, registration or guidance."""

    code: str
    title: str
    titles: dict[str, str]
    summary: str
    kind: str
    time: str
    fee: str
    life_events: list[str]


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
    """Everything about a service. `form_schema` is JSON Schema 2020-12 of the answers, null for guidance."""

    version: int
    subjects: list[SubjectKind]
    form_schema: dict[str, Any] | None
    evidence: list[EvidenceOut]
    route: list[StepOut]
    validity_months: int | None
    classification: str
    legal_basis: list[LegalBasisOut]
    standard: list[ComponentOut]
    guidance: GuidanceOut | None


@router.get("/services", response=list[ServiceOut], auth=None, summary="What can be asked for")
def services(request: HttpRequest) -> list[dict[str, Any]]:
    """All services that are offered now."""
    return [_card(record) for record in selectors.offered()]


@router.get("/services/{code}", response=ServiceDetailOut, auth=None, summary="One service")
def service(request: HttpRequest, code: str) -> dict[str, Any]:
    """Form, evidence, route and standard of a service."""
    record = selectors.current(code)
    definition = record.definition
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
        for step in definition.route
    ]
    return _card(record) | {
        "version": record.number,
        "subjects": list(definition.subjects),
        "form_schema": json_schema(definition.form, choices=selectors.choices()) if definition.is_asked_for else None,
        "evidence": evidence,
        "route": route,
        "validity_months": definition.validity_months,
        "classification": definition.classification,
        "legal_basis": [{"title": basis.title, "about": basis.about} for basis in definition.legal_basis],
        "standard": [
            {"key": part.key, "title": part.title, "lines": list(part.lines), "public": part.is_public}
            for part in definition.standard
        ],
        "guidance": _guidance(record),
    }


def _card(record: selectors.ServiceVersionRecord) -> dict[str, Any]:
    definition = record.definition
    return {
        "code": record.code,
        "title": definition.title,
        "titles": dict(definition.titles),
        "summary": definition.summary,
        "kind": definition.kind.value,
        "time": definition.time,
        "fee": definition.fee,
        "life_events": list(definition.life_events),
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
