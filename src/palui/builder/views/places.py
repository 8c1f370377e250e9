"""Which page and field shows a place of a definition, and which place an address names."""

import re
from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from palui.builder.domain import Part, editing
from palui.builder.forms.definition import DefinitionForm
from palui.builder.forms.parts import (
    AboutForm,
    DocumentForm,
    DocumentsForm,
    LanguagesForm,
    LawForm,
    LetterForm,
    QuestionsForm,
    StandardForm,
)
from palui.builder.forms.questions import GroupForm, QuestionForm, RuleForm
from palui.builder.forms.route import StepForm
from palui.kernel.errors import NotFound

#: The page of each part.
PAGES: Mapping[Part, str] = {
    Part.ABOUT: "builder:about",
    Part.QUESTIONS: "builder:questions",
    Part.DOCUMENTS: "builder:documents",
    Part.ROUTE: "builder:route",
    Part.LETTER: "builder:letter",
    Part.STANDARD: "builder:standard",
    Part.LANGUAGES: "builder:languages",
}
_FORMS: tuple[tuple[type[DefinitionForm], str], ...] = (
    (AboutForm, "builder:about"),
    (QuestionsForm, "builder:questions"),
    (DocumentsForm, "builder:documents"),
    (LetterForm, "builder:letter"),
    (StandardForm, "builder:standard"),
    (LanguagesForm, "builder:languages"),
)
#: Lists of things that have a page each: by the word in the address.
_LISTS = {"dokumen": "evidence", "rute": "route", "dasar-hukum": "legal_basis", "aturan": "form.rules"}
_ITEM = re.compile(
    r"(?P<question>(route\[\d+\]\.)?form\.groups\[\d+\](\.fields\[\d+\]){0,2})"
    r"|(?P<list>evidence|route|legal_basis|form\.rules)\[(?P<number>\d+)\]"
)
_WHERE = re.compile(r"(?:r(?P<step>\d{1,3}))?(?:(?(step)\.|)(?P<places>\d{1,3}(?:\.\d{1,3}){0,2}))?", re.ASCII)


def path_at(kind: str, where: str) -> str:
    """The place that an address names: "pertanyaan", "0.2" is "form.groups[0].fields[2]". Raises NotFound."""
    if kind in _LISTS:
        if where and not re.fullmatch(r"\d{1,3}", where, re.ASCII):
            raise NotFound("page")
        return f"{_LISTS[kind]}[{int(where)}]" if where else _LISTS[kind]
    found = _WHERE.fullmatch(where)
    if found is None:
        raise NotFound("page")
    path = f"route[{int(found['step'])}].form" if found["step"] else "form"
    for depth, place in enumerate((found["places"] or "").split(".") if found["places"] else ()):
        path += f"{'.fields' if depth else '.groups'}[{int(place)}]"
    return path


def list_at(kind: str, where: str) -> str:
    """The list in which the thing at an address holds others: groups, questions, questions of a list."""
    path = path_at(kind, where)
    if kind in _LISTS:
        return path
    return f"{path}.groups" if path.endswith("form") else f"{path}.fields"


def where_of(path: str) -> tuple[str, str]:
    """The word and the number in the address of an item: the inverse of `path_at`."""
    for kind, name in _LISTS.items():
        if path == name or re.fullmatch(rf"{re.escape(name)}\[\d+\]", path):
            return kind, path[len(name) :].strip("[]")
    step = re.match(r"route\[(\d+)\]\.", path)
    places = re.findall(r"(?:groups|fields)\[(\d+)\]", path)
    return "pertanyaan", ".".join([*([f"r{step[1]}"] if step else []), *places])


def item_url(name: str, code: str, path: str) -> str:
    """The address of an item, or of what is done with it: `name` is item, add, remove or move."""
    kind, where = where_of(path)
    if not where:
        return reverse(f"builder:{name}_top", args=[code, kind])
    return reverse(f"builder:{name}", args=[code, kind, where])


def list_url(code: str, path: str) -> str:
    """The page that shows the list in which an item stands."""
    if path.startswith("route[") and ".form" in path:
        return item_url("item", code, path.partition(".")[0])
    if path.count(".fields[") > 1:
        return item_url("item", code, path.rpartition(".fields[")[0])
    page = {"form": "questions", "evidence": "documents", "route": "route", "legal_basis": "standard"}
    return reverse(f"builder:{page[re.split(r'[.[]', path)[0]]}", args=[code])


def form_for(path: str) -> type[DefinitionForm]:
    """The form of the item at a place."""
    if path.startswith("evidence"):
        return DocumentForm
    if path.startswith("legal_basis"):
        return LawForm
    if path.startswith("form.rules"):
        return RuleForm
    if path.startswith("route") and ".form" not in path:
        return StepForm
    return QuestionForm if ".fields[" in path else GroupForm


def address_of(code: str, path: str, part: Part, data: Mapping[str, Any]) -> str:
    """The page where a place is written, at its field."""
    found = _ITEM.match(path)
    if found is not None and isinstance(editing.value(data, found[0]), Mapping):
        item, rest = found[0], path[found.end() :].lstrip(".")
        return f"{item_url('item', code, item)}?periksa=1#{_anchor(form_for(item), rest)}"
    for form, name in _FORMS:
        for field, place in form.places.items():
            if path == place or path.startswith((f"{place}.", f"{place}[")):
                return f"{reverse(name, args=[code])}?periksa=1#isian-{field}"
    return f"{reverse(PAGES[part], args=[code])}?periksa=1"


def item_in(path: str) -> tuple[str, str]:
    """The thing with a page of its own in which a place stands, and the rest of the place; no thing for what has none."""
    found = _ITEM.match(path)
    return (found[0], path[found.end() :].lstrip(".")) if found is not None else ("", path)


def field_at(path: str) -> str:
    """What the field is called in which a place is written; empty where there is none."""
    item, rest = item_in(path)
    for form in [form_for(item)] if item else [form for form, _name in _FORMS]:
        for field, place in form.places.items():
            if rest == place or rest.startswith((f"{place}.", f"{place}[")):
                known = form.base_fields.get(field)
                return str(known.label) if known is not None else ""
    return ""


def _anchor(form: type[DefinitionForm], rest: str) -> str:
    first = re.split(r"[.[]", rest)[0]
    if first in ("show_if", "check"):
        return "syarat"
    if first == "fields":
        return "daftar"
    return next((f"isian-{field}" for field, place in form.places.items() if place == first), "isi")
