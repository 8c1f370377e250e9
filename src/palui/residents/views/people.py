"""Pages of the register: search, one person, correct."""

from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from palui.audit import selectors as audit
from palui.kernel.clock import local
from palui.kernel.errors import Conflict, InvalidInput, NotFound
from palui.kernel.identifiers import Phone
from palui.kernel.language import say
from palui.regions import selectors as regions
from palui.residents import access, selectors, services
from palui.residents.domain import LABELS, FieldSource, ResidentRecord
from palui.residents.forms import CorrectionForm, SearchForm
from palui.residents.ports import Acting
from palui.ui.domain import Fact, LogLine, day_in_words


def _acting(request: HttpRequest) -> Acting:
    return cast("Acting", request.acting)  # type: ignore[attr-defined]  # set by accounts' middleware on every request


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def residents(request: HttpRequest) -> HttpResponse:
    """People of the kelurahan. A number is sent in the body and answered at once; a name becomes part of the address."""
    acting = _acting(request)
    mine = access.offices_read_by(acting)
    if not mine:
        raise NotFound("page")
    sent = request.POST if request.method == "POST" else request.GET
    form = SearchForm({"text": sent.get("cari", ""), "office": sent.get("kantor", "")})
    form.is_valid()
    text, office_id = form.cleaned_data.get("text") or "", form.cleaned_data.get("office") or mine[0]
    is_number = any(sign.isdigit() for sign in text)
    if request.method == "POST" and not is_number:
        query = {"cari": text} | ({"kantor": str(office_id)} if office_id != mine[0] else {})
        return redirect(
            f"{reverse('residents:list')}?{urlencode({key: value for key, value in query.items() if value})}"
        )
    after = request.GET.get("setelah", "")
    page = services.look_for(acting=acting, office_id=office_id, text=text, after=after)
    query = {"cari": text, "kantor": office_id if office_id != mine[0] else ""}
    context = {
        "page": page,
        "text": text,
        "is_number": is_number,
        "is_whole_number": len("".join(sign for sign in text if sign.isdigit())) == 16,
        "office": regions.office(office_id),
        "may_import": access.offices_imported_by(acting) != (),
        "offices": [regions.office(mine_id) for mine_id in mine] if len(mine) > 1 else [],
        "first": _address(query) if after else "",
        "older": _address(query | {"setelah": page.after}) if page.after else "",
    }
    return render(request, "residents/list.html", context)


def _address(query: dict[str, Any]) -> str:
    return f"?{urlencode({key: value for key, value in query.items() if value})}"


@login_required
@never_cache
@require_GET
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One person: what the register says and since when, the household, who looked and what changed."""
    record = services.look_at(acting=_acting(request), public_id=public_id)
    household = [member for member in selectors.household_of(record.id) if member.id != record.id]
    entries = audit.entries_of_subject(services.subject_of(public_id), limit=20)
    context = {
        "record": record,
        "facts": _facts(record),
        "source": _told(record.common_source),
        # Somebody of the card may live in another kelurahan: their row is not for this office.
        "household": [(member, member.office_id == record.office_id) for member in household],
        "changes": selectors.changes_of(record.id),
        "lines": [
            LogLine(at=entry.at, text=f"{entry.actor} {entry.sentence}", look=entry.is_look) for entry in entries
        ],
    }
    return render(request, "residents/detail.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, public_id: str) -> HttpResponse:
    """Correct what the register says, field by field, with a reason."""
    acting = _acting(request)
    row, _mandate = access.resident_for(acting, public_id)
    record = selectors.record_of(row)
    form = CorrectionForm(record, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            changed = services.correct(
                acting=acting, public_id=public_id, changes=form.changes(), reason=form.cleaned_data["reason"]
            )
        except InvalidInput as refused:
            for place, text in refused.errors.items():
                form.add_error(place, text)
        except Conflict:
            form.add_error("nik", _("NIK ini sudah terdaftar atas nama orang lain."))
        else:
            names = ", ".join(label if (label := say(LABELS[name])) == "NIK" else label.lower() for name in changed)
            if changed:
                messages.success(request, _("Tersimpan: %(fields)s.") % {"fields": names})
            else:
                messages.info(request, _("Tidak ada yang berubah."))
            return redirect("residents:detail", public_id=public_id)
    return render(
        request, "residents/correct.html", {"record": record, "form": form}, status=422 if form.errors else 200
    )


def _facts(record: ResidentRecord) -> tuple[Fact, ...]:
    address, common = record.address, record.common_source
    values = {
        "nik": record.nik.masked,
        "kk": record.kk.masked,
        "birth_place": record.birth_place,
        "birth_date": day_in_words(record.birth_date),
        "sex": say(record.sex.label),
        "religion": record.religion,
        "marital_status": record.marital_status,
        "relation": record.relation,
        "occupation": record.occupation,
        "education": record.education,
        "blood_type": record.blood_type,
        "nationality": record.nationality,
        "street": f"{address.street}, {address.neighbourhood}",
        "phone": Phone(record.phone).national if record.phone else "",
    }
    return tuple(
        Fact(
            label=_("Alamat") if name == "street" else say(LABELS[name]),
            value=value or "–",
            note=_told(record.sources[name]) if record.sources[name] != common else "",
        )
        for name, value in values.items()
    )


def _told(source: FieldSource) -> str:
    return f"{source.source}, {day_in_words(local(source.at).date())}"
