"""Pages of all steps at once, and the way around: navigation, health."""

from functools import cache
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from palui.accounts.domain import Acting
from palui.accounts.views.asking import acting_of
from palui.cases import selectors as cases
from palui.cases.domain import Status
from palui.cases.selectors import CaseRow
from palui.cases.views.showing import ANSWER_WORDS, STATUS_WORDS, river_of
from palui.catalogue import selectors as catalogue
from palui.catalogue.access import office_for
from palui.intake import selectors as intake
from palui.intake.domain import Channel
from palui.intake.selectors import Assistance, BundleRow
from palui.kernel import clock
from palui.kernel.errors import DomainError, NotFound
from palui.kernel.identifiers import PublicCode
from palui.kernel.language import say
from palui.outbox import selectors as outbox
from palui.portal import access, selectors
from palui.portal.forms import TrackForm
from palui.portal.selectors import JointJourney, Journey
from palui.regions import selectors as regions
from palui.ui.domain import LogLine, NavEntry, sentence

# --- the way around ----------------------------------------------------------------------------


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: where one can go, and whether this is a practice city."""
    if not hasattr(request, "acting"):
        return {"practice": settings.PALUI_PRACTICE}
    acting = acting_of(request)
    return {
        "practice": settings.PALUI_PRACTICE,
        "city_name": _city_name(),
        "nav": tuple(_entries(request, acting)),
        "foot": (
            NavEntry(label=_("Bantuan"), url=_address("portal:help")),
            NavEntry(label=_("Privasi"), url=_address("portal:privacy")),
            NavEntry(label=_("Aksesibilitas"), url=_address("portal:accessibility")),
        ),
    }


def _entries(request: HttpRequest, acting: Acting) -> list[NavEntry]:
    here = request.path

    def entry(label: str, name: str, icon: str, *, count: int | None = None) -> NavEntry:
        url = _address(name)
        return NavEntry(label=label, url=url, icon=icon, current=here.startswith(url), count=count)

    if acting.user_id is None:
        return [
            entry(_("Layanan"), "catalogue:list", "landmark"),
            entry(_("Lacak"), "portal:track", "route"),
            entry(_("Periksa surat"), "letters:check", "shield-check"),
            entry(_("Masuk"), "account_login", "log-in"),
        ]
    inbox = entry(_("Kotak masuk"), "delivery:inbox", "inbox", count=selectors.unread(acting) or None)
    account = NavEntry(
        label=_called(acting.name),
        url=_address("accounts:profile"),
        icon="circle-user",
        current=here.startswith("/akun/"),
    )
    if not acting.mandates:
        return [
            entry(_("Layanan"), "catalogue:list", "landmark"),
            entry(_("Permohonan"), "portal:mine", "file-text"),
            inbox,
            account,
        ]
    roles = {mandate.role.value for mandate in acting.mandates}
    # Only who has a desk is told what waits there, and only an administrator what is stuck.
    counts: dict[str, int | None] = {}
    if roles & _WITH_A_DESK:
        counts["cases:desk"] = selectors.waiting(acting) or None
    if "admin" in roles:
        counts["portal:queue"] = outbox.stuck_count() or None
    links = [
        entry(str(label), name, icon, count=counts.get(name)) for who, label, name, icon in _OF_ROLES if roles & who
    ]
    return [*links, inbox, account]


_OFFICE = frozenset({"officer", "section_head", "secretary", "lurah"})
_WITH_A_DESK = _OFFICE | {"rt_head", "rw_head", "camat"}
#: Who finds what in the navigation: roles, label, page, icon.
_OF_ROLES = (
    (_WITH_A_DESK, gettext_lazy("Meja kerja"), "cases:desk", "layout-dashboard"),
    (frozenset({"officer", "section_head"}), gettext_lazy("Loket"), "intake:people", "keyboard"),
    (frozenset({"rt_head"}), gettext_lazy("Bantu warga"), "intake:helping", "hand-helping"),
    (_OFFICE | {"camat"}, gettext_lazy("Buku register"), "letters:register", "book-open-text"),
    (_OFFICE, gettext_lazy("Penduduk"), "residents:list", "users"),
    (frozenset({"admin"}), gettext_lazy("Impor penduduk"), "residents:imports", "upload"),
    (frozenset({"admin", "lurah", "secretary"}), gettext_lazy("Mandat"), "accounts:mandates", "key-round"),
    (frozenset({"admin", "lurah", "secretary"}), gettext_lazy("Kantor"), "regions:offices", "building-2"),
    (frozenset({"admin"}), gettext_lazy("Antrean"), "portal:queue", "list-checks"),
    (frozenset({"service_admin"}), gettext_lazy("Kelola layanan"), "builder:list", "landmark"),
    (frozenset({"auditor"}), gettext_lazy("Catatan tindakan"), "portal:record", "eye"),
)


#: They stand on every page and never change.
_address = cache(reverse)


def _called(name: str) -> str:
    """What a person is called: the first word of the name that is no title ("Hj. Ratna Dewi" → "Ratna")."""
    words = name.split()
    return next((word.rstrip(",") for word in words if not word.endswith(".")), name)


def _city_name() -> str:
    try:
        return regions.city_name(settings.PALUI_CITY)
    except NotFound:
        return ""  # the city is not loaded yet


# --- for everybody -----------------------------------------------------------------------------


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What is happening in your life, and what the city can do about it."""
    acting = acting_of(request)
    drafts = intake.drafts_of(acting.user_id) if acting.user_id is not None else ()
    # Without drafts nothing is begun: then nobody asks for what was begun together.
    bundles = intake.bundles_of(acting.user_id) if acting.user_id is not None and drafts else ()
    context = {
        "life_events": catalogue.life_events(),
        "drafts": [draft for draft in drafts if draft.bundle_id is None],
        "bundles": [bundle for bundle in bundles if bundle.drafts],
        "signed_in": acting.user_id is not None,
        "first_name": _called(acting.name),
    }
    return render(request, "portal/home.html", context)


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Services by need."""
    text = request.GET.get("q", "").strip()[:200]
    found = catalogue.search(text) if text else ()
    office = office_for(acting_of(request))
    return render(
        request,
        "portal/search.html",
        {
            "text": text,
            "found": found,
            "services": catalogue.services() if not found else (),
            "office": office,
            "closed": catalogue.closed_at(office),
        },
    )


@never_cache
@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Find a request by its code and the last four digits of the phone."""
    form = TrackForm(request.POST or None, initial={"kode": request.GET.get("kode", "")})
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            access.count_try(request, form.cleaned_data["kode"])
            found = selectors.tracked(form.cleaned_data["kode"], form.cleaned_data["angka"])
        except DomainError as refused:
            refusal = sentence(refused)
        else:
            if found:
                access.remember_opened(request, found)
                return redirect("portal:tracking", code=found)
            refusal = _("Kode dan angka itu tidak cocok. Periksa lagi pada tanda terima Anda.")
    status = 422 if refusal or form.errors else 200
    return render(request, "portal/track.html", {"form": form, "refusal": refusal}, status=status)


@never_cache
@require_GET
def tracking(request: HttpRequest, code: str) -> HttpResponse:
    """One request on its way; whoever is not its applicant shows the digits first."""
    journey = selectors.journey_for(acting_of(request), code)
    joint = selectors.joint_journey_for(acting_of(request), code) if journey is None else None
    if joint is not None:
        return render(request, "portal/joint.html", _joint_context(joint))
    if journey is None:
        try:
            text = PublicCode.parse(code).text
        except DomainError:
            text = ""
        if not text or not access.has_opened(request, text):
            return redirect(f"{reverse('portal:track')}?kode={text}")
        joint = selectors.joint_journey_of_code(text)
        if joint is not None:
            return render(request, "portal/joint.html", _joint_context(joint))
        journey = selectors.journey_of_code(text)
    return render(request, "portal/tracking.html", _journey_context(journey))


def _assistance(journey: Journey) -> Assistance | None:
    """Who filled in for the applicant, for the applicant's eyes."""
    if not journey.is_applicant or journey.case.channel not in (Channel.COUNTER, Channel.RT):
        return None
    return intake.without_files(journey.case.code).assistance


def _journey_context(journey: Journey) -> dict[str, Any]:
    case = journey.case
    words, kind = STATUS_WORDS[case.status]
    current = case.current_step
    return {
        "journey": journey,
        "case": case,
        "headline": _headline(journey),
        "status_words": words,
        "status_kind": kind,
        "river": river_of(case),
        "assistance": _assistance(journey),
        "current": current,
        "parties": [(item, *ANSWER_WORDS[item.state]) for item in case.confirmations],
        "happened": [
            LogLine(at=entry.at, text=f"{_who(journey, entry.actor)} {entry.sentence}") for entry in journey.happened
        ],
        "looks": [LogLine(at=entry.at, text=f"{entry.actor} {entry.sentence}", look=True) for entry in journey.looks]
        if journey.is_applicant
        else (),
        "look_count": len(journey.looks),
    }


def _joint_context(joint: JointJourney) -> dict[str, Any]:
    """Each case with its status in words and its river, and where its applicant has to do something."""
    return {
        "joint": joint,
        "legs": [(leg, *STATUS_WORDS[leg.case.status], river_of(leg.case)) for leg in joint.legs],
        "turns": [leg for leg in joint.legs if leg.waits_for_applicant],
        "last_four": joint.legs[0].case.phone_last_four if joint.is_applicant and joint.legs else "",
    }


def _headline(journey: Journey) -> str:
    current = journey.case.current_step
    headlines = {
        Status.ISSUED: _("Surat Anda sudah terbit"),
        Status.REFUSED: _("Permohonan tidak dapat dipenuhi"),
        Status.WITHDRAWN: _("Permohonan sudah ditarik"),
        Status.CORRECTION: _("Ada yang perlu Anda perbaiki"),
    }
    if journey.case.status in headlines:
        return headlines[journey.case.status]
    return _("Sekarang di: %(step)s") % {"step": say(current.title) if current else ""}


def _who(journey: Journey, actor: str) -> str:
    """A visitor with a code reads roles, not names of other residents."""
    if not journey.is_applicant:
        for name in (journey.case.applicant_name, *(item.name for item in journey.case.confirmations)):
            actor = actor.replace(name, "")
    return actor.strip()


@never_cache
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """A resident's drafts and cases."""
    acting = acting_of(request)
    if acting.user_id is None:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    rows = cases.cases_of(acting.user_id)
    bundles = intake.bundles_of(acting.user_id)
    together = {code for bundle in bundles for code in bundle.codes}
    context = {
        "drafts": [draft for draft in intake.drafts_of(acting.user_id) if draft.bundle_id is None],
        "asked": cases.asked_of(acting),
        "begun": [bundle for bundle in bundles if bundle.drafts],
        "sent": [_sent_together(bundle, rows) for bundle in bundles if bundle.sent_at is not None],
        "rows": [(row, *STATUS_WORDS[row.status]) for row in rows if row.code not in together],
    }
    return render(request, "portal/mine.html", context)


def _sent_together(bundle: BundleRow, rows: tuple[CaseRow, ...]) -> tuple[BundleRow, tuple[CaseRow, ...], int]:
    """A bundle with its cases, and how many of them are still on their way."""
    own = tuple(row for row in rows if row.code in bundle.codes)
    return bundle, own, sum(row.closed_at is None for row in own)


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about a person, why, how long, and how to look at it."""
    return render(request, "portal/privacy.html")


@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """For whom these pages work, and whom to tell when they do not."""
    return render(request, "portal/accessibility.html")


@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    """The ways to get a letter, with or without a phone."""
    return render(request, "portal/help.html")


# --- health ------------------------------------------------------------------------------------


@never_cache
@require_GET
def alive(request: HttpRequest) -> HttpResponse:
    """200 when the server serves."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_GET
def ready(request: HttpRequest) -> JsonResponse:
    """200 when the database answers too, 503 otherwise; and whether what is due gets done."""
    try:
        overview = outbox.overview()
    except DatabaseError:
        return JsonResponse({"database": "away"}, status=503)
    # A queue that is late is for a person to mend: taking this server away would not help.
    queue = "late" if overview.is_late(clock.now()) else "ok"
    return JsonResponse({"database": "ok", "queue": queue, "stuck": overview.stuck})
