"""Pages with forms of their own: the field check, and answering a correction."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from palui.cases import selectors, services
from palui.cases.access import open_door
from palui.cases.domain import Action
from palui.cases.services import deciding
from palui.cases.views.asking import acting_of, decision_of, uploads_of
from palui.formspec import bound, from_form_data
from palui.intake import selectors as intake
from palui.kernel.errors import DomainError, InvalidInput
from palui.ui.domain import sentence


@login_required
@require_http_methods(["GET", "POST"])
def inspect(request: HttpRequest, code: str) -> HttpResponse:
    """The field check: its form, photos and place."""
    acting = acting_of(request)
    view = services.look_at(acting=acting, code=code) if request.method == "GET" else selectors.view(acting, code)
    if Action.INSPECT not in view.actions:
        raise Http404
    door = open_door(acting, code)
    form = deciding.inspection_form(door.case)
    errors: Mapping[str, str] = {}
    raw: dict[str, Any] = {}
    refusal = ""
    if request.method == "POST":
        raw = from_form_data(form, request.POST.getlist)
        files = uploads_of(request)
        revision, note = decision_of(request)
        try:
            services.inspect(acting=acting, code=code, raw=raw, files=files, note=note, revision=revision)
        except InvalidInput as refused:
            errors = refused.errors
        except DomainError as refused:
            refusal = sentence(refused)
        else:
            messages.success(request, _("Hasil pemeriksaan lapangan tersimpan."))
            return redirect("cases:desk")
    groups = bound(form, raw, errors, files=deciding.step_files(door.case), choices=intake.choices())
    context = {
        "view": view,
        "case": view.case,
        "groups": groups,
        "errors": errors,
        "refused": refusal,
        "note": request.POST.get("note", ""),
    }
    return render(request, "cases/inspect.html", context, status=422 if errors or refusal else 200)


@login_required
@require_http_methods(["GET", "POST"])
def answer_correction(request: HttpRequest, code: str) -> HttpResponse:
    """The applicant sees only what was asked for, and sends it again."""
    acting = acting_of(request)
    view = selectors.view(acting, code)
    if view.case.correction is None or Action.ANSWER_CORRECTION not in view.actions:
        return redirect("portal:tracking", code=view.case.code)
    submission = intake.submission(view.case.code)
    definition = submission.service.definition
    places = {item.place: item for item in view.case.correction.items}
    # Questions that hang on a corrected answer may appear or change with it.
    open_places = set(places) | definition.dependents(places)
    raw: dict[str, Any] = dict(submission.answers)
    errors: Mapping[str, str] = {}
    refusal = ""
    if request.method == "POST":
        sent = from_form_data(definition.form, request.POST.getlist)
        sent = {key: value for key, value in sent.items() if key in open_places}
        files = uploads_of(request)
        try:
            services.answer_correction(acting=acting, code=code, raw=sent, files=files)
        except InvalidInput as refused:
            errors, raw = refused.errors, raw | sent
        except DomainError as refused:
            refusal = sentence(refused)
        else:
            messages.success(request, _("Terima kasih. Perbaikan Anda sudah terkirim."))
            return redirect("portal:tracking", code=view.case.code)
    files_there = {item.key: item for item in submission.evidence}
    groups = bound(definition.form, raw, errors, files=files_there, choices=intake.choices())
    context = {
        "case": view.case,
        "correction": view.case.correction,
        "fields": [
            (field, places.get(field.key)) for group in groups for field in group.fields if field.key in open_places
        ],
        "evidence": [
            (item, places[item.key], files_there.get(item.key)) for item in definition.evidence if item.key in places
        ],
        "errors": errors,
        "refused": refusal,
    }
    return render(request, "cases/correction.html", context, status=422 if errors or refusal else 200)
