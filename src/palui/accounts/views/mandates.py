"""Mandates: who may act for an office, from when to when. For administrators, lurah and secretaries."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from palui.accounts import selectors, services
from palui.accounts.domain import CAPACITY_NAMES, ROLE_NAMES, Acting, Role, may_grant
from palui.accounts.forms import EndForm, MandateForm, PersonForm
from palui.accounts.selectors import HeldMandate
from palui.accounts.views.asking import acting_of
from palui.kernel import clock
from palui.kernel.errors import DomainError, InvalidInput, NotFound
from palui.kernel.language import say
from palui.regions import selectors as regions
from palui.regions.domain import OfficeKind
from palui.ui.domain import NavEntry, day_in_words, sentence

#: Offices that give letters, so that a day without a signatory is a day without letters.
_GIVE_LETTERS = frozenset({OfficeKind.KELURAHAN, OfficeKind.DISTRICT})


@login_required
@never_cache
@require_GET
def offices(request: HttpRequest) -> HttpResponse:
    """Every office, first those where nobody can sign today; who manages one office goes straight to it."""
    acting = acting_of(request)
    if acting.holds(Role.ADMIN) is None:
        own = acting.holds(Role.LURAH) or acting.holds(Role.SECRETARY)
        if own is None:
            raise NotFound("mandate")
        return redirect("accounts:office", office_id=own.office_id)
    covered = selectors.offices_with_signatory()
    records = regions.offices()
    gaps = [record for record in records if record.kind in _GIVE_LETTERS and record.id not in covered]
    return render(request, "accounts/offices.html", {"offices": records, "gaps": gaps})


@login_required
@never_cache
@require_GET
def office(request: HttpRequest, office_id: int) -> HttpResponse:
    """Mandates at one office: in force, coming, and on request past ones."""
    acting = acting_of(request)
    roles = _grantable(acting, office_id)
    record = regions.office(office_id)
    with_past = request.GET.get("lampau") == "1"
    held = selectors.mandates_of_office(office_id, with_past=with_past)
    gap = record.kind in _GIVE_LETTERS and office_id not in selectors.offices_with_signatory()
    url = reverse("accounts:office", args=[office_id])
    context = {
        "office": record,
        "is_admin": acting.holds(Role.ADMIN) is not None,
        "groups": _by_role(held, roles),
        "tabs": (
            NavEntry(label=_("Berlaku dan akan datang"), url=url, current=not with_past),
            NavEntry(label=_("Semua, termasuk yang lampau"), url=f"{url}?lampau=1", current=with_past),
        ),
        "gap": gap,
    }
    return render(request, "accounts/office.html", context)


def _grantable(acting: Acting, office_id: int) -> tuple[Role, ...]:
    """The roles this person may give at that office. Raises NotFound when there is none."""
    roles = tuple(role for role in Role if may_grant(acting, role=role, office_id=office_id) is not None)
    if not roles:
        raise NotFound("office", office_id)
    return roles


def _by_role(held: Iterable[HeldMandate], grantable: Iterable[Role]) -> list[dict[str, Any]]:
    may = frozenset(grantable)
    groups: dict[Role, list[dict[str, Any]]] = {}
    for one in held:
        role = one.mandate.role
        can_end = one.state != "over" and role in may
        groups.setdefault(role, []).append(
            {"held": one, "can_end": can_end, "capacity": say(CAPACITY_NAMES[one.mandate.capacity])}
        )
    return [{"name": ROLE_NAMES[role], "rows": groups[role]} for role in reversed(Role) if role in groups]


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def grant(request: HttpRequest, office_id: int) -> HttpResponse:
    """Find the person, fill in the mandate, read it once more, give it."""
    acting = acting_of(request)
    roles = _grantable(acting, office_id)
    record = regions.office(office_id)
    if request.method == "POST":
        return _granted(request, acting, office_id, roles)
    chosen = request.GET.get("orang", "")
    if not chosen.isdigit():
        search = request.GET.get("cari", "")
        context = {
            "office": record,
            "search": search,
            "people": selectors.find_people(search),
            "searched": len(search.strip()) > 1,
        }
        return render(request, "accounts/grant_person.html", context)
    form = MandateForm(initial={"orang": int(chosen), "valid_from": clock.today()})
    return _grant_page(request, form, office_id, int(chosen), roles)


def _granted(request: HttpRequest, acting: Acting, office_id: int, roles: tuple[Role, ...]) -> HttpResponse:
    form = MandateForm(request.POST)
    if not form.is_valid():
        return _grant_page(request, form, office_id, form.cleaned_data.get("orang"), roles)
    new = form.mandate(office_id)
    try:
        title = services.check_mandate(by=acting, new=new)
        if not form.cleaned_data["yakin"]:
            return _confirm_page(request, form, title)
        services.grant_mandate(by=acting, **vars(new))
    except InvalidInput as wrong:
        for place, text in wrong.errors.items():
            form.add_error(place, text)
        return _grant_page(request, form, office_id, new.user_id, roles)
    except DomainError as error:
        if error.code == "not_found":
            raise
        form.add_error(None, sentence(error))
        return _grant_page(request, form, office_id, new.user_id, roles)
    messages.success(request, _("Mandat %(title)s sudah diberikan.") % {"title": title})
    return redirect("accounts:office", office_id=office_id)


def _grant_page(
    request: HttpRequest, form: MandateForm, office_id: int, user_id: int | None, roles: tuple[Role, ...]
) -> HttpResponse:
    context = {
        "form": form,
        "office": regions.office(office_id),
        "person": selectors.person(user_id) if user_id is not None else None,
        "roles": [(role.value, say(ROLE_NAMES[role])) for role in roles],
        "capacities": [(capacity.value, say(name)) for capacity, name in CAPACITY_NAMES.items()],
        "rts": [(rt.id, rt.label) for rt in regions.rts_of_office(office_id)],
        "rws": [(rw.id, f"RW {rw.number}") for rw in regions.rws_of_office(office_id)],
    }
    return render(request, "accounts/grant.html", context, status=422 if form.is_bound else 200)


def _confirm_page(request: HttpRequest, form: MandateForm, title: str) -> HttpResponse:
    data = form.cleaned_data
    person = selectors.person(data["orang"])
    first = day_in_words(data["valid_from"])
    last = day_in_words(data["valid_to"]) if data["valid_to"] else _("sampai ada perubahan")
    context = {
        "title": _("Beri mandat ini?"),
        "text": _("%(name)s menjadi %(title)s, mulai %(first)s, sampai %(last)s.")
        % {"name": person.name, "title": title, "first": first, "last": last.removeprefix("sampai ")},
        "action": request.path,
        "label": _("Ya, beri mandat"),
        "way_back": f"{request.path}?orang={person.id}",
        "hidden": [
            (name, value) for name, value in request.POST.items() if name not in ("csrfmiddlewaretoken", "yakin")
        ],
    }
    return render(request, "accounts/grant_confirm.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, mandate_id: int) -> HttpResponse:
    """End a mandate, now or with a day to come."""
    acting = acting_of(request)
    held = selectors.mandate(mandate_id)
    if may_grant(acting, role=held.mandate.role, office_id=held.mandate.office_id) is None:
        raise NotFound("mandate", mandate_id)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.end_mandate(by=acting, mandate_id=mandate_id, last_day=form.cleaned_data["last_day"])
        except InvalidInput as wrong:
            for place, text in wrong.errors.items():
                form.add_error(place, text)
        else:
            messages.success(request, _("Mandat %(title)s diakhiri.") % {"title": held.mandate.title})
            return redirect("accounts:office", office_id=held.mandate.office_id)
    context = {
        "form": form,
        "title": _("Akhiri mandat ini?"),
        "text": _("%(name)s tidak lagi bertindak sebagai %(title)s.")
        % {"name": held.person.name, "title": held.mandate.title},
        "action": request.path,
        "label": _("Akhiri mandat"),
        "way_back": reverse("accounts:office", args=[held.mandate.office_id]),
        "danger": True,
    }
    return render(request, "accounts/end.html", context, status=422 if request.method == "POST" else 200)


@sensitive_post_parameters("password")
@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def new_person(request: HttpRequest, office_id: int) -> HttpResponse:
    """An account for somebody who has none, then on to the mandate."""
    acting = acting_of(request)
    _grantable(acting, office_id)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user_id = services.create_person(by=acting, **form.cleaned_data)
        except InvalidInput as wrong:
            for place, text in wrong.errors.items():
                form.add_error(place, text)
        else:
            messages.success(request, _("Akun sudah jadi. Sekarang beri mandatnya."))
            return redirect(f"{reverse('accounts:grant', args=[office_id])}?orang={user_id}")
    context = {"form": form, "office": regions.office(office_id)}
    return render(request, "accounts/new_person.html", context, status=422 if request.method == "POST" else 200)
