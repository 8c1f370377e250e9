"""Pages on which a register is filled from a file, and on which one person is added."""

import csv
import io
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palui.kernel.errors import Conflict, InvalidInput, NotFound
from palui.kernel.language import say
from palui.regions import selectors as regions
from palui.regions.domain import OfficeKind
from palui.residents import access, selectors, services
from palui.residents.domain.imports import LARGEST_FILE, ImportRecord
from palui.residents.domain.layouts import COLUMNS, OWN_HEADER, REQUIRED
from palui.residents.forms import AddForm, ImportFileForm, ImportStartForm
from palui.residents.ports import Acting
from palui.ui.domain import sentence

_WRONG = 422
_LINES = 100
_EXAMPLE = {
    "kelurahan": "Sungai Jingah",
    "kk": "6371990101100012",
    "nik": "6371994203910001",
    "name": "Siti Rahmah",
    "birth_place": "Banjarmasin",
    "birth_date": "1991-03-02",
    "sex": "P",
    "religion": "Islam",
    "marital_status": "Kawin",
    "relation": "Istri",
    "education": "SLTA/Sederajat",
    "occupation": "Mengurus Rumah Tangga",
    "blood_type": "O",
    "nationality": "Indonesia",
    "street": "Jl. Sungai Jingah Gg. Keluarga No. 8",
    "rt": "12",
    "rw": "02",
    "phone": "0812-3456-7781",
}


def _acting(request: HttpRequest) -> Acting:
    return cast("Acting", request.acting)  # type: ignore[attr-defined]  # set by accounts' middleware on every request


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Send a file; the newest imports."""
    acting = _acting(request)
    mine = access.offices_imported_by(acting)
    if mine == ():
        raise NotFound("page")
    form = ImportFileForm(request.POST, request.FILES) if request.method == "POST" else ImportFileForm()
    if request.method == "POST" and form.is_valid():
        office_id = form.cleaned_data["office"] or (mine[0] if mine else None)
        file = form.cleaned_data["file"]
        try:
            # One byte more than is taken, so that the service sees that it is too large.
            content = file.read(LARGEST_FILE + 1)
            public_id = services.receive_import(acting=acting, office_id=office_id, filename=file.name, content=content)
        except InvalidInput as refused:
            form.add_error("file", say(refused.errors["file"]))
        else:
            return redirect("residents:import", public_id=public_id)
    offices = regions.offices(kind=OfficeKind.KELURAHAN)
    context = {
        "form": form,
        "whole_city": mine is None,
        "offices": [office for office in offices if mine is None or office.id in mine],
        "imports": selectors.imports_of(mine),
    }
    return render(request, "residents/imports.html", context, status=_WRONG if form.errors else 200)


@login_required
@never_cache
@require_GET
def one_import(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where an import stands: being read, its columns, how far it has got, its report."""
    row, _mandate = access.import_for(_acting(request), public_id)
    return _page(request, selectors.import_record_of(row))


@login_required
@require_POST
def start(request: HttpRequest, public_id: str) -> HttpResponse:
    """Check or import with the columns that were chosen."""
    acting = _acting(request)
    row, _mandate = access.import_for(acting, public_id)
    form = ImportStartForm(request.POST)
    if not form.is_valid():
        raise NotFound("page")
    fields = [request.POST.get(f"kolom-{place}", "") for place in range(len(row.header))]
    try:
        services.start_import(
            acting=acting,
            public_id=public_id,
            fields=fields,
            register=form.cleaned_data["register"],
            dry_run=form.cleaned_data["action"] == "check",
            makes_rts=form.cleaned_data["makes_rts"],
        )
    except InvalidInput as refused:
        return _page(request, selectors.import_record_of(row), errors=refused.errors, chosen=fields)
    except Conflict as refused:
        messages.warning(request, sentence(refused))
    return redirect("residents:import", public_id=public_id)


@login_required
@require_POST
def cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give up."""
    services.cancel_import(acting=_acting(request), public_id=public_id)
    messages.success(request, _("Impor dihentikan dan berkasnya dihapus."))
    return redirect("residents:imports")


@login_required
@never_cache
@require_GET
def report(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The report as CSV, for a spreadsheet."""
    name, lines = services.report_of(acting=_acting(request), public_id=public_id)
    answer = StreamingHttpResponse(_with_mark(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@login_required
@require_GET
def example(request: HttpRequest) -> HttpResponse:
    """Palui's own layout with one made-up row."""
    if access.offices_imported_by(_acting(request)) == ():
        raise NotFound("page")
    text = io.StringIO()
    write = csv.writer(text, delimiter=";").writerow
    write(OWN_HEADER.values())
    write(_EXAMPLE[field] for field in OWN_HEADER)
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="contoh-penduduk.csv"'
    return answer


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Add somebody who stands at the counter."""
    acting = _acting(request)
    mine = access.offices_read_by(acting)
    if not mine:
        raise NotFound("page")
    form = AddForm(request.POST if request.method == "POST" else None)
    chosen = request.POST.get("kantor", "") or request.GET.get("kantor", "")
    office_id = int(chosen) if chosen.isdigit() and int(chosen) in mine else mine[0]
    alike = False
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        reason = values.pop("reason")
        try:
            public_id = services.add_by_hand(
                acting=acting,
                office_id=office_id,
                fields=values,
                reason=reason,
                even_if_alike=request.POST.get("orang-lain") == "on",
            )
        except InvalidInput as refused:
            for place, text in refused.errors.items():
                form.add_error(place, say(text))
        except Conflict as conflict:
            alike = conflict.code == "person_alike"
            form.add_error(*(("name", _ALIKE) if alike else ("nik", _TAKEN)))
        else:
            messages.success(request, _("Penduduk ditambahkan."))
            return redirect("residents:detail", public_id=public_id)
    context = {"form": form, "office": regions.office(office_id), "alike": alike}
    return render(request, "residents/add.html", context, status=_WRONG if form.errors else 200)


_ALIKE = (
    "Orang dengan nama dan tanggal lahir ini sudah ada di daftar. Cari dulu; kalau memang orang lain, centang di bawah."
)
_TAKEN = "NIK ini sudah terdaftar."


def _with_mark(lines: Any) -> Any:
    """A byte order mark, so that spreadsheets take the text for what it is."""
    yield "\ufeff"
    yield from lines


def _page(
    request: HttpRequest,
    record: ImportRecord,
    *,
    errors: dict[str, str] | None = None,
    chosen: list[str] | None = None,
) -> HttpResponse:
    after = request.GET.get("setelah", "")
    notes = selectors.notes_of_import(
        record.public_id, after=int(after) if after.isdigit() and len(after) < 18 else 0, limit=_LINES + 1
    )
    options = [(name, say(label), name in REQUIRED) for name, label in COLUMNS.items()]
    fields = chosen or list(record.fields)
    columns = [
        (place, text, fields[place] if place < len(fields) else "", [_at(sample, place) for sample in record.samples])
        for place, text in enumerate(record.header)
    ]
    context = {
        "record": record,
        "columns": columns,
        "options": options,
        "errors": {place: say(text) for place, text in (errors or {}).items()},
        "notes": notes[:_LINES],
        "older": notes[_LINES - 1].id if len(notes) > _LINES else "",
        "first": bool(after),
    }
    return render(request, "residents/import.html", context, status=_WRONG if errors else 200)


def _at(sample: tuple[str, ...], place: int) -> str:
    return sample[place] if place < len(sample) else ""
