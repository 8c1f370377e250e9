"""Filling in for a resident: finding them, choosing the service. At the counter, or as the head of their RT."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from palui.accounts.views.asking import acting_of
from palui.catalogue import selectors as catalogue
from palui.intake import access, selectors, services
from palui.intake.domain import Channel
from palui.intake.forms import PickForm
from palui.intake.views.pages import signed_in
from palui.kernel.errors import DomainError, InvalidInput
from palui.kernel.identifiers import Nik
from palui.regions import selectors as regions
from palui.residents import selectors as residents
from palui.ui.domain import sentence

#: Keys that pick one of the first services.
_KEYS = "123456789"


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest, channel: Channel) -> HttpResponse:
    """One box to find somebody by name, NIK or card, and whom one has served today. A number travels in the body."""
    acting = acting_of(request)
    mandate = access.rt_mandate(acting) if channel is Channel.RT else access.counter_mandate(acting)
    text = request.POST.get("cari", "").strip()[:80] if request.method == "POST" else ""
    found = services.find_residents(acting=acting, channel=channel, text=text)
    digits = "".join(sign for sign in text if sign.isdigit())
    context: dict[str, Any] = {
        "channel": channel.value,
        "people": found,
        "text": text,
        "is_short_number": bool(digits) and len(digits) != 16 and digits == "".join(text.split()),
        "mandate": mandate,
    }
    if request.headers.get("HX-Request"):
        return render(request, "intake/_people.html", context)
    context |= {"served": selectors.served_by(mandate.user_id), "office": regions.office(mandate.office_id)}
    return render(request, "intake/people.html", context)


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def pick(request: HttpRequest, channel: Channel, public_id: str) -> HttpResponse:
    """What somebody asks for; then the questions."""
    acting = acting_of(request)
    try:
        helped = services.open_resident(acting=acting, channel=channel, public_id=public_id)
    except InvalidInput as yourself:
        return render(request, "intake/pick.html", {"refusal": " ".join(yourself.errors.values())}, status=422)
    form = PickForm(request.POST if request.method == "POST" else None)
    refusal = ""
    if request.method == "POST":
        if form.is_valid():
            try:
                code = services.start_draft(
                    acting=acting,
                    service_code=form.cleaned_data["layanan"],
                    subject=_subject(form),
                    channel=channel,
                    on_behalf=public_id,
                )
            except InvalidInput as refused:
                refusal = " ".join(refused.errors.values())
            except DomainError as refused:
                if refused.code != "not_offered_here":
                    raise
                refusal = sentence(refused)
            else:
                return redirect("intake:resume" if channel is Channel.RT else "intake:counter", code=code)
        else:
            refusal = _("Pilih salah satu layanan di bawah.")
    offered = selectors.services_for_counter(helped.mandate.user_id)
    keys = [*_KEYS, *[""] * len(offered)]
    context = {
        "channel": channel.value,
        "record": helped.record,
        "household": residents.household_of(helped.record.id),
        "services": list(zip(keys, offered, strict=False)),
        "chosen": form.data.get("untuk", ""),
        "almarhum": form.data.get("almarhum", ""),
        "refusal": refusal,
        "closed": catalogue.closed_at(regions.office(helped.record.office_id)),
    }
    return render(request, "intake/pick.html", context, status=422 if refusal else 200)


def _subject(form: PickForm) -> int | None:
    """Whom the letter is about. Raises InvalidInput at "almarhum"."""
    text = form.cleaned_data["almarhum"].strip()
    if not text:
        subject: int | None = form.cleaned_data["untuk"]
        return subject
    try:
        record = residents.find_by_nik(Nik.parse(text))
    except DomainError:
        record = None
    if record is None:
        raise InvalidInput(
            {
                "almarhum": _(
                    "NIK almarhum tidak ada di data kependudukan kota. Tambahkan dulu orangnya di halaman Penduduk"
                )
            }
        )
    return record.id
