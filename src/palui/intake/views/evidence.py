"""Photos and documents: handing in, looking at, taking out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palui.accounts.domain import Acting
from palui.accounts.views.asking import acting_of
from palui.formspec import bound, validate
from palui.intake import selectors, services
from palui.intake.domain import FileRefused, check_size, thumbnail
from palui.intake.selectors import EvidenceRecord, SubmissionRecord
from palui.intake.views.pages import EVIDENCE, draft_of, home_of, pages_of, signed_in
from palui.kernel.errors import InvalidInput, NotFound


@dataclass(frozen=True, kw_only=True)
class ShownFile:
    """A file as the upload field shows it. `size` is bytes; `thumbnail` is an address, empty for a PDF."""

    name: str
    size: int
    url: str
    thumbnail: str


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def evidence(request: HttpRequest, code: str) -> HttpResponse:
    """All documents of a service on one page; each good file is kept even when another is refused."""
    record = draft_of(request, code)
    if isinstance(record, HttpResponse):
        return record
    acting = acting_of(request)
    known = selectors.known_to(record.subject)
    form = record.service.definition.evidence_form(known_to=known)
    pages = pages_of(record)
    if not form.groups:
        return redirect(pages.pages[-1].url)
    errors: Mapping[str, str] = {}
    if request.method == "POST":
        refused = attach_all(acting, record.code, request.FILES)
        record = selectors.own_submission(acting, code)
        errors = refused | {
            place: text
            for place, text in validate(form, {}, files=record.files()).errors.items()
            if place not in refused
        }
        if not errors:
            return redirect(pages_of(record).pages[-1].url)
    elif request.GET.get("dari") == "masalah":
        errors = validate(form, {}, files=record.files()).errors
    context = {
        "draft": record,
        "service": record.service.definition,
        "questions": bound(form, {}, errors, files=shown_files(record))[0],
        "satisfied": [item for item in record.service.definition.evidence if known.intersection(item.satisfied_by)],
        "errors": errors,
        "number": pages.number(EVIDENCE),
        "total": pages.total,
        "back_url": pages.before(EVIDENCE),
        "home_url": home_of(record),
    }
    return render(request, "intake/evidence.html", context, status=422 if errors and request.method == "POST" else 200)


@signed_in
@never_cache
@require_safe
def file(request: HttpRequest, code: str, evidence_id: int) -> HttpResponse:
    """One file of one's own submission; `?kecil` is a photo small enough for a list."""
    record = selectors.own_submission(acting_of(request), code)
    item = next((item for item in record.evidence if item.id == evidence_id), None)
    if item is None:
        raise NotFound("evidence", evidence_id)
    content = selectors.evidence_content(item.id)
    if "kecil" in request.GET and item.is_photo:
        content = thumbnail(content)
    return file_response(item, content)


@signed_in
@require_POST
def remove(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Take a file out again."""
    record = draft_of(request, code)
    if isinstance(record, HttpResponse):
        return record
    services.remove_evidence(acting=acting_of(request), code=record.code, key=key)
    return redirect("intake:evidence", code=record.code)


def file_response(item: EvidenceRecord, content: bytes) -> HttpResponse:
    """A person's file as an answer: shown or saved under a plain name, never kept on the way, never a page of ours."""
    headers = {
        "Content-Disposition": f'inline; filename="{item.key.partition(".")[0]}{item.extension}"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    if item.is_photo:
        # A PDF, calmed when it was taken, gets none: a browser's viewer is itself a page, which a sandbox would break.
        headers["Content-Security-Policy"] = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox"
    return HttpResponse(content, content_type=item.content_type, headers=headers)


def attach_all(acting: Acting, code: str, files: MultiValueDict[str, Any]) -> dict[str, str]:
    """Keep every file that can be taken; gives the sentence for each that cannot, by place."""
    refused: dict[str, str] = {}
    for key in files:
        upload = files[key]
        if not isinstance(upload, UploadedFile):
            continue
        try:
            check_size(upload.size or 0)
            services.attach_evidence(
                acting=acting, code=code, key=key, content=upload.read(), filename=upload.name or ""
            )
        except InvalidInput as error:
            refused |= error.errors
        except FileRefused as error:
            refused[key] = str(error)
        except NotFound:
            # A field that this form does not have: nothing of the person's is lost by passing over it.
            continue
    return refused


def shown_files(record: SubmissionRecord) -> dict[str, ShownFile]:
    """What was handed in, by key, as the upload fields show it."""
    shown = {}
    for item in record.evidence:
        url = reverse("intake:file", args=[record.code, item.id])
        shown[item.key] = ShownFile(
            name=item.name, size=item.size, url=url, thumbnail=f"{url}?kecil" if item.is_photo else ""
        )
    return shown
