"""Service standards to print: one, all of an office, and a poster for its wall."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from palui.accounts.access import count_try
from palui.accounts.domain import PRINTING_ALL_STANDARDS, PRINTING_STANDARDS, Limit
from palui.letters.services.notices import Booklet, Sheet
from palui.portal import services
from palui.portal.services.standards import PAPERS


@require_safe
def standard(request: HttpRequest, code: str) -> HttpResponse:
    """The notice of one service (`?kelurahan=63.71.04.1004` for an office's own)."""
    sheet = services.notice(code=code, kelurahan=_kelurahan(request))
    return _answer(request, sheet, name=f"standar-{code}.pdf")


@require_safe
def standards(request: HttpRequest) -> HttpResponse:
    """The notices of all services in one PDF."""
    sheet = services.all_notices(kelurahan=_kelurahan(request))
    return _answer(request, sheet, name="standar-pelayanan.pdf", limit=PRINTING_ALL_STANDARDS)


@require_safe
def poster(request: HttpRequest, code: str) -> HttpResponse:
    """The poster of one service (`?kertas=a3` for a large one)."""
    paper = request.GET.get("kertas", "")
    sheet = services.poster(code=code, kelurahan=_kelurahan(request), paper=paper if paper in PAPERS else PAPERS[0])
    return _answer(request, sheet, name=f"poster-{code}.pdf")


def _kelurahan(request: HttpRequest) -> str:
    return request.GET.get("kelurahan", "")[:20]


def _answer(
    request: HttpRequest, sheet: Sheet | Booklet, *, name: str, limit: Limit = PRINTING_STANDARDS
) -> HttpResponse:
    """The PDF, unless the browser has it already. Drawing costs, so it is counted by network."""
    tag = quote_etag(sheet.digest[:32])
    headers = {"ETag": tag, "Cache-Control": "public, max-age=300"}
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers=headers)
    count_try(request, limit)
    headers["Content-Disposition"] = f'inline; filename="{name}"'
    return HttpResponse(sheet.pdf(), content_type="application/pdf", headers=headers)
