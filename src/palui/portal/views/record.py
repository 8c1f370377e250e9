"""The record of what everybody did and saw, for the auditor; and the seals of its days, for anybody."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_POST

from palui.accounts.views.asking import acting_of
from palui.audit import selectors as audit
from palui.audit.domain import SENTENCES
from palui.audit.selectors import FoundEntry
from palui.kernel import clock
from palui.portal import services
from palui.portal.forms import RecordForm
from palui.ui.domain import LogLine

_BOM = "\ufeff"
_NEWEST_ROOTS = 7


@never_cache
@require_GET
def record(request: HttpRequest) -> HttpResponse:
    """Who did or saw what, newest first."""
    form = RecordForm(request.GET)
    narrow = form.narrow()
    page = services.read_record(acting=acting_of(request), narrow=narrow, before=form.cleaned_data.get("sebelum"))
    kept = {name: value for name, value in request.GET.items() if value and name != "sebelum"}
    query = urlencode(kept)
    older = f"?{urlencode({**kept, 'sebelum': page.older})}" if page.older is not None else ""
    newer = f"?{query}" if form.cleaned_data.get("sebelum") else ""
    context = {
        "lines": [_line(row) for row in page.rows],
        "filters": {**form.cleaned_data, "berkas": request.GET.get("berkas", "")},
        "actions": sorted(SENTENCES),
        "query": query,
        "is_narrow": bool(kept),
        "older": older,
        "newer": newer,
        "roots": audit.roots(limit=_NEWEST_ROOTS),
    }
    return render(request, "portal/record.html", context)


@never_cache
@require_GET
def export_record(request: HttpRequest) -> StreamingHttpResponse:
    """The same as CSV."""
    lines = services.export_record(acting=acting_of(request), narrow=RecordForm(request.GET).narrow())
    answer = StreamingHttpResponse(_with_mark(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="catatan-{clock.today():%Y-%m-%d}.csv"'
    return answer


@never_cache
@require_POST
def prove_record(request: HttpRequest) -> HttpResponse:
    """Go through the whole record and say whether it is whole."""
    broken = services.prove_record(acting=acting_of(request))
    return render(request, "portal/record_proof.html", {"broken": broken, "checked_at": clock.now()})


@cache_control(public=True, max_age=300)
@require_GET
def roots(request: HttpRequest) -> HttpResponse:
    """The seals of all days, so that whoever keeps a copy can tell later that nothing was changed."""
    lines = [f"{root.day:%Y-%m-%d} {root.entries} {root.root}" for root in audit.roots()]
    head = _(
        "# Hari, jumlah tindakan, segel (SHA-256). Simpan salinannya untuk membuktikan nanti bahwa catatan tidak diubah."
    )
    return HttpResponse("\n".join([head, *lines, ""]), content_type="text/plain; charset=utf-8")


def _with_mark(lines: Iterator[str]) -> Iterator[str]:
    yield _BOM  # so that spreadsheets read it as UTF-8
    yield from lines


def _line(row: FoundEntry) -> LogLine:
    entry = row.entry
    place = f"{row.chain} · {row.place}"
    return LogLine(at=entry.at, text=f"{entry.actor} {entry.sentence}", look=entry.is_look, detail=place)
