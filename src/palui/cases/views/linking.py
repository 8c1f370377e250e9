"""One-time links: made by an officer, used by RT and RW heads without signing in."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from palui.accounts.access import count_try
from palui.accounts.domain import ONE_TIME_LINK
from palui.cases import selectors, services
from palui.cases.forms import LinkForm
from palui.cases.views.asking import acting_of
from palui.cases.views.showing import shown_to_endorser
from palui.intake import selectors as intake
from palui.kernel.errors import DomainError, InvalidInput
from palui.regions import selectors as regions
from palui.ui.domain import sentence


@login_required
@require_POST
def make_link(request: HttpRequest, code: str) -> HttpResponse:
    """An officer makes a link and hands it on, for example by WhatsApp."""
    token, holder = services.issue_link_for_officer(acting=acting_of(request), code=code)
    url = request.build_absolute_uri(reverse("cases:link", args=[token]))
    text = _("Ada permohonan warga yang menunggu persetujuan Anda. Buka: %(url)s (sekali pakai, berlaku 3 hari)") % {
        "url": url
    }
    context = {
        "case": selectors.case(code),
        "url": url,
        "holder": holder,
        "share": f"https://wa.me/?{urlencode({'text': text})}",
    }
    return render(request, "cases/link_made.html", context)


@require_GET
def link(request: HttpRequest, token: str) -> HttpResponse:
    """What an RT or RW head sees behind the link: who, where, what for; and two buttons."""
    count_try(request, ONE_TIME_LINK, person=token)
    return _link_page(request, token)


def _link_page(
    request: HttpRequest, token: str, *, refused: DomainError | None = None, typed: QueryDict | None = None
) -> HttpResponse:
    try:
        task = services.task_behind_link(token=token)
    except DomainError as problem:
        if problem.code == "not_found":
            raise
        return render(request, "cases/link_over.html", {"sentence": sentence(problem)}, status=410)
    if task.is_used and refused is None:
        return render(
            request,
            "cases/link_over.html",
            {"task": task, "sentence": _("Tautan ini sudah dipakai. Terima kasih.")},
            status=410,
        )
    context = {
        "task": task,
        "token": token,
        "facts": shown_to_endorser(task.case, intake.submission(task.case.code)),
        "office": regions.office(task.case.office_id),
        "refused": sentence(refused) if refused is not None else "",
        "errors": refused.errors if isinstance(refused, InvalidInput) else {},
        "typed": typed or {},
    }
    return render(request, "cases/link.html", context, status=200 if refused is None else 422)


@require_POST
def endorse_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The holder confirms."""
    form = LinkForm(request.POST)
    form.is_valid()
    return _use_link(
        request,
        token,
        lambda: services.endorse_by_link(token=token, note=form.cleaned_data.get("note", "")),
        outcome="endorsed",
    )


@require_POST
def reject_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The holder does not confirm, saying why."""
    form = LinkForm(request.POST)
    form.is_valid()
    return _use_link(
        request,
        token,
        lambda: services.reject_by_link(token=token, reason=form.cleaned_data.get("reason", "")),
        outcome="rejected",
    )


def _use_link(request: HttpRequest, token: str, do: Callable[[], str], *, outcome: str) -> HttpResponse:
    count_try(request, ONE_TIME_LINK, person=token)
    try:
        code = do()
    except InvalidInput as refused:
        return _link_page(request, token, refused=refused, typed=request.POST)
    except DomainError as refused:
        if refused.code == "not_found":
            raise
        return render(request, "cases/link_over.html", {"sentence": sentence(refused)}, status=410)
    return render(request, "cases/link_done.html", {"outcome": outcome, "case": selectors.case(code)})
