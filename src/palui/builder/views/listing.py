"""All services as whoever looks after them sees them; beginning a new one, copying, files in and out."""

import re
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from palui.accounts.views.asking import acting_of
from palui.builder import selectors
from palui.builder import services as writing
from palui.builder.forms.parts import ImportForm, NewServiceForm
from palui.builder.selectors import DraftCard
from palui.builder.views.pages import WRONG, builder_page
from palui.catalogue import selectors as catalogue
from palui.catalogue import services as published
from palui.catalogue.selectors import ServiceState
from palui.kernel.errors import Conflict, DomainError, InvalidInput, NotFound
from palui.kernel.language import say
from palui.ui.domain import NavEntry, sentence

#: Bytes. The longest definition that comes with Palui has 30 kB.
_LARGEST = 1_000_000
#: Words in addresses that are no service.
_RESERVED = frozenset({"baru", "bawa-berkas"})


@dataclass(frozen=True, kw_only=True)
class Line:
    """A service in the list: what is offered of it, and what is being written."""

    code: str
    title: str
    state: ServiceState | None
    draft: DraftCard | None


@builder_page("GET")
def services(request: HttpRequest) -> HttpResponse:
    """Every service, offered or not, and every draft."""
    text = request.GET.get("cari", "").strip()[:80]
    shown = request.GET.get("lihat", "")
    lines = _lines()
    views = {
        "": (_("Semua"), lines),
        "draf": (_("Sedang disusun"), [line for line in lines if line.draft is not None]),
        "terjadwal": (_("Terjadwal"), [line for line in lines if line.state is not None and line.state.planned_number]),
        "berhenti": (_("Dihentikan"), [line for line in lines if line.state is not None and not line.state.is_offered]),
        "lebih-baru": (
            _("Ada yang lebih baru"),
            [line for line in lines if line.state is not None and line.state.bundled_is_newer],
        ),
    }
    shown = shown if shown in views else ""
    words = text.casefold().split()
    rows = [line for line in views[shown][1] if all(word in f"{line.title} {line.code}".casefold() for word in words)]
    context = {
        "rows": rows,
        "text": text,
        "shown": shown,
        "tabs": [
            NavEntry(label=label, url=f"?lihat={name}" if name else "?", current=name == shown, count=len(those))
            for name, (label, those) in views.items()
            if those or name == shown or not name
        ],
    }
    return render(request, "builder/list.html", context)


def _lines() -> list[Line]:
    drafts = {card.code: card for card in selectors.drafts()}
    states = {state.code: state for state in catalogue.every_service()}
    lines = [
        Line(
            code=code,
            title=drafts[code].title if code in drafts and code not in states else states[code].title,
            state=states.get(code),
            draft=drafts.get(code),
        )
        for code in {**drafts, **states}
    ]
    return sorted(lines, key=lambda line: (line.draft is None, line.title.casefold()))


@builder_page("GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """A new service from nothing but its name."""
    taken = {line.code for line in _lines()} | _RESERVED
    form = NewServiceForm(request.POST if request.method == "POST" else None, taken=taken)
    if request.method == "POST" and form.is_valid():
        code, title = form.cleaned_data["code"], form.cleaned_data["title"]
        if _is_free(form, code):
            try:
                record = writing.begin(by=acting_of(request), code=code, title=title)
            except InvalidInput as refused:
                _note(form, refused)
            else:
                return redirect("builder:about", record.code)
    return render(request, "builder/new.html", {"form": form}, status=WRONG if form.errors else 200)


@builder_page("POST")
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """A draft of a service that is published, or of what came with Palui."""
    acting = acting_of(request)
    if "bawaan" in request.POST:
        writing.begin_from_bundled(by=acting, code=code)
    else:
        writing.begin_from(by=acting, code=code)
    return redirect("builder:draft", code)


@builder_page("GET", "POST")
def copy(request: HttpRequest, code: str) -> HttpResponse:
    """A new service that says what this one says."""
    lines = {line.code: line for line in _lines()}
    if code not in lines:
        raise NotFound("service", code)
    form = NewServiceForm(request.POST if request.method == "POST" else None, taken=set(lines) | _RESERVED)
    if request.method == "GET":
        form.initial["title"] = _("%(title)s (salinan)") % {"title": lines[code].title}
    elif form.is_valid() and _is_free(form, form.cleaned_data["code"]):
        title = form.cleaned_data["title"]
        try:
            record = writing.copy_of(by=acting_of(request), code=code, new_code=form.cleaned_data["code"])
        except InvalidInput as refused:
            _note(form, refused)
        else:
            writing.change(
                by=acting_of(request),
                code=record.code,
                revision=record.revision,
                edit=lambda data: {**data, "titles": {**(data.get("titles") or {}), "id": title}},
            )
            return redirect("builder:draft", record.code)
    context = {"form": form, "copied": lines[code]}
    return render(request, "builder/new.html", context, status=WRONG if form.errors else 200)


@builder_page("GET", "POST")
def bring_in(request: HttpRequest) -> HttpResponse:
    """A service from a file: first what does not fit, line by line; then a draft of it."""
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    context: dict[str, object] = {"form": form}
    text = request.POST.get("teks", "").replace("\r\n", "\n")
    if request.method == "POST" and not text and form.is_valid():
        try:
            text = form.cleaned_data["file"].read(_LARGEST + 1).decode("utf-8-sig")
        except UnicodeDecodeError:
            form.add_error("file", _("Berkas ini bukan tulisan. Pilih berkas layanan (.yaml)."))
        if len(text) > _LARGEST:
            text = ""
            form.add_error("file", _("Berkas ini terlalu besar untuk satu layanan."))
    if text:
        form.errors.pop("file", None)
        done = _bring_in(request, form, text, context)
        if done is not None:
            return done
    return render(request, "builder/bring_in.html", context, status=WRONG if form.errors else 200)


def _bring_in(request: HttpRequest, form: ImportForm, text: str, context: dict[str, object]) -> HttpResponse | None:
    """Show what was found in the text, or make the draft when that was confirmed."""
    try:
        data = selectors.read_file(text)
    except DomainError as refused:
        form.add_error("file", _unreadable(refused))
        return None
    context |= {
        "text": text,
        "found": [one for one in selectors.check_file(text) if one.path != "code"],
        "title": _title(data),
        "code": str(data.get("code", "")),
    }
    taken = {line.code: line for line in _lines()}
    code = request.POST.get("kode", "").strip()
    context["is_known"] = (code or context["code"]) in taken
    context["new_code"] = code or context["code"]
    if "bawa" not in request.POST:
        return None
    try:
        record = writing.bring_in(by=acting_of(request), text=text, code=code)
    except InvalidInput as refused:
        context["code_error"] = " ".join(refused.errors.values())
    except (Conflict, DomainError) as refused:
        context["code_error"] = sentence(refused)
    else:
        messages.success(request, _("Berkas dibawa masuk sebagai draf. Belum ada yang terbit."))
        return redirect("builder:draft", record.code)
    return None


def _unreadable(refused: DomainError) -> str:
    """Where the file stops being one, as far as its reader can tell."""
    lines = re.findall(r"line (\d+)", str(refused.params.get("problem", "")))
    if not lines:
        return sentence(refused)
    return _(
        "Berkas ini tidak bisa dibaca di sekitar baris %(line)s. Periksa tanda kutip, titik dua, dan jarak di awal barisnya."
    ) % {"line": lines[-1]}


def _title(data: dict[str, object]) -> str:
    titles = data.get("titles")
    title = titles.get("id") if isinstance(titles, dict) else None
    return title if isinstance(title, str) else ""


@builder_page("GET")
def export(request: HttpRequest, code: str) -> HttpResponse:
    """The service as a file that another city can take: the draft, else what is offered."""
    try:
        data = selectors.draft(code).data
    except NotFound:
        state = catalogue.state_of(code)
        number = request.GET.get("versi", "")
        asked = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0
        data = dict(catalogue.numbered(code, asked or state.current_number or state.latest_number).definition.data)
    answer = HttpResponse(published.as_text(data), content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{code}.yaml"'
    return answer


def _is_free(form: NewServiceForm, code: str) -> bool:
    if code in _RESERVED:
        form.add_error("code", _("Alamat ini dipakai Palui sendiri. Pilih yang lain."))
    return code not in _RESERVED


def _note(form: NewServiceForm, refused: InvalidInput) -> None:
    for place, text in refused.errors.items():
        form.add_error(place if place in form.fields else None, say(text))
