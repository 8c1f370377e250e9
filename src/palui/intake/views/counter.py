"""The counter: all questions of a service on one page, files from scanner or camera, consent, and sending."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from palui.accounts.views.asking import acting_of
from palui.formspec import BoundGroup, bound, from_form_data, input_id
from palui.intake import selectors, services
from palui.intake.domain import CONSENT_FILE, Channel, Consent, ConsentKind, FileRefused, check_size
from palui.intake.forms import ConsentForm
from palui.intake.selectors import SubmissionRecord
from palui.intake.views.evidence import attach_all, shown_files
from palui.intake.views.pages import draft_of, signed_in
from palui.kernel.errors import DomainError, InvalidInput, NotFound
from palui.ui.domain import sentence


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def fill(request: HttpRequest, code: str) -> HttpResponse:
    """Everything on one page. Whatever is sent is kept, right or wrong; sending twice sends once."""
    record = _assisted(request, code)
    if isinstance(record, HttpResponse):
        return record
    if request.method == "GET":
        return _page(request, record, {})
    acting = acting_of(request)
    errors = _keep(request, record)
    for button, change in (("tambah", services.add_row), ("hapus", services.remove_row)):
        place = request.POST.get(button, "")
        if place:
            change(acting=acting, code=record.code, at=place)
            return redirect(f"{request.path}#{input_id(place.partition('.')[0])}")
    if "kirim_kode" in request.POST:
        refused = ask_for_code(request, record)
        return _page(request, _again(request, record), refused, status=422) if refused else _to_consent(request)
    try:
        services.submit(acting=acting, code=record.code)
    except InvalidInput as refused:
        return _page(request, _again(request, record), {**refused.errors, **errors}, status=422)
    return redirect("intake:receipt", code=record.code)


@signed_in
@require_POST
def autosave(request: HttpRequest, code: str) -> HttpResponse:
    """Keep what was typed so far. Answers with the questions again when others are asked now, else with nothing."""
    record = _assisted(request, code)
    if isinstance(record, HttpResponse):
        return HttpResponse(status=204)
    before = _names(_questions(record, {}))
    _keep(request, record, with_files=False)
    groups = _questions(_again(request, record), {})
    if _names(groups) == before:
        return HttpResponse(status=204)
    return render(request, "intake/_counter_questions.html", {"groups": groups})


def ask_for_code(request: HttpRequest, record: SubmissionRecord) -> dict[str, str]:
    """Have digits sent to the resident; gives what stands in the way."""
    try:
        services.ask_consent_code(acting=acting_of(request), code=record.code)
    except InvalidInput as refused:
        return dict(refused.errors)
    except NotFound:
        raise
    except DomainError as refused:
        return {CONSENT_FILE: sentence(refused)}
    return {}


def keep_consent(request: HttpRequest, record: SubmissionRecord, *, with_files: bool = True) -> dict[str, str]:
    """Keep how the resident agreed and where they want to be told; gives what needs correcting."""
    acting = acting_of(request)
    form = ConsentForm(request.POST)
    form.is_valid()
    sent = form.cleaned_data
    errors: dict[str, str] = {}
    assistance = record.assistance
    steps: list[Any] = []
    if "telepon" in request.POST:
        steps.append(lambda: services.note_phone(acting=acting, code=record.code, phone=sent.get("telepon", "")))
    kind = ConsentKind(sent["setuju"]) if sent.get("setuju") else None
    consent = Consent(kind=kind, words=sent.get("setuju_kata", ""), code=sent.get("setuju_kode", "")) if kind else None
    # A code that was told back stays good: sending the page again does not undo it.
    given = assistance.consent if assistance is not None and assistance.is_given else None
    is_same_code = kind is ConsentKind.CODE and given is not None and given.kind is ConsentKind.CODE
    is_unsent_code = kind is ConsentKind.CODE and not (with_files and sent.get("setuju_kode"))
    if consent is not None and not is_same_code and not (is_unsent_code and _awaits_code(record)):
        steps.append(lambda: services.give_consent(acting=acting, code=record.code, consent=consent))
    upload = request.FILES.get(CONSENT_FILE) if with_files else None
    if upload is not None:
        steps.append(lambda: _attach(request, record, upload))
    for step in steps:
        try:
            step()
        except InvalidInput as refused:
            errors |= refused.errors
        except FileRefused as refused:
            errors[CONSENT_FILE] = str(refused)
    return errors


def consent_context(record: SubmissionRecord, errors: Mapping[str, str]) -> dict[str, Any]:
    """What the part of a page about consent shows."""
    assistance = record.assistance
    return {
        "assistance": assistance,
        "consent": assistance.consent if assistance is not None else None,
        "consent_error": errors.get(CONSENT_FILE, ""),
        "phone_error": errors.get("telepon", ""),
        "consent_file": shown_files(record).get(CONSENT_FILE),
        "code_sent": selectors.consent_code_of(record.code),
    }


def _awaits_code(record: SubmissionRecord) -> bool:
    consent = record.assistance.consent if record.assistance is not None else None
    return consent is not None and consent.kind is ConsentKind.CODE


def _attach(request: HttpRequest, record: SubmissionRecord, upload: Any) -> None:
    check_size(upload.size or 0)
    upload.seek(0)  # it was read for the places of the service already
    services.attach_consent(
        acting=acting_of(request), code=record.code, content=upload.read(), filename=upload.name or ""
    )


def _to_consent(request: HttpRequest) -> HttpResponse:
    return redirect(f"{request.path}#persetujuan")


def _assisted(request: HttpRequest, code: str) -> SubmissionRecord | HttpResponse:
    record = draft_of(request, code)
    if not isinstance(record, HttpResponse) and record.assistance is None:
        raise NotFound("submission", code)
    return record


def _again(request: HttpRequest, record: SubmissionRecord) -> SubmissionRecord:
    return selectors.own_submission(acting_of(request), record.code)


def _keep(request: HttpRequest, record: SubmissionRecord, *, with_files: bool = True) -> dict[str, str]:
    """Keep everything that was sent; gives what could not be taken, beside what sending would find."""
    acting = acting_of(request)
    definition = record.service.definition
    sent = from_form_data(definition.form, request.POST.getlist, groups=[group.key for group in definition.form.groups])
    services.save_answers(acting=acting, code=record.code, raw=sent)
    refused = attach_all(acting, record.code, request.FILES) if with_files else {}
    return refused | keep_consent(request, record, with_files=with_files)


def _questions(record: SubmissionRecord, errors: Mapping[str, str]) -> tuple[BoundGroup, ...]:
    who = record.applicant
    account = {"name": who.name, "phone": who.phone, "email": who.email}
    return bound(
        record.service.definition.form,
        record.answers,
        errors,
        files=shown_files(record),
        choices=selectors.choices(),
        context=selectors.known_facts(account=account, resident_id=record.subject.resident_id),
    )


def _names(groups: tuple[BoundGroup, ...]) -> set[str]:
    return {field.name for group in groups for field in group.fields}


def _page(
    request: HttpRequest, record: SubmissionRecord, errors: Mapping[str, str], *, status: int = 200
) -> HttpResponse:
    form = record.service.definition.evidence_form(known_to=selectors.known_to(record.subject))
    context = {
        "draft": record,
        "service": record.service.definition,
        "groups": _questions(record, errors),
        "evidence": bound(form, {}, errors, files=shown_files(record)),
        "errors": errors,
        "subject_error": errors.get("subject", ""),
        "people_url": reverse("intake:helping" if record.channel is Channel.RT else "intake:people"),
        "title": _("Loket"),
        **consent_context(record, errors),
    }
    return render(request, "intake/counter.html", context, status=status)
