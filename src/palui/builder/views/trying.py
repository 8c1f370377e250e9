"""Trying a service out with a made-up person: every page and step as who meets it sees it. Nothing real is touched.

What is answered stands in the session alone; no submission, case, letter or number is made.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from palui.builder import selectors
from palui.builder.domain import NotReady
from palui.builder.forms.route import WHO
from palui.builder.views.pages import WRONG, Page, builder_page, told
from palui.catalogue import selectors as catalogue
from palui.catalogue.domain import RouteStep, ServiceDefinition, StepKind, time_in_words
from palui.formspec import (
    BoundGroup,
    add_item,
    bound,
    example,
    from_form_data,
    input_id,
    merge,
    remove_item,
    summary,
    validate,
    visible_groups,
)
from palui.kernel.language import say
from palui.ui.domain import Fact, RiverStep

_SESSION = "trying_out"


@dataclass(frozen=True)
class Station:
    """One page of the try-out: a group of questions, the documents, the check, a step of the route, the letter."""

    name: str
    title: str
    seen_as: str


@builder_page("GET", "POST")
def try_out(request: HttpRequest, code: str) -> HttpResponse:
    """One station of the way, `?di=` says which."""
    page = Page.of(request, code, None, "builder/try_out.html")
    if page.mistakes:
        return page.render(found=told(page.record, page.mistakes), problems=True)
    definition = ServiceDefinition.parse(page.record.data)
    if request.method == "POST" and "ulang" in request.POST:
        request.session.pop(_SESSION, None)
        return redirect("builder:try_out", code)
    answers = _answers(request, definition)
    stations = _stations(definition, answers)
    here = next((one for one in stations if one.name == request.GET.get("di")), stations[0])
    errors: dict[str, str] = {}
    if request.method == "POST" and here.name.startswith("isi-"):
        group = here.name.removeprefix("isi-")
        answers = merge(answers, from_form_data(definition.form, request.POST.getlist, groups=[group]))
        for button, change in (("tambah", add_item), ("hapus", remove_item)):
            if request.POST.get(button):
                answers = change(definition.form, answers, at=request.POST[button])
                _keep(request, code, answers)
                return redirect(f"{_url(code, here)}#{input_id(request.POST[button].partition('.')[0])}")
        _keep(request, code, answers)
        errors = dict(validate(definition.form, answers, groups=[group], choices=catalogue.choices()).errors)
        if not errors:
            return redirect(_url(code, _after(_stations(definition, answers), here)))
    context = _context(definition, here, answers, errors) | {
        "here": here,
        "stations": [(one, _url(code, one), one.name == here.name) for one in stations],
        "number": stations.index(here) + 1,
        "total": len(stations),
        "before_url": _url(code, stations[stations.index(here) - 1]) if here is not stations[0] else "",
        "after_url": _url(code, _after(stations, here)) if here is not stations[-1] else "",
        "definition": definition,
    }
    return page.render(status=WRONG if errors else 200, **context)


def _answers(request: HttpRequest, definition: ServiceDefinition) -> dict[str, Any]:
    kept = request.session.get(_SESSION)
    if isinstance(kept, dict) and kept.get("code") == definition.code and isinstance(kept.get("answers"), dict):
        return dict(kept["answers"])
    return example(definition.form, choices=catalogue.choices())


def _keep(request: HttpRequest, code: str, answers: Mapping[str, Any]) -> None:
    request.session[_SESSION] = {"code": code, "answers": dict(answers)}


def _stations(definition: ServiceDefinition, answers: Mapping[str, Any]) -> list[Station]:
    applicant = _("pemohon")
    if not definition.is_asked_for:
        return [Station("panduan", definition.title, applicant)]
    groups = visible_groups(definition.form, answers, choices=catalogue.choices())
    found = [Station(f"isi-{group.key}", say(group.title), applicant) for group in groups]
    if definition.evidence:
        found.append(Station("berkas", _("Foto dan dokumen"), applicant))
    found.append(Station("periksa", _("Periksa jawaban"), applicant))
    found += [
        Station(f"langkah-{place}", say(step.title), str(WHO[step.who])) for place, step in enumerate(definition.route)
    ]
    return [*found, Station("surat", _("Surat terbit"), applicant)]


def _after(stations: list[Station], here: Station) -> Station:
    """The station that comes next; it may have moved, as other questions are asked now."""
    names = [one.name for one in stations]
    place = names.index(here.name) + 1 if here.name in names else 0
    return stations[min(place, len(stations) - 1)]


def _url(code: str, station: Station) -> str:
    return f"{reverse('builder:try_out', args=[code])}?di={station.name}"


def _context(
    definition: ServiceDefinition, here: Station, answers: Mapping[str, Any], errors: Mapping[str, str]
) -> dict[str, Any]:
    """What the page of a station shows."""
    choices = catalogue.choices()
    if here.name.startswith("isi-"):
        groups = bound(definition.form, answers, errors, groups=[here.name.removeprefix("isi-")], choices=choices)
        return {"groups": groups, "errors": errors}
    if here.name == "berkas":
        return {"documents": definition.evidence}
    if here.name == "periksa":
        return {"answers": summary(definition.form, answers, choices=choices)}
    if here.name == "panduan":
        return {"guidance": definition.guidance}
    if here.name == "surat":
        return {"river": _river(definition, len(definition.route)), "pages": _drawn(definition, answers)}
    place = int(here.name.removeprefix("langkah-"))
    step = definition.route[place]
    return {"step": step, "river": _river(definition, place)} | _seen(definition, step, answers)


def _seen(definition: ServiceDefinition, step: RouteStep, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What who acts in a step sees: some answers, all of them, a form to fill in, or the letter."""
    choices = catalogue.choices()
    rows = [row for group in summary(definition.form, answers, choices=choices) for row in group.rows]
    time = time_in_words(step.hours)
    if step.kind is StepKind.SIGN:
        return {"pages": _drawn(definition, answers), "time": time}
    if step.form is not None:
        fields: tuple[BoundGroup, ...] = bound(step.form, example(step.form, choices=choices), choices=choices)
        return {"groups": fields, "time": time, "is_check": True}
    if step.kind in (StepKind.ENDORSE, StepKind.CONFIRM):
        shown = [row for row in rows if _is_shown(row.key, step.shows)]
        facts = [Fact(label=row.label, value=row.text) for row in shown if row.is_answered]
        return {"facts": facts, "time": time, "people": _people(step, answers)}
    return {
        "answers": summary(definition.form, answers, choices=choices),
        "documents": definition.evidence,
        "time": time,
    }


def _is_shown(key: str, shows: tuple[str, ...]) -> bool:
    """Whether a row may be seen: `shows` names a question, or one inside a list ("ahli.nama")."""
    words = [word for word in key.split(".") if not word.isdigit()]
    return words[0] in shows or ".".join(words) in shows


def _people(step: RouteStep, answers: Mapping[str, Any]) -> list[str]:
    items = answers.get(step.of) if step.of else None
    return [str(item.get("nama", "")) for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []


def _drawn(definition: ServiceDefinition, answers: Mapping[str, Any]) -> list[str]:
    try:
        made = selectors.drawing(definition.data, answers)
    except NotReady:
        return []
    return [base64.b64encode(page).decode() for page in made.pages]


def _river(definition: ServiceDefinition, place: int) -> tuple[RiverStep, ...]:
    docks = [RiverStep(label=_("Diajukan"), state="done")]
    for number, step in enumerate(definition.route):
        state = "done" if number < place else "current" if number == place else "ahead"
        docks.append(RiverStep(label=say(step.title), state=state))  # type: ignore[arg-type]  # one of its states
    is_done = place == len(definition.route)
    return (*docks, RiverStep(label=_("Surat terbit"), state="done" if is_done else "ahead"))
