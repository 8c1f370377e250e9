"""The check before sending, sending, and the receipt."""

from collections.abc import Mapping
from dataclasses import dataclass

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from palui.accounts.views.asking import acting_of
from palui.catalogue import selectors as catalogue
from palui.catalogue.domain import time_in_words
from palui.formspec import SummaryGroup, input_id, summary
from palui.intake import selectors, services
from palui.intake.domain import CONSENT_FILE, Channel
from palui.intake.selectors import SubmissionRecord
from palui.intake.services import Placement
from palui.intake.views.counter import ask_for_code, consent_context, keep_consent
from palui.intake.views.evidence import shown_files
from palui.intake.views.pages import REVIEW, draft_of, home_of, pages_of, place_url, signed_in
from palui.kernel.errors import InvalidInput
from palui.kernel.language import say
from palui.ui.domain import RiverStep

#: What a receipt may be printed on; the one chosen last stays chosen while somebody is signed in.
PAPERS = (("a4", "A4"), ("80", "80 mm"), ("58", "58 mm"))


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Something to correct, and where."""

    sentence: str
    url: str


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, code: str) -> HttpResponse:
    """All answers once more, and what happens next; sending them."""
    record = _begun_alone(request, code)
    if isinstance(record, HttpResponse):
        return record
    acting = acting_of(request)
    refused: dict[str, str] = {}
    if request.method == "POST":
        if record.assistance is not None:
            refused = keep_consent(request, record)
            if "kirim_kode" in request.POST:
                refused |= ask_for_code(request, record)
                if not refused:
                    return redirect(f"{request.path}#persetujuan")
        try:
            if not refused:
                services.submit(acting=acting, code=record.code)
                return redirect("intake:receipt", code=record.code)
        except InvalidInput:
            pass  # what it was stands on the page, where it is found once more
        record = selectors.own_submission(acting, code)
    found = services.check(acting=acting, record=record)
    pages = pages_of(record)
    definition = record.service.definition
    context = {
        "draft": record,
        "service": definition,
        "groups": _answers(record),
        "review_key": REVIEW,
        "files": [(say(item.title), shown_files(record).get(item.key)) for item in definition.evidence],
        "problems": [
            Problem(sentence=text, url=f"{place_url(record, place)}?dari=masalah#{input_id(place)}")
            for place, text in {**_said(found.errors, request), **refused}.items()
        ],
        "river": _river(record, found.placement),
        "number": pages.number(REVIEW),
        "total": pages.total,
        "back_url": pages.before(REVIEW),
        "home_url": home_of(record),
        **consent_context(record, refused),
    }
    return render(request, "intake/review.html", context, status=422 if request.method == "POST" else 200)


@signed_in
@never_cache
@require_safe
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """The code, big; what happens next; something to print."""
    record = selectors.own_submission(acting_of(request), code)
    if record.is_draft:
        return redirect("intake:review", code=record.code)
    if request.GET.get("kertas") in dict(PAPERS):
        request.session["receipt_paper"] = request.GET["kertas"]
    placement = services.placed(record)
    tracking = reverse("portal:tracking", args=[record.code])
    context = {
        "submission": record,
        "service": record.service.definition,
        "groups": _answers(record),
        "files": [(title, key in record.files()) for key, title in record.titles_of_files().items()],
        "office": placement.office,
        "river": _river(record, placement),
        "tracking": tracking,
        "qr": _qr(f"{settings.PALUI_PUBLIC_URL}{tracking}"),
        "last_four": record.applicant.last_four,
        "is_helper": record.assistance is not None and record.assistance.user_id == acting_of(request).user_id,
        "papers": PAPERS,
        "paper": request.session.get("receipt_paper", "a4"),
        "is_counter": record.channel is Channel.COUNTER,
        "home_url": home_of(record),
    }
    return render(request, "intake/receipt.html", context)


def _begun_alone(request: HttpRequest, code: str) -> SubmissionRecord | HttpResponse:
    """A draft that is checked and sent by itself; what was begun together is sent together."""
    record = draft_of(request, code)
    if isinstance(record, HttpResponse):
        return record
    bundle = selectors.belonging(record)
    if bundle is None:
        return record
    return redirect(f"{reverse('intake:bundle_next', args=[bundle.code])}?setelah={record.code}")


def _said(errors: Mapping[str, str], request: HttpRequest) -> dict[str, str]:
    """What is to be corrected; that consent is missing is said only once it was sent without."""
    return {place: text for place, text in errors.items() if place != CONSENT_FILE or request.method == "POST"}


def _answers(record: SubmissionRecord) -> tuple[SummaryGroup, ...]:
    form = record.service.definition.form
    return summary(form, record.answers, choices=selectors.choices(), files=record.files())


def _river(record: SubmissionRecord, placement: Placement) -> tuple[RiverStep, ...]:
    """The way ahead, as this submission will go."""
    uses_rw = placement.office is not None and placement.office.uses_rw
    rt = placement.rt
    names = {}
    if rt is not None:
        names = {"rt": _("Ketua RT %(rt)s") % {"rt": rt.number}, "rw": _("Ketua RW %(rw)s") % {"rw": rt.rw}}
    asked = _("Anda mengajukan") if record.assistance is None else _("Permohonan diajukan")
    docks = [RiverStep(label=asked, state="current" if record.is_draft else "done")]
    terms = catalogue.terms(placement.office_id, record.service.code)
    for step in terms.route(record.service.definition, uses_rw=uses_rw):
        is_next = not record.is_draft and len(docks) == 1
        note = _("paling lama %(time)s") % {"time": time_in_words(step.hours)}
        docks.append(
            RiverStep(label=names.get(step.who, say(step.title)), state="current" if is_next else "ahead", note=note)
        )
    docks.append(RiverStep(label=_("Surat terbit"), state="ahead"))
    return tuple(docks)


def _qr(url: str) -> SafeString:
    """The tracking page as a drawing; the code is ours, so nothing of a visitor's stands in it."""
    drawing = segno.make(url, error="m").svg_inline(
        scale=5, border=2, dark="#000", light="#fff", title=None, omitsize=True
    )
    return mark_safe(drawing)  # noqa: S308
