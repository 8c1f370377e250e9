"""Pages of services: what there is, and for each what one gets, brings, waits and pays, and who decides."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from palui.accounts.views.asking import acting_of
from palui.catalogue import selectors
from palui.catalogue.access import office_for
from palui.catalogue.domain import Provider, RouteStep, ServiceDefinition, data_block, structured, time_in_words
from palui.kernel.language import say
from palui.regions import selectors as regions
from palui.regions.selectors import OfficeRecord
from palui.ui.domain import RiverStep


@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """All services, or those of one life event (`?peristiwa=sekolah`)."""
    events = selectors.life_events()
    chosen = next((event for event in events if event.key == request.GET.get("peristiwa")), None)
    cards = selectors.services()
    if chosen is not None:
        cards = tuple(card for card in cards if chosen.key in card.life_events)
    office = office_for(acting_of(request))
    context = {
        "services": cards,
        "life_events": events,
        "chosen": chosen,
        "office": office,
        "closed": selectors.closed_at(office),
    }
    return render(request, "catalogue/list.html", context)


@require_safe
def service(request: HttpRequest, code: str) -> HttpResponse:
    """One service; guidance says what to do instead. A resident reads what their own kelurahan promises."""
    definition = selectors.current(code).definition
    office = office_for(acting_of(request), request.GET.get("kelurahan", ""))
    terms = selectors.terms(office.id if office is not None else None, code)
    route = terms.route(definition, uses_rw=office is None or office.uses_rw)
    context = {
        "service": definition,
        "office": office,
        "terms": terms,
        "promise": definition.promise if office is None else terms.promise(definition, uses_rw=office.uses_rw),
        "may_ask": terms.is_offered or bool(definition.jurisdiction),
        "river": _river(route, is_of_office=office is not None),
        "public_components": [component for component in definition.standard if component.is_public],
        "other_components": [component for component in definition.standard if not component.is_public],
        "structured": _structured(definition),
    }
    template = "catalogue/service.html" if definition.is_asked_for else "catalogue/guidance.html"
    return render(request, template, context)


def _structured(definition: ServiceDefinition) -> SafeString:
    """What a search engine reads: the city's own standard, the same for everybody."""
    site = settings.PALUI_PUBLIC_URL.rstrip("/")
    ask = f"{site}{reverse('intake:start', args=[definition.code])}" if definition.is_asked_for else ""
    page = f"{site}{reverse('catalogue:service', args=[definition.code])}"
    about = structured(definition, provider=_provider(regions.city_office(), site), page=page, ask=ask)
    return mark_safe(data_block(about))  # noqa: S308 - no sign of it can end the block or begin markup


def _provider(office: OfficeRecord, site: str) -> Provider:
    head = office.letterhead
    return Provider(
        name=office.name,
        area=office.region_name,
        url=site,
        address=head.address,
        postal_code=head.postal_code,
        phone=head.phone,
        email=head.email,
    )


def _river(route: tuple[RouteStep, ...], *, is_of_office: bool) -> tuple[RiverStep, ...]:
    docks = [RiverStep(label=_("Anda mengajukan"), state="current", note=_("dari ponsel"))]
    docks += [
        RiverStep(label=say(step.title), state="ahead", note=_note(step, is_of_office=is_of_office)) for step in route
    ]
    docks.append(RiverStep(label=_("Surat terbit"), state="ahead", note=_("di akun dan surel Anda")))
    return tuple(docks)


def _note(step: RouteStep, *, is_of_office: bool) -> str:
    time = _("paling lama %(time)s") % {"time": time_in_words(step.hours)}
    is_open = step.only_if and not is_of_office
    return _("bila dipakai kelurahan Anda, %(time)s") % {"time": time} if is_open else time
