"""The inbox, and what was and will be told about a case."""

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from palui.accounts.domain import Acting
from palui.cases.domain import Action
from palui.delivery import selectors, services
from palui.delivery.domain import Told
from palui.kernel.errors import NotFound


def _acting(request: HttpRequest) -> Acting:
    acting: Acting = request.acting  # type: ignore[attr-defined]  # set by accounts' middleware on every request
    return acting


def _frame(request: HttpRequest) -> str:
    """What stands around a part: nothing when a page asked for it, the whole page when a person did."""
    return "delivery/part.html" if request.headers.get("HX-Request") == "true" else "delivery/page.html"


@login_required
@never_cache
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """What I was told, newest first."""
    after = request.GET.get("setelah", "")
    user_id = _acting(request).user_id or 0
    page = selectors.inbox(user_id, after=int(after) if after.isascii() and after.isdigit() else None)
    context = {
        "page": page,
        "unread": selectors.unread_count(user_id),
        "newer": reverse("delivery:inbox") if after else "",
        "older": f"?setelah={page.after}" if page.after is not None else "",
    }
    return render(request, "delivery/inbox.html", context)


@login_required
@never_cache
@require_GET
def message(request: HttpRequest, message_id: int) -> HttpResponse:
    """One message; opening it is reading it."""
    one = services.read_message(acting=_acting(request), message_id=message_id)
    return render(request, "delivery/message.html", {"message": one, "onward": _onward(one)})


def _onward(one: selectors.InboxMessage) -> str:
    if one.confirmation_id is not None:
        return reverse("cases:confirmation", args=[one.case_code, one.confirmation_id])
    return reverse("portal:tracking" if one.is_for_applicant else "cases:case", args=[one.case_code])


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Nothing in the inbox is new any more."""
    services.read_all(acting=_acting(request))
    return redirect("delivery:inbox")


@login_required
@never_cache
@require_GET
def messages_of_case(request: HttpRequest, code: str) -> HttpResponse:
    """Who was told about this case, and whether it reached them."""
    context = {"code": code, "told": selectors.messages_of_case(_acting(request), code), "frame": _frame(request)}
    return render(request, "delivery/messages_of_case.html", context)


@login_required
@require_POST
def retry(request: HttpRequest, code: str, message_id: int) -> HttpResponse:
    """Send a failed message once more."""
    case_code = services.retry_message(acting=_acting(request), message_id=message_id)
    if request.headers.get("HX-Request") == "true":
        return messages_of_case_after_retry(request, case_code)
    notes.success(request, _("Pesan akan dikirim lagi."))
    return redirect("cases:case", code=case_code)


def messages_of_case_after_retry(request: HttpRequest, code: str) -> HttpResponse:
    """The same part, with the message waiting again."""
    context = {"code": code, "told": selectors.messages_of_case(_acting(request), code), "frame": "delivery/part.html"}
    return render(request, "delivery/messages_of_case.html", context)


@login_required
@never_cache
@require_GET
def recipients(request: HttpRequest, code: str, action: str) -> HttpResponse:
    """Who will be told once this is done; asked before it is."""
    try:
        planned = Action(action)
    except ValueError:
        raise NotFound("action", action) from None
    told = selectors.recipients_of(_acting(request), code, planned)
    lines = [_line(one) for one in told]
    return render(request, "delivery/recipients.html", {"code": code, "lines": lines, "frame": _frame(request)})


def _line(told: Told) -> str:
    if not told.ways:
        return _("%(name)s (belum punya akun atau surel, jadi perlu dikabari langsung)") % {"name": told.name}
    ways = _(" dan ").join(str(way) for way in told.ways)
    return _("%(name)s, lewat %(ways)s") % {"name": told.name, "ways": ways}
