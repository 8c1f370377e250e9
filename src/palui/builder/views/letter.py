"""The letter: what it says, with the drawn page beside it."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from palui.builder import selectors
from palui.builder.domain import Mistake, NotReady, Part, editing
from palui.builder.forms.conditions import Asked, asked_before
from palui.builder.forms.parts import LetterForm
from palui.builder.views.changes import name_of
from palui.builder.views.pages import STALE, WRONG, Page, after_saving, builder_page
from palui.catalogue import selectors as catalogue
from palui.catalogue.domain.wording import CASE_WORDS, PARTS
from palui.formspec.kinds import FILES, Kind
from palui.kernel.errors import DomainError
from palui.kernel.language import say
from palui.ui.domain import sentence


@dataclass(frozen=True)
class Insert:
    """Something to put into the text where the cursor stands; `is_block` stands on a line of its own."""

    label: str
    text: str
    is_block: bool = False


@builder_page("GET", "POST")
def letter(request: HttpRequest, code: str) -> HttpResponse:
    """Title, book and text; "Lihat surat" draws what is typed without keeping it."""
    page = Page.of(request, code, Part.LETTER, "builder/letter.html")
    form = LetterForm(page.record.data, sent=request.POST if request.method == "POST" else None)
    status, data = 200, page.record.data
    if request.method == "POST":
        is_valid = form.is_valid()
        status = 200 if is_valid else WRONG
        if is_valid:
            data = form.applied(data)
        if is_valid and "lihat" not in request.POST:
            if page.keep(form):
                return after_saving(request, page)
            status = STALE if page.stale else WRONG
    elif page.shows_mistakes:
        page.context["other_mistakes"] = form.show(page.own_mistakes())
    return page.render(
        status=status, form=form, palette=_palette(page.record.data), classifications=_classifications(), **_drawn(data)
    )


@builder_page("POST")
def drawing(request: HttpRequest, code: str) -> HttpResponse:
    """The page that the typed text makes, or what is wrong with it; nothing is kept."""
    record = selectors.draft(code)
    form = LetterForm(record.data, sent=request.POST)
    data = form.applied(record.data) if form.is_valid() else record.data
    return render(request, "builder/_drawing.html", _drawn(data))


def _drawn(data: Mapping[str, Any]) -> dict[str, Any]:
    try:
        made = selectors.drawing(data)
    except NotReady as refused:
        return {"pages": [], "problems": [_told(mistake, data) for mistake in refused.mistakes]}
    except DomainError as refused:
        return {"pages": [], "problems": [sentence(refused)]}
    return {"pages": [base64.b64encode(page).decode() for page in made.pages], "problems": []}


def _classifications() -> list[tuple[str, str]]:
    """The codes that other services have, each with one of them, to choose from."""
    found = {record.definition.classification: record.definition.title for record in catalogue.offered()}
    return sorted(found.items())


def _told(mistake: Mistake, data: Mapping[str, Any]) -> str:
    """What is wrong with the text, or, with its name, of another field."""
    return mistake.sentence if mistake.path == "letter.body" else f"{name_of(mistake.path, data)}: {mistake.sentence}"


def _palette(data: Mapping[str, Any]) -> list[tuple[str, list[Insert]]]:
    """What can be put into the text, by where it comes from."""
    questions = asked_before(data, "")
    found = [
        (_("Bagian tetap"), [Insert(say(label), f"{{{name}}}", is_block=True) for name, label in PARTS.items()]),
        (_("Jawaban pemohon"), [_insert(one, data) for one in questions if one.kind not in FILES]),
        (_("Hasil pemeriksaan"), list(_field_checks(data))),
        (_("Orangnya dan berkasnya"), [Insert(say(label), f"{{{name}}}") for name, label in CASE_WORDS.items()]),
        (_("Bentuk"), _shapes(questions)),
    ]
    return [(title, inserts) for title, inserts in found if inserts]


def _insert(one: Asked, data: Mapping[str, Any]) -> Insert:
    if one.kind is not Kind.REPEAT:
        return Insert(one.label, f"{{{one.key}}}")
    return Insert(_("Tabel: %(label)s") % {"label": one.label}, _table(one.key, data), is_block=True)


def _table(key: str, data: Mapping[str, Any]) -> str:
    groups = editing.value(data, "form.groups")
    for group in groups if isinstance(groups, list) else ():
        for question in group.get("fields") or () if isinstance(group, Mapping) else ():
            if isinstance(question, Mapping) and question.get("key") == key:
                inner = [one for one in question.get("fields") or () if isinstance(one, Mapping)][:4]
                return f"|{key}| " + " | ".join(f"{one.get('label')} = {one.get('key')}" for one in inner)
    return f"|{key}| Nama = nama"


def _field_checks(data: Mapping[str, Any]) -> list[Insert]:
    route = editing.value(data, "route")
    found: list[Insert] = []
    for place, step in enumerate(route if isinstance(route, list) else ()):
        if isinstance(step, Mapping) and isinstance(step.get("form"), Mapping):
            asked = asked_before(data, f"route[{place}].form.groups")
            found += [Insert(one.label, f"{{{step.get('key')}.{one.key}}}") for one in asked if one.kind not in FILES]
    return found


def _shapes(questions: list[Asked]) -> list[Insert]:
    name = next((one.key for one in questions if one.kind not in FILES | {Kind.REPEAT}), "subjek.nama")
    date = next((one.key for one in questions if one.kind is Kind.DATE), "")
    shapes = [
        Insert(_("Paragraf"), "Tulis kalimatnya di sini.", is_block=True),
        Insert(_("Judul kecil"), "# Judul", is_block=True),
        Insert(_("Nama dan isi, sejajar"), f"Nama :: {{subjek.nama}}\nKeterangan :: {{{name}}}", is_block=True),
        Insert(_("Butir"), "- Butir pertama\n- Butir kedua", is_block=True),
        Insert(_("Bernomor"), "1. Yang pertama\n2. Yang kedua", is_block=True),
        Insert(_("Tanda tangan basah"), "@ Saksi 1 = {subjek.nama} | Saksi 2 = ....................", is_block=True),
        Insert(_("Tebal"), "**tebal**"),
        Insert(_("Miring"), "*miring*"),
        Insert(_("Hilang bila kosong"), f"[[ dan {{{name}}}]]"),
        Insert(_("Hanya bila dijawab begini"), f"[[bila {name} = jawaban: kalimatnya]]"),
        Insert(_("Huruf pertama kecil"), f"{{{name}|kecil}}"),
        Insert(_("Semua huruf besar"), "{subjek.nama|besar}"),
    ]
    if date:
        shapes.append(Insert(_("Nama hari"), f"{{{date}|hari}}"))
    return shapes
