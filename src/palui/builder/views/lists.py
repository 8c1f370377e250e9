"""The parts of a service that are lists: its questions, its route."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from palui.builder.domain import Part, editing
from palui.builder.forms.parts import QuestionsForm
from palui.builder.views.items import listed
from palui.builder.views.pages import Page, builder_page
from palui.builder.views.places import item_url
from palui.builder.views.writing import part_page
from palui.catalogue.domain import time_in_words
from palui.ui.domain import RiverStep


@builder_page("GET", "POST")
def questions(request: HttpRequest, code: str) -> HttpResponse:
    """All questions, page by page."""
    page = Page.of(request, code, Part.QUESTIONS, "builder/questions.html")
    return part_page(
        page,
        QuestionsForm,
        groups=listed(page, "form.groups"),
        add_url=item_url("add", code, "form"),
        rules=listed(page, "form.rules"),
    )


@builder_page("GET")
def route(request: HttpRequest, code: str) -> HttpResponse:
    """Who acts, in which order."""
    page = Page.of(request, code, Part.ROUTE, "builder/route.html")
    steps = editing.value(page.record.data, "route")
    known = [step for step in steps if isinstance(step, dict)] if isinstance(steps, list) else []
    context: dict[str, Any] = {
        "steps": listed(page, "route"),
        "add_url": item_url("add", code, "route"),
        "river": _river(known),
        "time": _total(known),
        "other_mistakes": [one for one in page.own_mistakes() if one.path == "route"] if page.shows_mistakes else [],
    }
    return page.render(**context)


def _river(steps: list[dict[str, Any]]) -> tuple[RiverStep, ...]:
    docks = [RiverStep(label=_("Warga mengajukan"), state="current")]
    docks += [RiverStep(label=str(step.get("title") or "…"), state="ahead") for step in steps]
    return (*docks, RiverStep(label=_("Surat terbit"), state="ahead"))


def _total(steps: list[dict[str, Any]]) -> str:
    hours = [step.get("hours") for step in steps]
    total = sum(one for one in hours if isinstance(one, int | float) and not isinstance(one, bool))
    return time_in_words(float(total)) if total else ""
