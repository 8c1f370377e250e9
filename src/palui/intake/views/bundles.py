"""What was begun together: where it goes on, what is asked once, the check before sending, and sending."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from palui.accounts.views.asking import acting_of
from palui.catalogue import selectors as catalogue
from palui.catalogue.access import office_for
from palui.formspec import FormSpec, SummaryGroup, bound, from_form_data, input_id, summary, validate
from palui.intake import selectors, services
from palui.intake.selectors import BundleRecord, SubmissionRecord
from palui.intake.views.evidence import ShownFile, shown_files
from palui.intake.views.pages import REVIEW, Pages, pages_of, place_url, signed_in, typed_before_sign_in
from palui.intake.views.sending import Problem
from palui.kernel.errors import InvalidInput
from palui.kernel.language import say


@dataclass(frozen=True, kw_only=True)
class Part:
    """A draft of a bundle as its pages show it. `left` are the pages that were not sent yet."""

    record: SubmissionRecord
    pages: Pages
    left: int
    groups: tuple[SummaryGroup, ...] = ()
    files: tuple[tuple[str, ShownFile | None], ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether every page of it was sent once."""
        return self.left == 0


@signed_in
@never_cache
@require_safe
def bundle(request: HttpRequest, code: str) -> HttpResponse:
    """Where all of it stands; once all was sent, the way to its cases."""
    record = selectors.own_bundle(acting_of(request), code)
    if not record.drafts:
        return redirect("portal:tracking", code=record.code)
    parts = [_part(one) for one in record.drafts]
    context = {
        "bundle": record,
        "parts": parts,
        "needs_details": _needs_details(record),
        "left": sum(part.left for part in parts),
    }
    return render(request, "intake/bundle.html", context)


@signed_in
@never_cache
@require_safe
def next_page(request: HttpRequest, code: str) -> HttpResponse:
    """On to the first page of the first draft that was not sent yet; behind `?setelah=` the drafts before are passed over."""
    record = selectors.own_bundle(acting_of(request), code)
    if not record.drafts:
        return redirect("portal:tracking", code=record.code)
    if _needs_details(record) and "setelah" not in request.GET:
        return redirect("intake:shared", code=record.code)
    codes = [one.code for one in record.drafts]
    after = request.GET.get("setelah", "")
    for one in record.drafts[codes.index(after) + 1 if after in codes else 0 :]:
        part = _part(one)
        if not part.is_done:
            return redirect(part.pages.first_open)
    return redirect("intake:bundle_review", code=record.code)


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def shared(request: HttpRequest, code: str) -> HttpResponse:
    """What several of its services ask, once; with `?semua` also what decided at the beginning."""
    acting = acting_of(request)
    record = selectors.own_bundle(acting, code)
    if not record.drafts:
        return redirect("portal:tracking", code=record.code)
    event = catalogue.life_event(record.event.key)
    form = selectors.shared_form(event, record.services)
    deciding = [group.key for group in event.plan.questions.groups]
    shows_all = "semua" in request.GET
    groups = [group.key for group in form.groups if shows_all or group.key not in deciding]
    if not groups:
        return redirect("intake:bundle_next", code=record.code)
    errors: dict[str, str] = {}
    typed = request.POST if request.method == "POST" else typed_before_sign_in(request)
    if typed is not None:
        sent = from_form_data(form, typed.getlist, groups=groups)
        errors = services.save_shared(acting=acting, code=record.code, raw=sent, groups=groups).errors
        record = selectors.own_bundle(acting, code)
        if request.method == "POST" and not errors:
            return redirect("intake:bundle_review" if shows_all else "intake:bundle_next", code=record.code)
    context = {
        "bundle": record,
        "groups": bound(form, record.answers, errors, groups=groups, choices=selectors.choices()),
        "errors": errors,
        "shows_all": shows_all,
    }
    return render(request, "intake/shared.html", context, status=422 if errors and request.method == "POST" else 200)


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def choose_again(request: HttpRequest, code: str) -> HttpResponse:
    """Take services out, or add some; also to what was sent already."""
    acting = acting_of(request)
    record = selectors.own_bundle(acting, code)
    event = catalogue.life_event(record.event.key)
    errors: dict[str, str] = {}
    ticked = list(record.services)
    if request.method == "POST":
        ticked = request.POST.getlist("layanan")
        try:
            services.choose_services(acting=acting, code=record.code, services=ticked)
        except InvalidInput as refused:
            errors = dict(refused.errors)
        else:
            return redirect("intake:bundle", code=record.code)
    answers = validate(event.plan.questions, record.answers, files={}, choices=selectors.choices()).answers
    context = {
        "bundle": record,
        "event": record.event,
        "plan": event.plan,
        "guidance": event.guidance,
        "letters_beside": event.others,
        "outlook": selectors.outlook(event, answers, chosen=ticked, office=office_for(acting)),
        "ticked": ticked,
        "sent": [one.service.code for one in record.sent],
        "errors": errors,
        "is_signed_in": True,
    }
    return render(request, "intake/choose.html", context, status=422 if errors else 200)


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, code: str) -> HttpResponse:
    """Everything once more, and one button that sends all of it, or nothing."""
    acting = acting_of(request)
    record = selectors.own_bundle(acting, code)
    if request.method == "POST":
        try:
            services.send_bundle(acting=acting, code=record.code)
        except InvalidInput:
            record = selectors.own_bundle(acting, code)  # what it was stands on the page, where it is found once more
        else:
            messages.success(request, _("Semua permohonan sudah terkirim. Simpan kode di halaman ini."))
            return redirect("portal:tracking", code=record.code)
    if not record.drafts:
        return redirect("portal:tracking", code=record.code)
    event = catalogue.life_event(record.event.key)
    form = selectors.shared_form(event, record.services)
    found = services.check_all(acting=acting, records=record.drafts)
    parts = [_part(one, errors=dict(check.errors), form=form) for one, check in zip(record.drafts, found, strict=True)]
    context = {
        "bundle": record,
        "parts": parts,
        "shared_groups": summary(form, record.answers, choices=selectors.choices()),
        "problems": list(dict.fromkeys(problem for part in parts for problem in part.problems)),
        "phone": acting.phone,
    }
    return render(request, "intake/bundle_review.html", context, status=422 if request.method == "POST" else 200)


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, code: str) -> HttpResponse:
    """Delete all drafts of it, after asking once."""
    acting = acting_of(request)
    record = selectors.own_bundle(acting, code)
    if not record.drafts:
        return redirect("portal:tracking", code=record.code)
    if request.method == "POST":
        services.discard_bundle(acting=acting, code=record.code)
        messages.success(request, _("Draf sudah dihapus, beserta foto dan dokumennya."))
        return redirect("portal:mine")
    return render(request, "intake/bundle_discard.html", {"bundle": record})


def _needs_details(record: BundleRecord) -> bool:
    """Whether something is asked for several services together and was not answered yet."""
    if record.has_details:
        return False
    event = catalogue.life_event(record.event.key)
    return bool(event.plan.shared(record.services).groups)


def _part(record: SubmissionRecord, *, errors: dict[str, str] | None = None, form: FormSpec | None = None) -> Part:
    pages = pages_of(record)
    left = sum(not page.is_done for page in pages.pages if page.key != REVIEW)
    if form is None:
        return Part(record=record, pages=pages, left=left)
    definition = record.service.definition
    shown = shown_files(record)
    return Part(
        record=record,
        pages=pages,
        left=left,
        groups=summary(definition.form, record.answers, choices=selectors.choices(), files=record.files()),
        files=tuple((say(item.title), shown.get(item.key)) for item in definition.evidence),
        problems=tuple(_problems(record, errors or {})),
    )


def _problems(record: SubmissionRecord, errors: dict[str, str]) -> Iterator[Problem]:
    title = say(record.service.definition.title)
    for place, text in errors.items():
        url = f"{place_url(record, place)}?dari=masalah#{input_id(place)}"
        # What is wrong with the account is wrong for all of it, and said once.
        yield Problem(sentence=text if place == "phone" else f"{title}: {text}", url=url)
