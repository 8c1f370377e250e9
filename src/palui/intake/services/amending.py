"""Correcting what was submitted, with the old version kept; and files that officers add on the way."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from palui import formspec
from palui.accounts.domain import Acting
from palui.audit import services as audit
from palui.catalogue import selectors as catalogue
from palui.catalogue.domain import ServiceDefinition
from palui.formspec import FILES, Kind
from palui.intake.access import actor_for, amendable_for
from palui.intake.domain import PreparedFile, SubmissionState
from palui.intake.models import Amendment, Submission
from palui.intake.selectors import EvidenceRecord, choices, files_of, subject_of
from palui.intake.services.evidence import FOLDER, keep_file, place_of_file, prepared_file
from palui.intake.services.placing import place
from palui.kernel import clock
from palui.kernel.actors import Actor
from palui.kernel.errors import DomainError, InvalidInput, NotFound
from palui.vault import services as vault


@dataclass(frozen=True, kw_only=True)
class FitFiles:
    """Files as they can be kept, by place with their names, and what is wrong with the others."""

    kept: Mapping[str, tuple[str, PreparedFile]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


OTHER_OFFICE = "Alamat ini di kelurahan lain. Tarik permohonan ini, lalu ajukan lagi dengan alamat yang benar"


@transaction.atomic
def amend(
    *,
    acting: Acting,
    code: str,
    places: Collection[str],
    raw: Mapping[str, Any],
    files: FitFiles,
) -> None:
    """The correction of some places: keys of questions or of evidence. What stood there is kept.

    By the applicant, or by whoever helps there where it was filled in for them.

    Questions that appear only because of a corrected answer may be answered too. `files` are those of `fit_files`.
    Raises NotFound; DomainError `not_submitted`; InvalidInput with a sentence per place.
    """
    row = amendable_for(acting, code)
    if row.state != SubmissionState.SUBMITTED or row.answers is None:
        raise DomainError("not_submitted", submission=row.code)
    definition = catalogue.version(row.service_version_id).definition
    wanted = set(places)
    open_keys = wanted | definition.dependents(wanted)
    evidence_keys = [item.key for item in definition.evidence if item.key in wanted]
    prepared = {key: kept for key, kept in files.kept.items() if key in open_keys}
    errors = {key: text for key, text in files.errors.items() if key in open_keys}
    for key in evidence_keys:
        if key not in prepared and key not in errors:
            errors[key] = f"Unggah lagi {place_of_file(definition, key)[0].lower()}"
    before = {key: row.answers.get(key) for key in sorted(open_keys) if key in definition.form.by_key}
    there = files_of(row)
    merged = formspec.merge(row.answers, {key: value for key, value in raw.items() if key in open_keys})
    merged |= {key: key for key in prepared if key in definition.form.by_key}
    outcome = formspec.validate(definition.form, merged, files={**there, **prepared}, choices=choices())
    errors |= {where: text for where, text in outcome.errors.items() if where not in errors}
    placement = place(definition, outcome.answers, subject_resident_id=subject_of(row.subject).resident_id)
    if not errors:
        errors |= placement.errors
    if not errors and placement.office_id != row.office_id:
        errors[definition.jurisdiction or "subject"] = OTHER_OFFICE
    if errors:
        raise InvalidInput(errors)
    Amendment.objects.create(
        submission=row,
        places=sorted(wanted),
        before={"answers": before, "evidence": {key: there[key].id for key in prepared if key in there}},
        by_id=acting.user_id,
    )
    for key, (name, file) in prepared.items():
        stored = vault.store_file(content=file.content, folder=FOLDER)
        title, _ = place_of_file(definition, key)
        keep_file(row, key, file, stored=stored, filename=name, title=title, by=actor_for(acting, row))
    row.answers = dict(outcome.answers)
    row.rt_id, row.rw_id = placement.rt_id, placement.rw_id
    row.version += 1
    row.updated_at = clock.now()
    row.save(update_fields=["answers", "rt", "rw", "version", "updated_at"])
    audit.record(
        by=actor_for(acting, row), action="submission.amend", case_code=row.code, fields=_labels(definition, wanted)
    )


def fit_files(*, code: str, files: Mapping[str, tuple[str, bytes]]) -> FitFiles:
    """Files for places of a submission, scanned and made fit to be kept: key → (name, content).

    To be called before any transaction: it takes as long as the scanner and the photo do. Files for places where none
    belongs are left out. The caller has opened the door. Raises NotFound.
    """
    row = Submission.objects.filter(code=code, state=SubmissionState.SUBMITTED.value).first()
    if row is None:
        raise NotFound("submission", code)
    definition = catalogue.version(row.service_version_id).definition
    kept: dict[str, tuple[str, PreparedFile]] = {}
    errors: dict[str, str] = {}
    for key, (name, content) in files.items():
        try:
            _, photo_only = _place_of_any_file(definition, key)
        except NotFound:
            continue
        try:
            kept[key] = (name, prepared_file(content, key=key.rpartition("__")[2], photo_only=photo_only))
        except InvalidInput as refused:
            errors |= refused.errors
    return FitFiles(kept=kept, errors=errors)


@transaction.atomic
def attach_step_evidence(*, code: str, key: str, file: tuple[str, PreparedFile], by: Actor) -> EvidenceRecord:
    """Keep a photo taken in a step of the case, under "<step>__<field>": its name and what `fit_files` made of it.

    The caller has opened the door. Raises NotFound for a place that is no file question of the step.
    """
    row = Submission.objects.select_for_update().filter(code=code, state=SubmissionState.SUBMITTED.value).first()
    if row is None:
        raise NotFound("submission", code)
    title, _ = _place_of_any_file(catalogue.version(row.service_version_id).definition, key)
    name, prepared = file
    stored = vault.store_file(content=prepared.content, folder=FOLDER)
    return keep_file(row, key, prepared, stored=stored, filename=name, title=title, by=by)


def _place_of_any_file(definition: ServiceDefinition, key: str) -> tuple[str, bool]:
    """As `place_of_file`, also for the questions of a field check. Raises NotFound."""
    step_key, is_of_step, field_key = key.partition("__")
    if not is_of_step:
        return place_of_file(definition, key)
    form = next((step.form for step in definition.route if step.key == step_key), None)
    field = form.by_key.get(field_key) if form is not None else None
    if field is None or field.kind not in FILES:
        raise NotFound("evidence", key)
    return field.label, field.kind is Kind.PHOTO


def _labels(definition: ServiceDefinition, keys: Collection[str]) -> str:
    labels = {key: field.label for key, field in definition.form.by_key.items()}
    labels |= {item.key: item.title for item in definition.evidence}
    return ", ".join(label for key, label in labels.items() if key in keys)
