"""Files that people hand in. Making a photo small takes a while, so it happens before the database is asked to wait."""

import structlog
from django.db import transaction

from palui import formspec
from palui.accounts.domain import Acting
from palui.audit import services as audit
from palui.catalogue import selectors as catalogue
from palui.catalogue.domain import EvidenceKind, ServiceDefinition
from palui.formspec import Field, Kind
from palui.intake.access import actor_for, draft_for
from palui.intake.domain import (
    INFECTED,
    NO_ROOM,
    SCANNER_SILENT,
    FileRefused,
    PreparedFile,
    SubmissionState,
    check_size,
    clean_name,
    prepare,
)
from palui.intake.models import Evidence, Submission
from palui.intake.ports import scanner
from palui.intake.selectors import EvidenceRecord, evidence_record
from palui.intake.services.drafting import keep
from palui.intake.services.sharing import places_beside
from palui.kernel import clock
from palui.kernel.actors import Actor
from palui.kernel.errors import InvalidInput, NotFound, TemporaryFailure
from palui.kernel.identifiers import new_token
from palui.statements.selectors import Given, Statement
from palui.statements.services import add
from palui.vault import services as vault

FOLDER = "evidence"
log = structlog.stdlib.get_logger("palui.intake")


def attach_evidence(*, acting: Acting, code: str, key: str, content: bytes, filename: str) -> EvidenceRecord:
    """Keep a file under a key of the definition: an evidence item, or the place of a photo or file question.

    What was there under the key is replaced and kept. The same file again changes nothing. Where the draft is part of a
    bundle, it serves the other drafts that ask for the same document too.
    Raises NotFound for a draft or key that is not there, InvalidInput at `key` for a file that cannot be taken.
    """
    draft = draft_for(acting, code)
    definition = catalogue.version(draft.service_version_id).definition
    title, photo_only = place_of_file(definition, key)
    try:
        prepared = prepared_file(content, key=key, photo_only=photo_only)
    except Infected as infected:
        with transaction.atomic():
            audit.record(
                by=actor_for(acting, draft),
                action="evidence.infected",
                case_code=draft.code,
                title=title,
                found=infected.found,
            )
        raise
    reference = key
    if "." in key:
        # Items of a repeated question may move, so their files are named apart from the place.
        reference = f"{key.partition('.')[0]}.{new_token()}"
    beside = places_beside(draft, key)
    stored = {draft.code: _stored(prepared, key=key)}
    try:
        for other in beside:
            stored[other] = _stored(prepared, key=key)
        with transaction.atomic():
            kept = {}
            # In one order for everybody, so that two who hand in at once do not wait for each other.
            for one in sorted(stored):
                if one != draft.code and not _is_draft_still(one):
                    vault.delete_file(stored[one])
                    continue
                row = draft_for(acting, one, lock=True)
                at = reference if one == draft.code else beside[one]
                kept[one] = keep_file(
                    row, at, prepared, stored=stored[one], filename=filename, title=title, by=actor_for(acting, row)
                )
                is_answer = one == draft.code and _field_of_file(definition, key) is not None
                keep(row, formspec.attach(row.raw, at=key, reference=reference) if is_answer else row.raw)
    except BaseException:
        for name in stored.values():
            vault.discard_file(name)
        raise
    return kept[draft.code]


def take_over(acting: Acting, row: Submission) -> None:
    """Give a new draft of a bundle the documents that were handed in for its other services already."""
    definition = catalogue.version(row.service_version_id).definition
    plan = catalogue.plans().get(row.bundle.event) if row.bundle is not None else None
    if plan is None or row.bundle_id is None:
        return
    handed_in = {
        (catalogue.version(item.submission.service_version_id).code, item.key): item
        for item in Evidence.objects.filter(submission__bundle_id=row.bundle_id, replaced_at__isnull=True)
        .select_related("submission")
        .order_by("id")
    }
    for item in definition.evidence:
        same = plan.same_document(definition.code, item.key)
        other = next((handed_in[place] for place in same.items() if place in handed_in), None)
        if other is not None:
            _copy(acting, row, other, key=item.key, title=item.title)


def _copy(acting: Acting, row: Submission, other: Evidence, *, key: str, title: str) -> None:
    prepared = PreparedFile(
        content=vault.read_file(other.file),
        content_type=other.content_type,
        width=other.width,
        height=other.height,
        sha256=other.sha256,
    )
    stored = _stored(prepared, key=key)
    by = actor_for(acting, row)
    keep_file(row, key, prepared, stored=stored, filename=other.original_name, title=title, by=by)


def _stored(prepared: PreparedFile, *, key: str) -> str:
    """Before the database is asked to wait. Raises InvalidInput at `key` when there is no room."""
    try:
        return vault.store_file(content=prepared.content, folder=FOLDER)
    except TemporaryFailure as full:
        log.exception("file_not_stored")
        raise InvalidInput({key: NO_ROOM}) from full


@transaction.atomic
def remove_evidence(*, acting: Acting, code: str, key: str) -> None:
    """Take a file out of a draft and delete it, also where it serves beside. Raises NotFound."""
    draft = draft_for(acting, code)
    places = {**places_beside(draft, key), draft.code: key}
    # In one order for everybody, so that two who do this at once do not wait for each other.
    rows = {
        one: draft_for(acting, one, lock=True) for one in sorted(places) if one == draft.code or _is_draft_still(one)
    }
    found = rows[draft.code].evidence.filter(key=key, replaced_at__isnull=True).first()
    if found is None:
        raise NotFound("evidence", key)
    title, _ = place_of_file(catalogue.version(draft.service_version_id).definition, key)
    for one, row in rows.items():
        for same in row.evidence.filter(key=places[one], replaced_at__isnull=True, sha256=found.sha256):
            _take_out(acting, row, same, title)


def _is_draft_still(code: str) -> bool:
    """Whether a draft beside was neither sent nor deleted meanwhile; it is held then until the transaction ends."""
    return Submission.objects.select_for_update().filter(code=code, state=SubmissionState.DRAFT.value).exists()


def _take_out(acting: Acting, row: Submission, item: Evidence, title: str) -> None:
    vault.delete_file(item.file)
    item.delete()
    audit.record(by=actor_for(acting, row), action="evidence.remove", case_code=row.code, title=title)
    keep(row, row.raw)


class Infected(InvalidInput):
    """A virus was found. `found` is its name."""

    def __init__(self, key: str, found: str) -> None:
        super().__init__({key: INFECTED})
        self.found = found


def prepared_file(content: bytes, *, key: str, photo_only: bool) -> PreparedFile:
    """The file as it can be kept. Raises InvalidInput at `key` with the reason.

    The virus scanner sees it first, as it came; while the scanner is silent nothing is taken.
    """
    try:
        check_size(len(content))
        found = scanner().infection(content)
    except FileRefused as refused:
        raise InvalidInput({key: str(refused)}) from refused
    except TemporaryFailure as silent:
        log.warning("scanner_silent", exc_info=silent)
        raise InvalidInput({key: SCANNER_SILENT}) from silent
    if found:
        log.warning("infected_file", found=found)
        raise Infected(key, found)
    try:
        return prepare(content, photo_only=photo_only)
    except FileRefused as refused:
        raise InvalidInput({key: str(refused)}) from refused


_CURRENT = Statement(
    lambda: Evidence.objects.filter(
        submission_id=Given("submission_id"), key=Given("key"), replaced_at__isnull=True
    ).order_by("pk")[:1]
)


def keep_file(
    row: Submission, key: str, prepared: PreparedFile, *, stored: str, filename: str, title: str, by: Actor
) -> EvidenceRecord:
    """Note a stored file in a locked submission; what it replaces stays, with the time it ended."""
    current = _CURRENT.first(submission_id=row.pk, key=key)
    if current is not None and current.sha256 == prepared.sha256:
        vault.delete_file(stored)
        return evidence_record(current)
    if current is not None:
        current.replaced_at = clock.now()
        current.save(update_fields=["replaced_at"])
    kept = add(
        Evidence(
            submission=row,
            key=key,
            file=stored,
            content_type=prepared.content_type,
            size=len(prepared.content),
            width=prepared.width,
            height=prepared.height,
            sha256=prepared.sha256,
            original_name=clean_name(filename),
            uploaded_by_id=by.user_id,
            uploaded_by_name=str(by),
        )
    )
    audit.record(by=by, action="evidence.attach", case_code=row.code, title=title)
    return evidence_record(kept)


def place_of_file(definition: ServiceDefinition, key: str) -> tuple[str, bool]:
    """Title of what belongs under the key, and whether it must be a photo. Raises NotFound."""
    for item in definition.evidence:
        if item.key == key:
            return item.title, item.kind is EvidenceKind.PHOTO
    field = _field_of_file(definition, key)
    if field is None:
        raise NotFound("evidence", key)
    return field.label, field.kind is Kind.PHOTO


def _field_of_file(definition: ServiceDefinition, key: str) -> Field | None:
    """The photo or file question at a place ("foto", "anak.0.akta") or of a reference ("anak.<word>")."""
    root, _, rest = key.partition(".")
    field = definition.form.by_key.get(root)
    if field is not None and rest:
        inside = rest.rpartition(".")[2]
        field = next((inner for inner in field.fields if inner.key == inside), None)
    return field if field is not None and field.kind in (Kind.PHOTO, Kind.FILE) else None
