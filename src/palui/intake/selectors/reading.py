"""Reading submissions, their evidence, and whom one may ask for."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.urls import reverse

from palui.accounts.domain import Acting
from palui.catalogue import selectors as catalogue
from palui.catalogue.domain import ServiceDefinition, SubjectKind
from palui.catalogue.selectors import ServiceVersionRecord
from palui.formspec import Choices
from palui.intake.access import may_answer_for, submission_for
from palui.intake.domain import CONSENT_FILE, CONSENT_TITLE, Channel, Consent, ConsentKind, SubmissionState
from palui.intake.models import Evidence, Submission
from palui.kernel import clock
from palui.kernel.errors import NotFound
from palui.kernel.identifiers import Phone
from palui.kernel.language import say
from palui.residents import selectors as residents
from palui.residents.domain import ResidentRecord
from palui.statements.selectors import Given, Statement
from palui.ui.domain import day_in_words
from palui.vault import services as vault

_EXTENSIONS = {"image/jpeg": ".jpg", "application/pdf": ".pdf"}
_SUBMISSION = Statement(lambda: Submission.objects.filter(code=Given("code")))
_EVIDENCE = Statement(
    lambda: Evidence.objects.filter(submission_id=Given("submission_id"), replaced_at__isnull=True).order_by("id")
)


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """Who asks. `user_id` is None without an account; phone is E.164 or empty.

    `pin` are four digits on paper for who has no phone: they stand for its last four.
    """

    user_id: int | None
    name: str
    phone: str
    email: str
    resident_id: int | None
    pin: str = ""

    @property
    def last_four(self) -> str:
        """What opens the tracking page beside the code; empty in a draft and in imported history without a phone."""
        return Phone(self.phone).last_four if self.phone else self.pin


@dataclass(frozen=True, kw_only=True)
class Assistance:
    """Who fills in for the applicant, with what consent. `title` is their mandate's ("Ketua RT 12 RW 02 …").

    `consent` is None until it was given; a code counts only once it was told back (`is_given`).
    """

    user_id: int
    name: str
    title: str
    office_id: int
    consent: Consent | None
    is_given: bool

    @property
    def sentence(self) -> str:
        """ "Diisi oleh Ahmad Fauzi (Petugas …) dengan persetujuan lisan: “…”", as pages and receipts say it."""
        facts = {"name": self.name, "title": self.title}
        if self.consent is None:
            return say("Diisi oleh %(name)s (%(title)s)", **facts)
        kind = say(self.consent.kind.label)
        if self.consent.kind is ConsentKind.SPOKEN and self.consent.words:
            words = self.consent.words.rstrip(".")
            return say(
                "Diisi oleh %(name)s (%(title)s) dengan persetujuan %(kind)s: “%(words)s”",
                **facts,
                kind=kind,
                words=words,
            )
        return say("Diisi oleh %(name)s (%(title)s) dengan persetujuan %(kind)s", **facts, kind=kind)


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Whom it is about. `relation` is theirs in the household ("Anak"); empty for the applicant."""

    kind: SubjectKind
    resident_id: int | None
    name: str
    relation: str


@dataclass(frozen=True, kw_only=True)
class EvidenceRecord:
    """A file that was handed in. Size is bytes; width and height are pixels, 0 for a PDF; sha256 is hex."""

    id: int
    key: str
    name: str
    content_type: str
    size: int
    width: int
    height: int
    sha256: str
    uploaded_at: datetime
    uploaded_by: str

    @property
    def extension(self) -> str:
        """ ".jpg" or ".pdf"."""
        return _EXTENSIONS[self.content_type]

    @property
    def is_photo(self) -> bool:
        """Whether it can be shown as a picture."""
        return self.content_type.startswith("image/")


@dataclass(frozen=True, kw_only=True)
class SubmissionRecord:
    """A submission as other rooms read it.

    `answers` are the clean answers of what was submitted, and the draft as typed before that.
    """

    id: int
    code: str
    state: SubmissionState
    service: ServiceVersionRecord
    applicant: Applicant
    subject: Subject
    answers: dict[str, Any]
    assistance: Assistance | None
    pages_done: tuple[str, ...]
    bundle_id: int | None
    settled: tuple[str, ...]
    office_id: int | None
    rt_id: int | None
    rw_id: int | None
    channel: Channel
    version: int
    is_imported: bool
    created_at: datetime
    updated_at: datetime
    submitted_at: datetime | None
    handed_in: tuple[EvidenceRecord, ...] | None = None  # where it was read for several at once

    @cached_property
    def evidence(self) -> tuple[EvidenceRecord, ...]:
        """What was handed in; read when first asked for, since most steps do not look at it."""
        return _evidence(_EVIDENCE(submission_id=self.id)) if self.handed_in is None else self.handed_in

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed freely."""
        return self.state is SubmissionState.DRAFT

    def files(self) -> dict[str, EvidenceRecord]:
        """What was handed in, by key."""
        return {item.key: item for item in self.evidence}

    def titles_of_files(self) -> dict[str, str]:
        """What each document is called, by key: those of the service, and the consent on paper."""
        titles = {item.key: say(item.title) for item in self.service.definition.evidence}
        return titles | ({CONSENT_FILE: say(CONSENT_TITLE)} if self.assistance is not None else {})


@dataclass(frozen=True, kw_only=True)
class DraftRow:
    """A draft in a list."""

    code: str
    service_code: str
    service_title: str
    subject_name: str
    updated_at: datetime
    bundle_id: int | None = None

    @property
    def url(self) -> str:
        """Where filling in goes on."""
        return reverse("intake:resume", args=[self.code])


def own_submission(acting: Acting, code: str) -> SubmissionRecord:
    """The person's own submission, draft or not, or one they fill in for a resident. NotFound for everybody else."""
    return record_of(submission_for(acting, code))


def submission(code: str) -> SubmissionRecord:
    """The submission of this code with its evidence, without asking who looks: for later steps. Raises NotFound."""
    record = without_files(code)
    record.files()
    return record


def without_files(code: str) -> SubmissionRecord:
    """The same for steps that look at no evidence: it is read only when asked for. Raises NotFound."""
    row = _SUBMISSION.first(code=code)
    if row is None:
        raise NotFound("submission", code)
    return record_of(row)


def answers_for(acting: Acting, code: str) -> bool:
    """Whether this person may correct a submission that was filled in for somebody, as whoever helps there."""
    row = Submission.objects.filter(code=code, assisted_by__isnull=False).first()
    return row is not None and may_answer_for(acting, row)


def drafts_of(user_id: int, *, after: str = "", limit: int = 50) -> tuple[DraftRow, ...]:
    """A resident's own drafts, the last touched first; not what somebody is filling in for them.

    `after` is the code of the last one seen.
    """
    rows = Submission.objects.filter(applicant_id=user_id, state=SubmissionState.DRAFT.value, assisted_by__isnull=True)
    if after:
        own = Submission.objects.filter(applicant_id=user_id, code=after)  # sent meanwhile, it is a place still
        last = own.values_list("updated_at", "pk").first()
        if last is None:
            return ()
        rows = rows.filter(Q(updated_at__lt=last[0]) | Q(updated_at=last[0], pk__lt=last[1]))
    rows = rows.order_by("-updated_at", "-pk").defer("raw", "answers", "applicant_facts", "assistance")
    found = list(rows[:limit])
    versions = {row.service_version_id: catalogue.version(row.service_version_id) for row in found}  # remembered
    return tuple(
        DraftRow(
            code=row.code,
            service_code=versions[row.service_version_id].code,
            service_title=versions[row.service_version_id].definition.title,
            subject_name=str(row.subject.get("name", "")),
            updated_at=row.updated_at,
            bundle_id=row.bundle_id,
        )
        for row in found
    )


def evidence_content(evidence_id: int) -> bytes:
    """A file, unsealed, without asking who looks: the caller has opened the door. Raises NotFound."""
    name = Evidence.objects.filter(pk=evidence_id).values_list("file", flat=True).first()
    if name is None:
        raise NotFound("evidence", evidence_id)
    return vault.read_file(name)


def choices() -> Choices:
    """The lists that definitions leave open: the city's kelurahan."""
    return catalogue.choices()


def subjects_for(
    acting: Acting, definition: ServiceDefinition, *, resident_id: int | None = None
) -> tuple[Subject, ...]:
    """Whom this person may ask for: themselves, then the others on their family card, as the service allows.

    Whether one of the others has died is for the applicant to say: a service about the deceased offers them all.
    `resident_id` is the resident for whom a helper asks, instead of the person.
    """
    who = acting.resident_id if resident_id is None else resident_id
    return _subjects(who, residents.household_of(who), definition) if who is not None else ()


def people_for(acting: Acting, definitions: Sequence[ServiceDefinition]) -> tuple[Subject, ...]:
    """Whom this person may ask for in all of these services alike."""
    who = acting.resident_id
    if who is None or not definitions:
        return ()
    household = residents.household_of(who)
    each = [_subjects(who, household, definition) for definition in definitions]
    allowed = set.intersection(*({subject.resident_id for subject in one} for one in each))
    return tuple(subject for subject in each[0] if subject.resident_id in allowed)


def _subjects(who: int, household: Sequence[ResidentRecord], definition: ServiceDefinition) -> tuple[Subject, ...]:
    found = []
    other = SubjectKind.DECEASED if SubjectKind.DECEASED in definition.subjects else SubjectKind.HOUSEHOLD_MEMBER
    for member in household:
        is_self = member.id == who
        kind = SubjectKind.APPLICANT if is_self else other
        if kind in definition.subjects:
            relation = "" if is_self else member.relation
            found.append(Subject(kind=kind, resident_id=member.id, name=member.name, relation=relation))
    return tuple(sorted(found, key=lambda subject: subject.kind is not SubjectKind.APPLICANT))


def known_facts(*, account: Mapping[str, str], resident_id: int | None) -> dict[str, Any]:
    """What is known for filling in, as the context of `formspec.prefill` and `bound`, with where it comes from.

    `account` holds name, phone and email of the applicant; `resident_id` is the subject's.
    """
    facts: dict[str, Any] = {"account": dict(account)}
    record = residents.facts_of(resident_id) if resident_id is not None else None
    if record is not None:
        context = record.as_context()
        # RT and RW in the form's normal form, so that an answer left alone is recognised as the register's.
        context["address"] = {**context["address"], **_three_digits(context["address"], "rt", "rw")}
        facts["resident"] = context
        facts["sources"] = {"resident": say("Dari data kependudukan, %(day)s", day=_day_of(record, "street"))}
    return facts


def known_to(subject: Subject) -> frozenset[str]:
    """The registers that know the subject, and so stand for documents."""
    return frozenset({"resident"}) if subject.resident_id is not None else frozenset()


def files_of(row: Submission) -> dict[str, EvidenceRecord]:
    """What was handed in with a row of this room, by key."""
    return {item.key: item for item in _evidence(_EVIDENCE(submission_id=row.pk))}


def records_of(rows: Sequence[Submission]) -> tuple[SubmissionRecord, ...]:
    """The records of several rows, with their evidence read at once."""
    handed_in: dict[int, list[EvidenceRecord]] = {row.pk: [] for row in rows}
    for item in Evidence.objects.filter(submission__in=handed_in, replaced_at__isnull=True).order_by("id"):
        handed_in[item.submission_id].append(evidence_record(item))
    return tuple(dataclasses.replace(record_of(row), handed_in=tuple(handed_in[row.pk])) for row in rows)


def record_of(row: Submission) -> SubmissionRecord:
    """The record of a row of this room."""
    return SubmissionRecord(
        id=row.pk,
        code=row.code,
        state=SubmissionState(row.state),
        service=catalogue.version(row.service_version_id),
        applicant=_applicant(row),
        subject=subject_of(row.subject),
        answers=dict(row.answers if row.answers is not None else row.raw),
        assistance=assistance_of(row),
        pages_done=tuple(row.pages_done),
        bundle_id=row.bundle_id,
        settled=tuple(row.settled),
        office_id=row.office_id,
        rt_id=row.rt_id,
        rw_id=row.rw_id,
        channel=Channel(row.channel),
        version=row.version,
        is_imported=row.is_imported,
        created_at=row.created_at,
        updated_at=row.updated_at,
        submitted_at=row.submitted_at,
    )


def evidence_record(row: Evidence) -> EvidenceRecord:
    """The record of a row of this room."""
    return EvidenceRecord(
        id=row.pk,
        key=row.key,
        name=row.original_name,
        content_type=row.content_type,
        size=row.size,
        width=row.width,
        height=row.height,
        sha256=row.sha256,
        uploaded_at=row.uploaded_at,
        uploaded_by=row.uploaded_by_name,
    )


def subject_of(facts: Mapping[str, Any]) -> Subject:
    """The subject as it is stored."""
    return Subject(
        kind=SubjectKind(facts["kind"]),
        resident_id=facts.get("resident_id"),
        name=str(facts.get("name", "")),
        relation=str(facts.get("relation", "")),
    )


def assistance_of(row: Submission) -> Assistance | None:
    """Who fills in this row for the applicant; None when they do so themselves."""
    facts = row.assistance
    if row.assisted_by_id is None:
        return None
    kind = ConsentKind(facts["kind"]) if facts.get("kind") else None
    return Assistance(
        user_id=row.assisted_by_id,
        name=facts["name"],
        title=facts["title"],
        office_id=facts["office_id"],
        consent=Consent(kind=kind, words=facts.get("words", "")) if kind else None,
        is_given=bool(facts.get("given_at")),
    )


def _applicant(row: Submission) -> Applicant:
    """As frozen at submission; a draft shows the account as it is now."""
    facts = row.applicant_facts
    if not facts and row.applicant is not None:
        account = row.applicant
        facts = {
            "name": account.name,
            "phone": account.phone,
            "email": account.email,
            "resident_id": account.resident_id,
        }
    return Applicant(
        user_id=row.applicant_id,
        name=str(facts.get("name", "")),
        phone=str(facts.get("phone") or ""),
        email=str(facts.get("email") or ""),
        resident_id=facts.get("resident_id"),
        pin=str(facts.get("pin") or ""),
    )


def _three_digits(address: Mapping[str, str], *parts: str) -> dict[str, str]:
    return {part: address[part].zfill(3) for part in parts if address[part]}


def _day_of(record: ResidentRecord, field: str) -> str:
    source = record.sources.get(field)
    return day_in_words(clock.local(source.at).date()) if source is not None else ""


def _evidence(rows: Iterable[Evidence]) -> tuple[EvidenceRecord, ...]:
    return tuple(evidence_record(row) for row in rows)
