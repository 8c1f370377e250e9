"""The queue of what has still to happen: what waits, what is stuck and why, and what to do about it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palui.accounts.views.asking import acting_of
from palui.kernel import clock
from palui.kernel.errors import InvalidInput
from palui.kernel.language import say
from palui.outbox import selectors as outbox
from palui.outbox.domain import Entry, State
from palui.portal import access, services
from palui.portal.domain import EVENT_WORDS, WHY_WORDS
from palui.ui.domain import NavEntry

_STATES: Mapping[str, State] = {"macet": State.STUCK, "menunggu": State.WAITING, "dikesampingkan": State.DISCARDED}


@never_cache
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """What is in the queue, one state at a time."""
    access.administrator(acting_of(request))
    name = request.GET.get("lihat", "macet")
    if name not in _STATES:
        raise Http404
    before = request.GET.get("sebelum", "")
    page = outbox.entries(_STATES[name], before=int(before) if before.isdigit() and len(before) < 19 else None)
    overview = outbox.overview()
    numbers = {"macet": overview.stuck, "menunggu": overview.waiting, "dikesampingkan": overview.discarded}
    words = {"macet": _("Macet"), "menunggu": _("Menunggu"), "dikesampingkan": _("Dikesampingkan")}
    url = reverse("portal:queue")
    context = {
        "overview": overview,
        "is_late": overview.is_late(clock.now()),
        "tabs": [
            NavEntry(label=words[one], url=f"{url}?lihat={one}", current=one == name, count=numbers[one])
            for one in _STATES
        ],
        "name": name,
        "rows": [_row(entry) for entry in page.entries],
        "reactions": sorted({entry.reaction for entry in page.entries}) if name == "macet" else [],
        "older": f"?lihat={name}&sebelum={page.older}" if page.older is not None else "",
        "newer": f"?lihat={name}" if before else "",
    }
    return render(request, "portal/queue.html", context)


@never_cache
@require_POST
def retry_entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Try one again now."""
    services.retry_entry(acting=acting_of(request), entry_id=entry_id)
    messages.success(request, _("Dicoba lagi. Hasilnya terlihat sebentar lagi."))
    return redirect("portal:queue")


@never_cache
@require_POST
def retry_stuck(request: HttpRequest) -> HttpResponse:
    """Try all stuck ones of a kind again now."""
    count = services.retry_stuck(acting=acting_of(request), reaction=request.POST.get("reaksi", ""))
    messages.success(
        request,
        ngettext("%(count)s pekerjaan dicoba lagi.", "%(count)s pekerjaan dicoba lagi.", count) % {"count": count},
    )
    return redirect("portal:queue")


@never_cache
@require_http_methods(["GET", "POST"])
def discard_entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Set one aside for good, with a reason."""
    acting = acting_of(request)
    access.administrator(acting)
    entry = outbox.entry(entry_id)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            services.discard_entry(acting=acting, entry_id=entry_id, reason=request.POST.get("alasan", ""))
        except InvalidInput as refused:
            errors = dict(refused.errors)
        else:
            messages.success(request, _("Dikesampingkan. Pekerjaan ini tidak akan dijalankan."))
            return redirect("portal:queue")
    context = {"row": _row(entry), "errors": errors, "reason": request.POST.get("alasan", "")}
    return render(request, "portal/discard_entry.html", context, status=422 if errors else 200)


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "entry": entry,
        "what": say(EVENT_WORDS.get(entry.event, entry.event)),
        "why": say(WHY_WORDS[entry.why]),
    }
