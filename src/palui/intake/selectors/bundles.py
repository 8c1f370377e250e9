"""Reading what a life event opened together: one's own, for tracking, and beside a case."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from palui import formspec
from palui.accounts.domain import Acting
from palui.catalogue import selectors as catalogue
from palui.catalogue.domain import LIFE_EVENTS, LifeEvent
from palui.catalogue.selectors import LifeEventRecord
from palui.formspec import Choices, FormSpec
from palui.intake.access import bundle_for
from palui.intake.domain import SubmissionState
from palui.intake.models import Bundle, Submission
from palui.intake.selectors.reading import Subject, SubmissionRecord, known_facts, records_of, subject_of
from palui.kernel.errors import DomainError
from palui.kernel.identifiers import PublicCode
from palui.residents import selectors as residents


@dataclass(frozen=True, kw_only=True)
class BundleRecord:
    """What a life event opened for one applicant, in the order of the event.

    `answers` are those for all of it as typed; `person` whom the event is about, None where that is the applicant.
    """

    id: int
    code: str
    event: LifeEvent
    person: Subject | None
    answers: dict[str, Any]
    has_details: bool
    submissions: tuple[SubmissionRecord, ...]
    created_at: datetime
    updated_at: datetime
    sent_at: datetime | None

    @property
    def drafts(self) -> tuple[SubmissionRecord, ...]:
        """What is not sent yet."""
        return tuple(one for one in self.submissions if one.is_draft)

    @property
    def sent(self) -> tuple[SubmissionRecord, ...]:
        """What became cases."""
        return tuple(one for one in self.submissions if not one.is_draft)

    @property
    def services(self) -> tuple[str, ...]:
        """Codes of its services."""
        return tuple(one.service.code for one in self.submissions)


@dataclass(frozen=True, kw_only=True)
class BundleRow:
    """A bundle in a list; `codes` are those of its submissions, sent or not."""

    id: int
    code: str
    event: LifeEvent
    person_name: str
    codes: tuple[str, ...]
    drafts: int
    updated_at: datetime
    sent_at: datetime | None

    @property
    def url(self) -> str:
        """Where filling in goes on, or where its cases are seen together."""
        return reverse("intake:bundle" if self.drafts else "portal:tracking", args=[self.code])

    @property
    def count(self) -> int:
        """How many services it has."""
        return len(self.codes)


@dataclass(frozen=True, kw_only=True)
class Belonging:
    """To what a case belongs: the event, the codes of all that was sent of it, and how many drafts there are still."""

    code: str
    event: LifeEvent
    person_name: str
    codes: tuple[str, ...]
    drafts: int


def own_bundle(acting: Acting, code: str) -> BundleRecord:
    """The person's own bundle. NotFound for everybody else."""
    return bundle_record(bundle_for(acting, code))


def bundle_record(row: Bundle) -> BundleRecord:
    """The record of a row of this room."""
    found = records_of(tuple(row.submissions.select_related("applicant").order_by("pk")))
    plan = catalogue.plans().get(row.event)
    order = [member.service for member in plan.members] if plan is not None else []
    return BundleRecord(
        id=row.pk,
        code=row.code,
        event=event_of(row.event),
        person=subject_of(row.person) if row.person else None,
        answers=dict(row.answers),
        has_details=row.has_details,
        submissions=tuple(
            sorted(found, key=lambda one: order.index(one.service.code) if one.service.code in order else len(order))
        ),
        created_at=row.created_at,
        updated_at=row.updated_at,
        sent_at=row.sent_at,
    )


def bundles_of(user_id: int, *, after: str = "", limit: int = 50) -> tuple[BundleRow, ...]:
    """A resident's own bundles, the last touched first. `after` is the code of the last one seen."""
    rows = Bundle.objects.filter(applicant_id=user_id).defer("answers").order_by("-updated_at", "-pk")
    if after:
        codes = list(rows.values_list("code", flat=True))
        return tuple(_rows(rows.filter(code__in=codes[codes.index(after) + 1 :][:limit]))) if after in codes else ()
    return tuple(_rows(rows[:limit]))


def find_bundle(code: str, *, user_id: int | None = None) -> Belonging | None:
    """What was begun under a bundle's code, for whoever shows the digits of one of its cases; None for another code.

    With `user_id`, only what that person began.
    """
    try:
        text = PublicCode.parse(code).text
    except DomainError:
        return None
    found = Submission.objects.filter(bundle__code=text)
    return _belonging(found if user_id is None else found.filter(bundle__applicant_id=user_id))


def belonging(record: SubmissionRecord) -> Belonging | None:
    """To what a submission belongs; None where it was asked for alone."""
    return _belonging(Submission.objects.filter(bundle_id=record.bundle_id)) if record.bundle_id is not None else None


def shared_form(record: LifeEventRecord, services: Iterable[str]) -> FormSpec:
    """What is asked once for these services of an event: what decides, and what at least two of them ask."""
    questions, shared = record.plan.questions, record.plan.shared(frozenset(services))
    return FormSpec(
        groups=(*questions.groups, *shared.groups),
        rules=(*questions.rules, *shared.rules),
        by_key={**questions.by_key, **shared.by_key},
    )


def people_facts(*, person: int | None, applicant: int | None) -> dict[str, Mapping[str, Any]]:
    """What the register says of both, as a plan fills it in."""
    return {
        whose: _facts(resident_id)
        for whose, resident_id in (("person", person if person is not None else applicant), ("applicant", applicant))
    }


def clean(form: FormSpec, raw: Mapping[str, Any], choices: Choices) -> dict[str, Any]:
    """The answers that are right so far."""
    return formspec.validate(form, raw, files={}, choices=choices).answers


def event_of(key: str) -> LifeEvent:
    """The event of a bundle, also of one that is no longer offered."""
    return next(
        (event for event in LIFE_EVENTS if event.key == key), LifeEvent(key=key, title=key, summary="", icon="info")
    )


def _facts(resident_id: int | None) -> Mapping[str, Any]:
    record = residents.facts_of(resident_id) if resident_id is not None else None
    if record is None:
        return {}
    facts: dict[str, Any] = known_facts(account={}, resident_id=resident_id)["resident"]
    return {**facts, "address_line": record.address.one_line}


def _belonging(rows: QuerySet[Submission]) -> Belonging | None:
    found = list(rows.select_related("bundle").only("code", "state", "bundle__code", "bundle__event", "bundle__person"))
    bundle = found[0].bundle if found else None
    if bundle is None:
        return None
    sent = sorted((row for row in found if row.state == SubmissionState.SUBMITTED.value), key=lambda row: row.pk)
    return Belonging(
        code=bundle.code,
        event=event_of(bundle.event),
        person_name=str(bundle.person.get("name", "")),
        codes=tuple(row.code for row in sent),
        drafts=len(found) - len(sent),
    )


def _rows(rows: Iterable[Bundle]) -> Sequence[BundleRow]:
    found = list(rows)
    parts: dict[int, list[tuple[str, str]]] = {row.pk: [] for row in found}
    listed = Submission.objects.filter(bundle__in=parts).order_by("pk").values_list("bundle_id", "code", "state")
    for bundle_id, code, state in listed:
        parts[bundle_id or 0].append((code, state))
    return [
        BundleRow(
            id=row.pk,
            code=row.code,
            event=event_of(row.event),
            person_name=str(row.person.get("name", "")),
            codes=tuple(code for code, _ in parts[row.pk]),
            drafts=sum(state == SubmissionState.DRAFT.value for _, state in parts[row.pk]),
            updated_at=row.updated_at,
            sent_at=row.sent_at,
        )
        for row in found
    ]
