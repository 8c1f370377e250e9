"""The parts of a service that are one form each."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from palui.builder.domain import Part, editing
from palui.builder.forms.definition import DefinitionForm
from palui.builder.forms.parts import AboutForm, DocumentsForm, LanguagesForm, StandardForm
from palui.builder.views.items import listed
from palui.builder.views.pages import STALE, WRONG, Page, after_saving, builder_page
from palui.catalogue.domain import sentences_of
from palui.kernel.language import say


def part_page(page: Page, form_class: Callable[..., DefinitionForm], **context: Any) -> HttpResponse:
    """Show the form of a part, and keep what is sent."""
    request = page.request
    form = form_class(page.record.data, sent=request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = WRONG
        if form.is_valid():
            if page.keep(form):
                return after_saving(request, page)
            status = STALE if page.stale else WRONG
    elif page.shows_mistakes:
        page.context["other_mistakes"] = form.show(page.own_mistakes())
    return page.render(status=status, form=form, **context)


@builder_page("GET", "POST")
def about(request: HttpRequest, code: str) -> HttpResponse:
    """What the service is, for whom, and how people look for it."""
    return part_page(Page.of(request, code, Part.ABOUT, "builder/part.html"), AboutForm)


@builder_page("GET", "POST")
def documents(request: HttpRequest, code: str) -> HttpResponse:
    """What one brings and must be."""
    page = Page.of(request, code, Part.DOCUMENTS, "builder/documents.html")
    return part_page(page, DocumentsForm, items=listed(page, "evidence"))


@builder_page("GET", "POST")
def standard(request: HttpRequest, code: str) -> HttpResponse:
    """The components of the service standard."""
    page = Page.of(request, code, Part.STANDARD, "builder/standard.html")
    return part_page(page, StandardForm, items=listed(page, "legal_basis"))


@builder_page("GET", "POST")
def languages(request: HttpRequest, code: str) -> HttpResponse:
    """The titles in other languages, and every sentence in English."""
    page = Page.of(request, code, Part.LANGUAGES, "builder/languages.html")
    data = page.record.data
    with translation.override("en"):
        known = {text: said for text in sentences_of(data) if (said := say(text)) != text}
    written = LanguagesForm(data).written
    total = len(sentences_of(data))
    return part_page(
        page,
        partial(LanguagesForm, known=known),
        total=total,
        done=sum(text in known or text in written for text in sentences_of(data)),
        title=editing.value(data, "titles.id"),
    )
