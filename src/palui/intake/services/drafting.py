"""Filling in a draft. Whatever is typed is kept, right or wrong."""

import dataclasses
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from palui import formspec
from palui.accounts import selectors as accounts
from palui.accounts.domain import NOBODY, Acting, Role
from palui.audit import services as audit
from palui.catalogue import selectors as catalogue
from palui.catalogue.domain import ServiceDefinition, SubjectKind
from palui.catalogue.selectors import ServiceVersionRecord
from palui.formspec import FormSpec, Outcome
from palui.intake.access import actor_for, draft_for
from palui.intake.domain import Channel, Consent, SubmissionState
from palui.intake.models import Bundle, Evidence, Submission
from palui.intake.selectors import choices, files_of, known_facts, subjects_for
from palui.intake.services.helping import Helped, assistance_facts, facts_of_resident, resident_to_help
from palui.intake.services.placing import misplaced, refuse_closed
from palui.kernel import clock
from palui.kernel.errors import DomainError, InvalidInput
from palui.kernel.identifiers import PublicCode
from palui.residents import selectors as residents
from palui.statements.selectors import Given, Statement
from palui.statements.services import add, change
from palui.vault import services as vault

NO_SUBJECT = (
    "Akun Anda belum terhubung dengan data kependudukan. Bawa KTP ke kantor kelurahan, petugas akan menghubungkannya."
)
NOT_IN_HOUSEHOLD = "Orang ini tidak ada di kartu keluarga Anda. Pilih lagi untuk siapa suratnya."


@transaction.atomic
def start_draft(
    *,
    acting: Acting,
    service_code: str,
    subject: int | None = None,
    channel: Channel = Channel.PHONE,
    on_behalf: str | None = None,
    consent: Consent | None = None,
) -> str:
    """Begin a draft and return its code. `subject` is the resident id of a household member; None is the applicant.

    `on_behalf` is the public id of a resident for whom staff of their kelurahan (channel `counter`) or the head of their
    RT (`rt`) fill in; another channel takes whichever mandate there is. The resident is the applicant then, and their
    `consent` may also be given later, before sending. About the deceased such a helper may name anybody of the kelurahan.

    What the register knows is filled in. Beginning again before anything was typed gives the same draft.
    Raises NotFound for an unknown service and for a resident for whom this person may not ask, DomainError
    `guidance_only` where there is nothing to ask for, `not_offered_here` where the office does not offer it, InvalidInput at "subject" for whom nobody may ask here, at
    "on_behalf" for oneself.
    """
    if acting.user_id is None:
        raise DomainError("sign_in_first")
    version = catalogue.current(service_code)
    definition = version.definition
    if not definition.is_asked_for:
        raise DomainError("guidance_only", service=definition.title)
    if on_behalf is not None:
        return _start_for(acting, version, on_behalf, subject=subject, channel=channel, consent=consent)
    who = subject_facts(acting, definition, subject)
    refuse_closed(definition, who["resident_id"])
    if channel is Channel.PHONE:
        untouched = Submission.objects.filter(
            applicant_id=acting.user_id,
            assisted_by__isnull=True,
            state=SubmissionState.DRAFT.value,
            service_version_id=version.id,
            version=1,
            bundle__isnull=True,
        )
        for row in untouched:
            if row.subject.get("resident_id") == who["resident_id"]:
                return row.code
    person = accounts.person(acting.user_id)
    account = {"name": person.name, "phone": person.phone, "email": person.email}
    known = known_facts(account=account, resident_id=who["resident_id"])
    row = begun(acting, version, subject=who, raw=formspec.prefill(definition.form, known), channel=channel)
    return row.code


def begun(
    acting: Acting,
    version: ServiceVersionRecord,
    *,
    subject: Mapping[str, Any],
    raw: Mapping[str, Any],
    channel: Channel,
    bundle: Bundle | None = None,
    settled: Collection[str] = (),
) -> Submission:
    """A new draft of somebody's own. The caller has asked whether there may be one."""
    row = add(
        Submission(
            code=fresh_code(),
            service_version_id=version.id,
            applicant_id=acting.user_id,
            subject=dict(subject),
            raw=dict(raw),
            channel=channel.value,
            bundle=bundle,
            settled=list(settled),
        )
    )
    audit.record(by=acting.actor(), action="submission.start", case_code=row.code, service=version.definition.title)
    return row


def _start_for(
    acting: Acting,
    version: ServiceVersionRecord,
    public_id: str,
    *,
    subject: int | None,
    channel: Channel,
    consent: Consent | None,
) -> str:
    """Begin a draft for a resident."""
    only = channel if channel in (Channel.COUNTER, Channel.RT) else None
    helped = resident_to_help(acting, public_id, channel=only)
    if channel is Channel.PHONE:
        channel = Channel.RT if helped.mandate.role is Role.RT_HEAD else Channel.COUNTER
    definition = version.definition
    who = _subject_of_other(helped, definition, subject)
    refuse_closed(definition, who["resident_id"])
    untouched = Submission.objects.filter(
        assisted_by_id=acting.user_id, state=SubmissionState.DRAFT.value, service_version_id=version.id, version=1
    )
    for row in untouched:
        if (
            row.applicant_facts.get("resident_id") == helped.record.id
            and row.subject.get("resident_id") == who["resident_id"]
        ):
            return row.code
    facts, account_id = facts_of_resident(helped.record)
    account = {"name": facts["name"], "phone": facts["phone"], "email": facts["email"]}
    row = Submission.objects.create(
        code=fresh_code(),
        service_version_id=version.id,
        applicant_id=account_id,
        applicant_facts=facts,
        subject=who,
        raw=formspec.prefill(definition.form, known_facts(account=account, resident_id=who["resident_id"])),
        channel=channel.value,
        assisted_by_id=acting.user_id,
        assistance=assistance_facts(acting, helped, consent),
    )
    by = acting.actor(helped.mandate)
    audit.record(by=by, action="submission.start_for", case_code=row.code, service=definition.title)
    return row.code


@transaction.atomic
def save_answers(
    *, acting: Acting, code: str, raw: Mapping[str, Any], groups: Collection[str] | None = None
) -> Outcome:
    """Keep what was typed, also when it needs correcting, and say what needs correcting.

    `raw` are JSON values or what `formspec.from_form_data` made of a form; `groups` are the pages sent (None: all).
    Answers of other pages stay. Raises NotFound; DomainError `already_submitted`.
    """
    row = draft_for(acting, code, lock=True)
    definition = catalogue.version(row.service_version_id).definition
    sent = {key: value for key, value in raw.items() if groups is None or key in _keys_of(definition.form, groups)}
    outcome = formspec.validate(
        definition.form, formspec.merge(row.raw, sent), groups=groups, files=files_of(row), choices=choices()
    )
    outcome = dataclasses.replace(
        outcome, errors=misplaced(definition, outcome, begun_at=row.created_at) | outcome.errors
    )
    pages = [group.key for group in definition.form.groups if groups is None or group.key in groups]
    row.pages_done = [*row.pages_done, *(page for page in pages if page not in row.pages_done)]
    # Clean answers stand in their normal form, so that a value from the register is recognised as unchanged.
    keep(row, {**outcome.raw, **outcome.answers})
    return outcome


@transaction.atomic
def add_row(*, acting: Acting, code: str, at: str) -> None:
    """One more, empty item in a repeated question. Raises NotFound; DomainError `already_submitted`."""
    row = draft_for(acting, code, lock=True)
    definition = catalogue.version(row.service_version_id).definition
    keep(row, formspec.add_item(definition.form, row.raw, at=at))


@transaction.atomic
def remove_row(*, acting: Acting, code: str, at: str) -> None:
    """One item less ("anak.0"). Raises NotFound; DomainError `already_submitted`."""
    row = draft_for(acting, code, lock=True)
    definition = catalogue.version(row.service_version_id).definition
    keep(row, formspec.remove_item(definition.form, row.raw, at=at))


@transaction.atomic
def discard_draft(*, acting: Acting, code: str) -> None:
    """Delete a draft with all its files. Raises NotFound; DomainError `already_submitted`."""
    erase(acting, draft_for(acting, code, lock=True))


def erase(acting: Acting, row: Submission) -> None:
    """Delete a locked draft with all its files; its bundle too, when nothing of it is left."""
    for name in row.evidence.values_list("file", flat=True):
        vault.delete_file(name)
    Evidence.objects.filter(submission=row).delete()
    audit.record(by=actor_for(acting, row), action="submission.discard", case_code=row.code)
    bundle_id = row.bundle_id
    row.delete()
    if bundle_id is not None:
        Bundle.objects.filter(pk=bundle_id, submissions__isnull=True).delete()


def keep(row: Submission, raw: Mapping[str, Any]) -> None:
    """Store what a locked draft now holds."""
    row.raw = dict(raw)
    row.version += 1
    row.updated_at = clock.now()
    change(row, "raw", "pages_done", "version", "updated_at")


def subject_facts(acting: Acting, definition: ServiceDefinition, resident_id: int | None) -> dict[str, Any]:
    """The subject as it is stored. Raises InvalidInput."""
    candidates = subjects_for(acting, definition)
    if not candidates and acting.resident_id is None:
        raise InvalidInput({"subject": NO_SUBJECT})
    wanted = acting.resident_id if resident_id is None else resident_id
    for candidate in candidates:
        if candidate.resident_id == wanted:
            return dataclasses.asdict(candidate) | {"kind": candidate.kind.value}
    raise InvalidInput({"subject": NOT_IN_HOUSEHOLD})


def _subject_of_other(helped: Helped, definition: ServiceDefinition, resident_id: int | None) -> dict[str, Any]:
    """The subject of what a helper asks, as it is stored. Raises InvalidInput."""
    acting_as = dataclasses.replace(NOBODY, resident_id=helped.record.id)
    wanted = helped.record.id if resident_id is None else resident_id
    if SubjectKind.DECEASED in definition.subjects and wanted != helped.record.id:
        record = residents.facts_of(wanted)
        household = {member.resident_id for member in subjects_for(acting_as, definition)}
        if record is not None and record.id not in household and record.office_id == helped.record.office_id:
            return {"kind": SubjectKind.DECEASED.value, "resident_id": record.id, "name": record.name, "relation": ""}
    return subject_facts(acting_as, definition, wanted)


def _keys_of(form: FormSpec, groups: Collection[str]) -> frozenset[str]:
    return frozenset(item.key for group in form.groups if group.key in groups for item in group.fields)


_TAKEN = Statement(lambda: Submission.objects.filter(code=Given("code")).values_list("pk", flat=True))


def fresh_code() -> str:
    """A code that no submission has."""
    while _TAKEN(code=(code := PublicCode.new().text)):
        pass
    return code
