"""The parts of a service that are one form each."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from palui.builder.domain import Part, editing
from palui.builder.forms.definition import DefinitionForm
from palui.builder.forms.parts import AboutForm, DocumentsForm, LanguagesForm, StandardForm
from palui.builder.views.items import listed
from palui.builder.views.pages import STALE, WRONG, Page, after_saving, builder_page
from palui.kernel.language import say


def part_page(page: Page, form_class: type[DefinitionForm], **context: Any) -> HttpResponse:
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
    """The titles in other languages, and which sentences have English already."""
    page = Page.of(request, code, Part.LANGUAGES, "builder/languages.html")
    with translation.override("en"):
        sentences = [(text, said if (said := say(text)) != text else "") for text in _sentences(page.record.data)]
    known = sum(bool(said) for _text, said in sentences)
    return part_page(
        page, LanguagesForm, sentences=sentences, known=known, title=editing.value(page.record.data, "titles.id")
    )


#: Keys under which people read sentences; everything else is for machines.
_READ = frozenset(
    {
        "summary",
        "title",
        "label",
        "hint",
        "missing",
        "invalid",
        "message",
        "item_label",
        "unit",
        "about",
        "statement",
        "fee",
        "time",
        "product",
        "reason",
        "where",
    }
)
_READ_LISTS = frozenset({"requirements", "steps", "bring"})


def _sentences(data: Any) -> list[str]:
    """Every sentence of a definition that people read, each once, in its order."""
    return list(dict.fromkeys(text for text in _told(data) if text.strip()))


def _told(data: Any, key: str = "") -> list[str]:
    if isinstance(data, dict):
        found: list[str] = []
        for name, inner in data.items():
            if name not in ("titles", "letter", "search_words") and not (key == "legal_basis" and name == "title"):
                found += _told(inner, key if name in ("groups", "fields") else name)
        return found
    if isinstance(data, list):
        return [text for inner in data for text in _told(inner, key)]
    return [data] if isinstance(data, str) and key in _READ | _READ_LISTS else []
