"""Pages of offices, for administrators and for those who head one."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palui.kernel import clock
from palui.kernel.errors import Conflict, InvalidInput, NotFound
from palui.regions import access, selectors, services
from palui.regions.domain import OfficeKind
from palui.regions.forms import HolidayForm, HoursForm, LetterheadForm, NeighbourhoodForm
from palui.regions.ports import Acting
from palui.regions.selectors import OfficeRecord
from palui.ui.domain import NavEntry

KIND_NAMES = {
    OfficeKind.CITY: "Kota",
    OfficeKind.AGENCY: "Dinas dan badan",
    OfficeKind.DISTRICT: "Kecamatan",
    OfficeKind.KELURAHAN: "Kelurahan",
}


def _acting(request: HttpRequest) -> Acting:
    return cast("Acting", request.acting)  # type: ignore[attr-defined]  # set by accounts' middleware on every request


def _kept(request: HttpRequest, code: str) -> OfficeRecord:
    row, _mandate = access.office_kept_by(_acting(request), code)
    return selectors.office(row.pk)


@login_required
@require_GET
def offices(request: HttpRequest) -> HttpResponse:
    """The offices this person looks after; with one only, its page at once."""
    kept = access.kept_offices(_acting(request))
    mine = [office for office in selectors.offices() if kept is None or office.id in kept]
    if not mine:
        raise NotFound("office")
    if len(mine) == 1:
        return redirect("regions:letterhead", code=mine[0].code)
    groups = [(name, [office for office in mine if office.kind is kind]) for kind, name in KIND_NAMES.items()]
    context = {"groups": [group for group in groups if group[1]], "keeps_all": kept is None}
    return render(request, "regions/offices.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def letterhead(request: HttpRequest, code: str) -> HttpResponse:
    """The head of letters, their numbers, the route."""
    office = _kept(request, code)
    form = LetterheadForm.of(office, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_office(acting=_acting(request), code=code, changes=form.cleaned_data)
        except InvalidInput as refused:
            _show(form, refused.errors)
        else:
            messages.success(request, _("Data kantor tersimpan."))
            return redirect("regions:letterhead", code=office.code)
    return _page(request, office, "letterhead", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def hours(request: HttpRequest, code: str) -> HttpResponse:
    """When the office works."""
    office = _kept(request, code)
    form = HoursForm(selectors.working_hours(office.id).week, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_office(acting=_acting(request), code=code, changes={}, week=form.week())
        except InvalidInput as refused:
            form.add_error(None, refused.errors["week"])
        else:
            messages.success(request, _("Jam pelayanan tersimpan."))
            return redirect("regions:hours", code=office.code)
    return _page(request, office, "hours", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def holidays(request: HttpRequest, code: str) -> HttpResponse:
    """Days off from this month on, and a form for one more."""
    office = _kept(request, code)
    form = HolidayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_holiday(acting=_acting(request), code=code, **form.cleaned_data)
        except Conflict:
            form.add_error("day", _("Hari ini sudah tercatat sebagai hari libur."))
        else:
            messages.success(request, _("Hari libur ditambahkan."))
            return redirect("regions:holidays", code=office.code)
    today = clock.today()
    days = selectors.holidays(office.id, since=today.replace(day=1), until=today + timedelta(days=500))
    is_city = office.kind is OfficeKind.CITY
    rows = [(day, day.office_id == office.id or (is_city and day.office_id is None)) for day in days]
    return _page(request, office, "holidays", {"form": form, "rows": rows}, status=422 if form.errors else 200)


@login_required
@require_POST
def remove_holiday(request: HttpRequest, code: str, holiday_id: int) -> HttpResponse:
    """Open on that day after all."""
    services.remove_holiday(acting=_acting(request), code=code, holiday_id=holiday_id)
    messages.success(request, _("Hari libur dihapus."))
    return redirect("regions:holidays", code=code)


@login_required
@require_http_methods(["GET", "POST"])
def neighbourhoods(request: HttpRequest, code: str) -> HttpResponse:
    """RT and RW of a kelurahan, and a form for one more."""
    office = _kept(request, code)
    if office.kind is not OfficeKind.KELURAHAN:
        raise NotFound("office", code)
    form = NeighbourhoodForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_rt(acting=_acting(request), code=code, **form.cleaned_data)
        except InvalidInput as refused:
            _show(form, refused.errors)
        except Conflict:
            form.add_error("number", _("RT ini sudah ada."))
        else:
            messages.success(request, _("RT ditambahkan."))
            return redirect("regions:neighbourhoods", code=office.code)
    by_rw: dict[str, list[str]] = {}
    for rt in selectors.rts_of_office(office.id):
        by_rw.setdefault(rt.rw, []).append(rt.number)
    context = {"form": form, "by_rw": by_rw.items(), "total": sum(map(len, by_rw.values()))}
    return _page(request, office, "neighbourhoods", context, status=422 if form.errors else 200)


def office_tabs(office: OfficeRecord, current: str) -> tuple[NavEntry, ...]:
    """The pages of an office; a later room has one of them."""
    names = {"letterhead": _("Kop dan nomor surat"), "hours": _("Jam pelayanan"), "holidays": _("Hari libur")}
    places = {f"regions:{name}": label for name, label in names.items()}
    if office.kind is OfficeKind.KELURAHAN:
        places |= {"regions:neighbourhoods": _("RT dan RW"), "catalogue:office_services": _("Layanan")}
    return tuple(
        NavEntry(label=label, url=reverse(place, args=[office.code]), current=place == current)
        for place, label in places.items()
    )


def _page(
    request: HttpRequest, office: OfficeRecord, name: str, context: Mapping[str, Any], *, status: int
) -> HttpResponse:
    kept = access.kept_offices(_acting(request))
    return render(
        request,
        f"regions/{name}.html",
        {
            "office": office,
            "tabs": office_tabs(office, f"regions:{name}"),
            "is_kelurahan": office.kind is OfficeKind.KELURAHAN,
            "has_more": kept is None or len(kept) > 1,
            **context,
        },
        status=status,
    )


def _show(form: django_forms.Form, errors: Mapping[str, str]) -> None:
    for place, text in errors.items():
        form.add_error(place if place in form.fields else None, text)
