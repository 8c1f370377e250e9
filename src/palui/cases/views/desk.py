"""The desk: what waits, runs and is done."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from palui.cases import selectors
from palui.cases.domain import Status
from palui.cases.forms import DeskForm
from palui.cases.views.asking import acting_of
from palui.cases.views.showing import CHANNEL_WORDS, STATUS_WORDS
from palui.ui.domain import NavEntry


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for this person, by time left."""
    form = DeskForm(request.GET)
    form.is_valid()
    tab = form.value("tab") or "menunggu"
    page = selectors.desk(
        acting_of(request),
        tab=tab,
        service=form.value("layanan"),
        text=form.value("cari"),
        late_only=bool(form.cleaned_data.get("lewat")),
        after=form.value("setelah"),
    )
    query = request.GET.copy()
    query.pop("setelah", None)
    signing = sum(row.status is Status.SIGNING for row in page.rows)
    context = {
        "page": page,
        "rows": [_desk_row(row) for row in page.rows],
        "tab": tab,
        "tabs": _desk_tabs(tab, page.waiting),
        "filters": form.cleaned_data,
        "newer": f"?{query.urlencode()}" if form.value("setelah") else "",
        "older": f"?{query.urlencode()}&{urlencode({'setelah': page.after})}" if page.after else "",
        "title": ", ".join(dict.fromkeys(mandate.title for mandate in acting_of(request).mandates)),
        "signing": signing if tab == "menunggu" else 0,
        "is_filtered": any(form.cleaned_data.get(name) for name in ("layanan", "cari", "lewat")),
    }
    return render(request, "cases/_desk_rows.html" if _is_partial(request) else "cases/desk.html", context)


def _desk_row(row: selectors.CaseRow) -> dict[str, Any]:
    words, kind = STATUS_WORDS[row.status]
    return {"row": row, "status": words, "kind": kind, "channel": CHANNEL_WORDS.get(row.channel, row.channel)}


def _desk_tabs(tab: str, waiting: int) -> tuple[NavEntry, ...]:
    names = {"menunggu": _("Menunggu saya"), "berjalan": _("Sedang berjalan"), "selesai": _("Selesai")}
    return tuple(
        NavEntry(label=label, url=f"?tab={name}", current=name == tab, count=waiting if name == "menunggu" else None)
        for name, label in names.items()
    )


def _is_partial(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False)) and not getattr(request.htmx, "boosted", False)  # type: ignore[attr-defined]
