"""Pages of services: what there is, and for each what one gets, brings, waits and pays, and who decides."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from palui.catalogue import selectors
from palui.catalogue.domain import RouteStep, ServiceDefinition, time_in_words
from palui.kernel.language import say
from palui.ui.domain import RiverStep


@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """All services, or those of one life event (`?peristiwa=sekolah`)."""
    events = selectors.life_events()
    chosen = next((event for event in events if event.key == request.GET.get("peristiwa")), None)
    cards = selectors.services()
    if chosen is not None:
        cards = tuple(card for card in cards if chosen.key in card.life_events)
    return render(request, "catalogue/list.html", {"services": cards, "life_events": events, "chosen": chosen})


@require_safe
def service(request: HttpRequest, code: str) -> HttpResponse:
    """One service; guidance says what to do instead."""
    definition = selectors.current(code).definition
    context = {
        "service": definition,
        "river": _river(definition),
        "public_components": [component for component in definition.standard if component.is_public],
        "other_components": [component for component in definition.standard if not component.is_public],
    }
    template = "catalogue/service.html" if definition.is_asked_for else "catalogue/guidance.html"
    return render(request, template, context)


def _river(definition: ServiceDefinition) -> tuple[RiverStep, ...]:
    docks = [RiverStep(label=_("Anda mengajukan"), state="current", note=_("dari ponsel"))]
    docks += [RiverStep(label=say(step.title), state="ahead", note=_note(step)) for step in definition.route]
    docks.append(RiverStep(label=_("Surat terbit"), state="ahead", note=_("di akun dan surel Anda")))
    return tuple(docks)


def _note(step: RouteStep) -> str:
    time = _("paling lama %(time)s") % {"time": time_in_words(step.hours)}
    return _("bila dipakai kelurahan Anda, %(time)s") % {"time": time} if step.only_if else time
