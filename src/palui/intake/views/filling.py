"""One group of questions a page."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palui.accounts.views.asking import acting_of
from palui.formspec import BoundGroup, FormData, Group, bound, from_form_data, input_id
from palui.intake import selectors, services
from palui.intake.domain import Channel
from palui.intake.selectors import SubmissionRecord
from palui.intake.views.evidence import attach_all, shown_files
from palui.intake.views.pages import REVIEW, draft_of, home_of, pages_of, signed_in, typed_before_sign_in


@signed_in
@never_cache
@require_safe
def resume(request: HttpRequest, code: str) -> HttpResponse:
    """On to the first page that was not sent yet."""
    record = draft_of(request, code)
    if isinstance(record, HttpResponse):
        return record
    if record.assistance is not None and record.channel is Channel.COUNTER:
        return redirect("intake:counter", code=record.code)
    return redirect(pages_of(record).first_open)


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def group(request: HttpRequest, code: str, group: str) -> HttpResponse:
    """The questions of one page, and what was answered so far."""
    record = draft_of(request, code)
    if isinstance(record, HttpResponse):
        return record
    page = _group_of(record, group)
    if request.method == "POST":
        return _take(request, record, page)
    typed = typed_before_sign_in(request)
    if typed is not None:
        _save(request, record, page, typed.getlist)
        messages.success(request, _("Isian yang Anda ketik sebelum masuk tidak hilang. Periksa, lalu lanjutkan."))
        record = selectors.own_submission(acting_of(request), code)
    if not pages_of(record).number(group):
        # Answers of another page have made this one superfluous.
        return redirect("intake:resume", code=record.code)
    errors: Mapping[str, str] = {}
    if request.GET.get("dari") == "masalah":
        errors = services.check(acting=acting_of(request), record=record).errors
    return _page(request, record, page, errors)


@signed_in
@require_POST
def autosave(request: HttpRequest, code: str, group: str) -> HttpResponse:
    """Keep what was typed so far. Answers with the questions again when others are asked now, else with nothing."""
    record = draft_of(request, code)
    if isinstance(record, HttpResponse):
        return HttpResponse(status=204)
    page = _group_of(record, group)
    whole = _from_review(request)
    before = _shown(_bound(record, page, {}, whole=whole))
    _save(request, record, page, request.POST.getlist)
    record = selectors.own_submission(acting_of(request), code)
    questions = _bound(record, page, {}, whole=whole)
    if _shown(questions) == before:
        return HttpResponse(status=204)
    return render(request, "intake/_questions.html", {"questions": questions})


def _take(request: HttpRequest, record: SubmissionRecord, page: Group) -> HttpResponse:
    """Keep a sent page, then on to the next, or back to it with what needs correcting."""
    acting = acting_of(request)
    before = _shown(_bound(record, page, {}))
    errors = _save(request, record, page, request.POST.getlist)
    if request.FILES:
        refused = attach_all(acting, record.code, request.FILES)
        errors = services.save_answers(acting=acting, code=record.code, raw={}, groups=[page.key]).errors | refused
    for button, change in (("tambah", services.add_row), ("hapus", services.remove_row)):
        place = request.POST.get(button, "")
        if place:
            change(acting=acting, code=record.code, at=place)
            return redirect(f"{request.path}#{input_id(place.partition('.')[0])}")
    record = selectors.own_submission(acting, record.code)
    # A question that an answer has just brought up was not seen yet: it is shown first, not blamed.
    unseen = _shown(_bound(record, page, {})) - before
    seen_errors = {place: text for place, text in errors.items() if place.partition(".")[0] not in unseen}
    if seen_errors:
        return _page(request, record, page, seen_errors, status=422)
    if errors:
        return redirect(f"{request.path}?lagi=1#{input_id(next(iter(errors)))}")
    pages = pages_of(record)
    wants_review = request.POST.get("dari") == REVIEW and all(each.is_done for each in pages.pages[:-1])
    return redirect(pages.pages[-1].url if wants_review else pages.after(page.key))


def _save(request: HttpRequest, record: SubmissionRecord, page: Group, data: FormData) -> dict[str, str]:
    """Keep the answers of a page; gives what needs correcting, by place."""
    sent = from_form_data(record.service.definition.form, data, groups=[page.key])
    return services.save_answers(acting=acting_of(request), code=record.code, raw=sent, groups=[page.key]).errors


def _group_of(record: SubmissionRecord, key: str) -> Group:
    for page in record.service.definition.form.groups:
        if page.key == key:
            return page
    raise Http404


def _bound(
    record: SubmissionRecord, page: Group, errors: Mapping[str, str], *, whole: bool = True
) -> BoundGroup | None:
    """The questions with answers and errors; None when the page does not apply.

    Unless `whole`, those that a bundle has answered are left out.
    """
    who = record.applicant
    account = {"name": who.name, "phone": who.phone, "email": who.email}
    groups = bound(
        record.service.definition.form,
        record.answers,
        errors,
        groups=[page.key],
        files=shown_files(record),
        choices=selectors.choices(),
        context=selectors.known_facts(account=account, resident_id=record.subject.resident_id),
    )
    if not groups or whole or not record.settled:
        return groups[0] if groups else None
    wrong = {place.partition(".")[0] for place in errors}
    open_fields = tuple(field for field in groups[0].fields if field.name not in record.settled or field.name in wrong)
    return dataclasses.replace(groups[0], fields=open_fields or groups[0].fields)


def _way_out(record: SubmissionRecord) -> str:
    """Where the first page of a draft leads back to."""
    bundle = selectors.belonging(record)
    if bundle is not None:
        return reverse("intake:bundle", args=[bundle.code])
    return reverse("catalogue:service", args=[record.service.code])


def _from_review(request: HttpRequest) -> bool:
    """Whether somebody came from the check before sending, and goes back to it."""
    return request.GET.get("dari") in (REVIEW, "masalah") or request.POST.get("dari") == REVIEW


def _shown(questions: BoundGroup | None) -> set[str]:
    return {field.name for field in questions.fields} if questions is not None else set()


def _page(
    request: HttpRequest, record: SubmissionRecord, page: Group, errors: Mapping[str, str], *, status: int = 200
) -> HttpResponse:
    pages = pages_of(record)
    own = {field.key for field in page.fields}
    here = {place: text for place, text in errors.items() if place.partition(".")[0] in own}
    from_review = _from_review(request)
    questions = _bound(record, page, here, whole=from_review)
    context: dict[str, Any] = {
        "draft": record,
        "service": record.service.definition,
        "questions": questions,
        "errors": here,
        "number": pages.number(page.key),
        "total": pages.total,
        "back_url": pages.before(page.key) or _way_out(record),
        "from_review": from_review,
        "asks_more": "lagi" in request.GET,
        "home_url": home_of(record),
    }
    return render(request, "intake/group.html", context, status=status)
