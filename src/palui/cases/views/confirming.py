"""What witnesses, heirs and other parties see and answer; and what the officer does for them."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from palui.accounts.access import count_try
from palui.accounts.domain import ONE_TIME_LINK
from palui.cases import selectors, services
from palui.cases.forms import AnswerForm, CounterForm
from palui.cases.services import AskedTask
from palui.cases.views.asking import acting_of
from palui.cases.views.reading import case_page
from palui.cases.views.showing import shown_of
from palui.kernel.errors import Conflict, DomainError, InvalidInput
from palui.regions import selectors as regions
from palui.ui.domain import sentence


@never_cache
@require_GET
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """What a party sees behind their link: who, what about, the statement; and two buttons."""
    count_try(request, ONE_TIME_LINK, person=token)
    return _link_page(request, token)


@require_POST
def confirm_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The party says yes."""
    form = _answer_form(request)
    return _by_link(
        request, token, form, lambda: services.confirm_by_link(token=token, digits=form.text("angka")), is_yes=True
    )


@require_POST
def decline_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The party says no, and why."""
    form = _answer_form(request)
    return _by_link(
        request,
        token,
        form,
        lambda: services.decline_by_link(token=token, digits=form.text("angka"), reason=form.text("reason")),
        is_yes=False,
    )


@login_required
@never_cache
@require_GET
def signed_in(request: HttpRequest, code: str, confirmation_id: int) -> HttpResponse:
    """The same page for a party who is signed in."""
    return _own_page(request, code, confirmation_id)


@login_required
@require_POST
def confirm(request: HttpRequest, code: str, confirmation_id: int) -> HttpResponse:
    """The signed-in party says yes."""
    form = _answer_form(request)
    return _signed_in(
        request,
        code,
        confirmation_id,
        form,
        lambda: services.confirm(
            acting=acting_of(request), code=code, confirmation_id=confirmation_id, digits=form.text("angka")
        ),
        is_yes=True,
    )


@login_required
@require_POST
def decline(request: HttpRequest, code: str, confirmation_id: int) -> HttpResponse:
    """The signed-in party says no, and why."""
    form = _answer_form(request)
    return _signed_in(
        request,
        code,
        confirmation_id,
        form,
        lambda: services.decline(
            acting=acting_of(request),
            code=code,
            confirmation_id=confirmation_id,
            reason=form.text("reason"),
            digits=form.text("angka"),
        ),
        is_yes=False,
    )


@login_required
@require_POST
def make_link(request: HttpRequest, code: str, confirmation_id: int) -> HttpResponse:
    """An officer makes the link of a party anew and hands it on."""
    token, name = services.issue_confirmation_link_for_officer(
        acting=acting_of(request), code=code, confirmation_id=confirmation_id
    )
    url = request.build_absolute_uri(reverse("cases:confirm_link", args=[token]))
    text = _("Anda diminta mengonfirmasi permohonan warga. Buka: %(url)s (hanya untuk Anda, berlaku 3 hari)") % {
        "url": url
    }
    context = {
        "case": selectors.case(code),
        "url": url,
        "holder": name,
        "share": f"https://wa.me/?{urlencode({'text': text})}",
    }
    return render(request, "cases/link_made.html", context)


@login_required
@require_POST
def at_counter(request: HttpRequest, code: str, confirmation_id: int) -> HttpResponse:
    """An officer writes down what the party said at the counter."""
    form = CounterForm(request.POST)
    form.is_valid()
    seen, acting = bool(form.cleaned_data.get("ktp")), acting_of(request)
    try:
        if form.cleaned_data.get("jawab") == "tidak":
            services.decline_at_counter(
                acting=acting,
                code=code,
                confirmation_id=confirmation_id,
                identity_seen=seen,
                reason=form.cleaned_data.get("reason") or "",
            )
        else:
            services.confirm_at_counter(acting=acting, code=code, confirmation_id=confirmation_id, identity_seen=seen)
    except DomainError as refused:
        if refused.code == "not_found":
            raise
        view = selectors.view(acting, code)
        status = 409 if isinstance(refused, Conflict) or refused.code == "action_not_allowed" else 422
        typed = {name: str(value) for name, value in request.POST.items()}
        return case_page(
            request, view, status=status, refused=refused, open_form=f"confirmation-{confirmation_id}", typed=typed
        )
    messages.success(request, _("Jawaban di loket tercatat."))
    return redirect("cases:case", code=code)


# --- inside ------------------------------------------------------------------------------------


def _answer_form(request: HttpRequest) -> AnswerForm:
    form = AnswerForm(request.POST)
    form.is_valid()
    return form


def _by_link(
    request: HttpRequest, token: str, form: AnswerForm, do: Callable[[], str], *, is_yes: bool
) -> HttpResponse:
    count_try(request, ONE_TIME_LINK, person=token)
    try:
        code = do()
    except InvalidInput as refused:
        return _link_page(request, token, refused=refused, form=form)
    except DomainError as refused:
        if refused.code == "not_found":
            raise
        return _over(request, refused)
    return render(request, "cases/confirmed.html", {"is_yes": is_yes, "case": selectors.case(code)})


def _link_page(
    request: HttpRequest, token: str, *, refused: DomainError | None = None, form: AnswerForm | None = None
) -> HttpResponse:
    try:
        task = services.confirmation_behind_link(token=token)
    except DomainError as problem:
        if problem.code == "not_found":
            raise
        return _over(request, problem)
    urls = (reverse("cases:confirm_by_link", args=[token]), reverse("cases:decline_by_link", args=[token]))
    return _page(request, task, urls, refused=refused, form=form)


def _signed_in(
    request: HttpRequest, code: str, confirmation_id: int, form: AnswerForm, do: Callable[[], None], *, is_yes: bool
) -> HttpResponse:
    try:
        do()
    except InvalidInput as refused:
        return _own_page(request, code, confirmation_id, refused=refused, form=form)
    except DomainError as refused:
        if refused.code == "not_found":
            raise
        return _over(request, refused)
    return render(request, "cases/confirmed.html", {"is_yes": is_yes, "case": selectors.case(code)})


def _own_page(
    request: HttpRequest,
    code: str,
    confirmation_id: int,
    *,
    refused: DomainError | None = None,
    form: AnswerForm | None = None,
) -> HttpResponse:
    task = services.confirmation_of(acting=acting_of(request), code=code, confirmation_id=confirmation_id)
    urls = (
        reverse("cases:confirm", args=[code, confirmation_id]),
        reverse("cases:decline", args=[code, confirmation_id]),
    )
    return _page(request, task, urls, refused=refused, form=form)


def _page(
    request: HttpRequest,
    task: AskedTask,
    urls: tuple[str, str],
    *,
    refused: DomainError | None,
    form: AnswerForm | None,
) -> HttpResponse:
    context = {
        "task": task,
        "yes_url": urls[0],
        "no_url": urls[1],
        "facts": shown_of(task, task.submission, task.shows),
        "office": regions.office(task.office_id),
        "errors": refused.errors if isinstance(refused, InvalidInput) else {},
        "typed": {"reason": form.text("reason")} if form is not None else {},
    }
    return render(request, "cases/confirm.html", context, status=200 if refused is None else 422)


def _over(request: HttpRequest, problem: DomainError) -> HttpResponse:
    return render(request, "cases/confirm_over.html", {"sentence": sentence(problem)}, status=410)
