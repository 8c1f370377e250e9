"""Answers that belong to no room: the language, error pages, the offline shell, the style guide.

Named in the settings: `ChosenLanguage` and `ErrorPages` among the middleware, `csrf_failure` as `CSRF_FAILURE_VIEW`; in the root
URLs: `handler400 = bad_request`, `handler403` and `handler404 = page_not_found`, `handler500 = server_error`.
"""

import sys
from collections.abc import Callable, Hashable, Mapping
from datetime import timedelta
from hashlib import sha256
from http import HTTPStatus
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from palui.kernel.clock import now
from palui.kernel.errors import Conflict, DomainError, NotFound, OutsideFailure
from palui.kernel.identifiers import new_token
from palui.ui.domain import SENTENCES, Fact, LogLine, Measure, NavEntry, RiverStep, sentence

log = structlog.stdlib.get_logger("palui.ui")

LANGUAGE_COOKIE = "bahasa"
#: Seconds after which to try again when the database was locked or away.
RETRY_AFTER = 10
#: What the service worker keeps, so that the offline page looks like the rest.
SHELL_FILES = (
    "ui/palui.css",
    "ui/palui.js",
    "ui/icons.svg",
    "ui/brand.svg",
    "ui/wave.svg",
    "ui/wave-down.svg",
    "ui/sasirangan.svg",
    "ui/fonts/plus-jakarta-sans-latin-wght-normal.woff2",
)


class ErrorPages:
    """Turns what a view could not handle into a page that says what to do now.

    A refused permission looks exactly like a missing page. API views answer their own errors and never get here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        structlog.contextvars.unbind_contextvars("request_id")
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for this exception; None leaves it to Django (a fault of ours: the 500 page)."""
        if isinstance(exception, PermissionDenied | Http404) or getattr(exception, "code", "") == "not_found":
            return page_not_found(request, exception)
        if isinstance(exception, DomainError):
            return _refusal(request, exception)
        if isinstance(exception, DataError):
            # NUL and the like: signs that no form of ours lets anybody type, and no address has.
            return (page_not_found if "\0" in request.path_info else bad_request)(request, exception)
        if isinstance(exception, OutsideFailure):
            log.warning("outside_failure", exc_info=exception)
            return _outside(request)
        # The trace that is logged next and the page that the person sees bear the same number.
        structlog.contextvars.bind_contextvars(request_id=new_token()[:8])
        return None


class ChosenLanguage:
    """Answers in the language that the visitor chose, else in Indonesian.

    Only a choice counts: many old phones ask for English, and their owners read Indonesian.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(LANGUAGE_COOKIE, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Cookie"])
            response.setdefault("Content-Language", language)
        return response


@never_cache
@require_safe
def choose_language(request: HttpRequest, code: str) -> HttpResponse:
    """Keep a language in this browser for a year, and go back to where the link stood."""
    if code not in dict(settings.LANGUAGES):
        raise Http404
    response = HttpResponseRedirect(_way_back(request) or "/")
    response.set_cookie(
        LANGUAGE_COOKIE,
        code,
        max_age=timedelta(days=365),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def render_for_anybody(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, about: Hashable, status: int = 200
) -> HttpResponse:
    """A page that is the same for everybody who is not signed in, made once as long as what it is about stays the same.

    `about` is all that the page shows of the world; the minute and the language are added here. Whoever carries any
    cookie but the language's gets a page of their own, so nothing personal is ever remembered. The template holds no
    `csrf_token`.
    """
    if not set(request.COOKIES) <= {LANGUAGE_COOKIE} or _is_htmx(request):
        return render(request, template, dict(context), status=status)
    key = (template, request.path, translation.get_language(), now().replace(second=0, microsecond=0), about)
    page = _pages.get(key)
    if page is None:
        page = render_to_string(template, dict(context), request).encode()
        if len(_pages) >= _MOST_PAGES:
            _pages.clear()
        _pages[key] = page
    return HttpResponse(page, status=status)


#: Pages of this minute, for strangers; a few megabytes at the most.
_pages: dict[Hashable, bytes] = {}
_MOST_PAGES = 256


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same page for what does not exist and for what this person may not see."""
    if _is_htmx(request):
        return _as_toast(request, sentence(NotFound("page")), HTTPStatus.NOT_FOUND)
    return render(request, "404.html", status=HTTPStatus.NOT_FOUND)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The browser sent something no form of ours sends."""
    return _trouble(
        request,
        HTTPStatus.BAD_REQUEST,
        title=_("Permintaan ini tidak bisa dibaca"),
        text=_("Coba buka lagi dari halaman depan. Kalau Anda mengunggah berkas, mungkin ukurannya terlalu besar."),
    )


def too_large(request: HttpRequest) -> HttpResponse:
    """More was sent at once than is ever read."""
    return _trouble(
        request,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        title=_("Kiriman ini terlalu besar"),
        text=_("Satu berkas paling besar 25 MB. Kembali ke halaman tadi, lalu pilih berkas yang lebih kecil."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open for too long, or cookies are off."""
    text = _("Halaman ini terlalu lama terbuka, jadi belum terkirim. Muat ulang halamannya, lalu kirim sekali lagi.")
    if _is_htmx(request):
        return _as_toast(request, text, HTTPStatus.FORBIDDEN)
    return _trouble(
        request,
        HTTPStatus.FORBIDDEN,
        title=_("Belum terkirim"),
        text=text,
        picture="clock",
        kept=request.method == "POST",
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours, or a database that is locked or away. The number on the page is in the log too."""
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    # A fault in a view was logged with its trace on the way here; one in an error page or a middleware was not.
    was_logged = request_id is not None
    request_id = request_id or new_token()[:8]
    log.error("error_page_shown", request_id=request_id, exc_info=not was_logged)
    try:
        style_sheet = static("ui/palui.css")
    except ValueError:  # the list of collected files is broken: an unstyled page is better than none
        style_sheet = ""
    context = {"request_id": request_id, "style_sheet": style_sheet}
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        page = _bare("503.html", context)
        return HttpResponse(page, status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": str(RETRY_AFTER)})
    return HttpResponse(_bare("500.html", context), status=HTTPStatus.INTERNAL_SERVER_ERROR)


@require_safe
@cache_control(max_age=3600, public=True)
def offline(request: HttpRequest) -> HttpResponse:
    """What the service worker shows when the network is gone; says nothing about anybody."""
    return HttpResponse(_bare("ui/offline.html", {}))


@require_safe
@cache_control(no_cache=True, public=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, from the root so that it may serve every page."""
    version = sha256("".join(static(name) for name in SHELL_FILES).encode()).hexdigest()[:12]
    script = _bare("ui/sw.js", {"files": SHELL_FILES, "version": version})
    # A worker lives by the rules of its own answer: it fetches our files and nothing else.
    headers = {"Content-Security-Policy": "default-src 'none'; connect-src 'self'"}
    return HttpResponse(script, content_type="text/javascript; charset=utf-8", headers=headers)


@require_safe
@cache_control(max_age=3600, public=True)
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put Palui on its home screen."""
    return HttpResponse(_bare("ui/manifest.webmanifest", {}), content_type="application/manifest+json; charset=utf-8")


@require_safe
@cache_control(max_age=86400, public=True)
def favicon(request: HttpRequest) -> HttpResponse:
    """For browsers that ask without being told where, as beside a PDF."""
    return HttpResponseRedirect(static("ui/app-192.png"))


@require_safe
def style_guide(request: HttpRequest) -> HttpResponse:
    """Every part in every state, for whoever builds pages; only in practice mode."""
    if not getattr(settings, "PALUI_PRACTICE", False):
        raise Http404
    return render(request, "ui/styleguide.html", style_guide_context())


def style_guide_context() -> dict[str, object]:
    """Made-up contents for the style guide: long names, nothing at all, every state."""
    return {"sentences": tuple(SENTENCES.items()), **_ways(), **_facts_and_times(), **_directions(), **_charts()}


def _ways() -> dict[str, object]:
    done = (
        RiverStep(label="Diajukan", state="done", note="08.14"),
        RiverStep(label="Ketua RT", state="done", note="08.52"),
    )
    ahead = (RiverStep(label="Tanda tangan lurah", state="ahead"), RiverStep(label="Surat terbit", state="ahead"))
    waiting = RiverStep(label="Anda memperbaiki", state="waiting", note="2 isian")
    return {
        "way": (*done, RiverStep(label="Petugas", state="current", note="sekarang"), *ahead),
        "way_waiting": (done[0], waiting, RiverStep(label="Petugas", state="ahead"), ahead[1]),
        "way_refused": (*done, RiverStep(label="Ditolak petugas", state="refused", note="23 Nov, 10.20")),
    }


def _facts_and_times() -> dict[str, object]:
    at = now()
    return {
        "now": at,
        "soon": at + timedelta(hours=4, minutes=5),
        "tight": at + timedelta(minutes=50),
        "late": at - timedelta(hours=1, minutes=5),
        "lines": (
            LogLine(at=at, text="Data kependudukan cocok", detail="Yang diperiksa: nama, alamat, status keluarga"),
            LogLine(at=at - timedelta(minutes=4), text="Ahmad Fauzi membuka berkas", look=True),
            LogLine(at=at - timedelta(hours=1), text="Disetujui ketua RT 12 H. Masrani"),
            LogLine(at=at - timedelta(hours=2), text="Anda mengajukan lewat ponsel, dengan 2 lampiran"),
        ),
        "rows": (
            Fact(label="NIK", value="6371••••••••0003", tag="cocok", kind="good"),
            Fact(label="Alamat", value="Jl. Sungai Jingah Gg. Keluarga No. 8, RT 12 RW 02", tag="berbeda", kind="warn"),
            Fact(label="Penghasilan", value="Rp1.200.000", note="per bulan, menurut pemohon"),
        ),
    }


def _directions() -> dict[str, object]:
    return {
        "tones": (
            "river-700",
            "river-600",
            "river-100",
            "river-50",
            "sun-500",
            "sun-100",
            "good",
            "warn",
            "bad",
            "ink",
        ),
        "tabs": (
            NavEntry(label="Menunggu saya", url="#", current=True, count=12),
            NavEntry(label="Semua berkas kantor", url="#"),
            NavEntry(label="Selesai", url="#", count=0),
        ),
        "trail": tuple(NavEntry(label=label, url="#") for label in ("Meja kerja", "PLI-7F3K-92QX", "Tanda tangan")),
    }


def _charts() -> dict[str, object]:
    months = (("Jun", 412), ("Jul", 388), ("Agt", 450), ("Sep", 501), ("Okt", 478), ("Nov", 523))
    return {
        "none": (),
        "shares": (
            Measure(label="Domisili", value=412),
            Measure(label="Tidak mampu", value=268, marked=True),
            Measure(label="Pengantar nikah", value=97),
            Measure(label="Keterangan ahli waris", value=3),
        ),
        "months": tuple(Measure(label=label, value=value, marked=label == "Nov") for label, value in months),
        "days": tuple(Measure(label=str(day), value=(day * 37 % 23) + 4) for day in range(1, 24)),
    }


def _refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """A rule said no: its sentence, and the way back."""
    is_conflict = isinstance(error, Conflict)
    status = HTTPStatus.CONFLICT if is_conflict else HTTPStatus.UNPROCESSABLE_ENTITY
    if _is_htmx(request):
        return _as_toast(request, sentence(error), status)
    title = _("Ada yang lebih dulu") if is_conflict else _("Belum bisa")
    picture = "users" if is_conflict else "circle-alert"
    return _trouble(request, status, title=title, text=sentence(error), picture=picture)


def _outside(request: HttpRequest) -> HttpResponse:
    """Another system did not answer."""
    text = _("Sistem lain yang kami perlukan sedang tidak menjawab. Data Anda aman. Coba lagi beberapa menit lagi.")
    if _is_htmx(request):
        return _as_toast(request, text, HTTPStatus.SERVICE_UNAVAILABLE)
    return _trouble(
        request,
        HTTPStatus.SERVICE_UNAVAILABLE,
        title=_("Tunggu sebentar"),
        text=text,
        picture="hourglass",
        kept=request.method == "POST",
    )


def _trouble(
    request: HttpRequest,
    status: HTTPStatus,
    *,
    title: str,
    text: str,
    picture: str = "circle-alert",
    kept: bool = False,
) -> HttpResponse:
    context = {"title": title, "text": text, "picture": picture, "kept": kept, "way_back": _way_back(request)}
    return render(request, "ui/trouble.html", context, status=status)


def _as_toast(request: HttpRequest, text: str, status: HTTPStatus) -> HttpResponse:
    """For htmx: a word at the bottom of the page that stays as it is."""
    response = render(request, "ui/parts/toast_error.html", {"text": text}, status=status)
    response["HX-Retarget"] = "#toasts"
    response["HX-Reswap"] = "beforeend"
    return response


def _way_back(request: HttpRequest) -> str:
    """Where the person came from, when that is a page of ours; else the page itself when it can be opened again."""
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return came_from
    return ""


def _is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _bare(template: str, context: dict[str, object]) -> str:
    """A template without request: no session, no account, no query."""
    return render_to_string(template, context)
