"""One's own account."""

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from palui.accounts import selectors, services
from palui.accounts.access import count_try
from palui.accounts.domain import PASSWORD, PASSWORD_HELP, SIGNATORIES, Acting, Role
from palui.accounts.forms import HelpForm, PasswordForm, ProfileForm
from palui.accounts.models import User
from palui.accounts.views.asking import acting_of, person_id_of
from palui.kernel.errors import DomainError, InvalidInput, NotFound
from palui.kernel.identifiers import Phone
from palui.ui.domain import Fact


@login_required
@never_cache
@require_GET
def profile(request: HttpRequest) -> HttpResponse:
    """Who I am here, what I may do, and what I can change."""
    acting = acting_of(request)
    person = selectors.person(person_id_of(request))
    facts = [
        Fact(label=_("Nama"), value=person.name, note=_("Dari data penduduk") if person.resident_id else ""),
        Fact(label=_("Nomor ponsel"), value=Phone(person.phone).national if person.phone else _("belum ada")),
        Fact(label=_("Surel"), value=person.email or _("belum ada"), note=_waiting(person.new_email)),
    ]
    if not person.resident_id:
        facts.append(Fact(label=_("Nama pengguna"), value=person.username))
    if person.nip:
        facts.append(Fact(label="NIP", value=person.nip, note=person.rank))
    context = {
        "person": person,
        "facts": facts,
        "may_help": _may_help(acting),
        "mandates": selectors.mandates_of(person.id),
        "certificate_url": _certificate_url() if any(one.role in SIGNATORIES for one in acting.mandates) else "",
    }
    return render(request, "accounts/profile.html", context)


def _waiting(email: str) -> str:
    return _("Menunggu konfirmasi lewat tautan yang dikirim ke %(email)s") % {"email": email} if email else ""


def _certificate_url() -> str:
    # A later step's page: known by name only, and not there in an installation without it.
    try:
        return reverse("letters:credential")
    except NoReverseMatch:
        return ""


@sensitive_post_parameters("password")
@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """Change name, phone or e-mail."""
    acting = acting_of(request)
    person = selectors.person(person_id_of(request))
    phone = Phone(person.phone).national if person.phone else ""
    form = ProfileForm(request.POST or None, initial={"name": person.name, "phone": phone, "email": person.email})
    if request.method == "POST" and form.is_valid() and _is_really_me(request, form, "password"):
        data = form.cleaned_data
        try:
            services.change_profile(acting=acting, name=data["name"], phone=data["phone"], email=data["email"])
        except InvalidInput as wrong:
            _show(form, wrong)
        else:
            told = _("Perubahan tersimpan.")
            waiting = selectors.person(person.id).new_email
            if waiting and waiting != person.new_email:
                told = _("Perubahan tersimpan. Surel baru berlaku setelah Anda membuka tautan yang kami kirim ke sana.")
            messages.success(request, told)
            return redirect("accounts:profile")
    context = {"form": form, "name_is_fixed": person.resident_id is not None}
    return render(request, "accounts/change.html", context, status=422 if request.method == "POST" else 200)


@sensitive_post_parameters("old", "new")
@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """A new password; every other session of this account ends."""
    acting = acting_of(request)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_really_me(request, form, "old"):
        try:
            services.change_password(acting=acting, new=form.cleaned_data["new"])
        except InvalidInput as wrong:
            _show(form, wrong)
        else:
            update_session_auth_hash(request, User.objects.get(pk=person_id_of(request)))
            # The session has a new key; the list of devices follows it.
            UserSession.objects.create_from_request(request)
            messages.success(request, _("Kata sandi sudah diganti. Di perangkat lain Anda perlu masuk lagi."))
            return redirect("accounts:profile")
    return render(request, "accounts/password.html", {"form": form}, status=422 if request.method == "POST" else 200)


@sensitive_post_parameters("who", "new")
@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def help_sign_in(request: HttpRequest) -> HttpResponse:
    """At the counter: a new password for a resident who forgot theirs and shows the KTP."""
    acting = acting_of(request)
    if not _may_help(acting):
        raise NotFound("page")
    form = HelpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        # Not form errors: somebody who tries numbers one after the other gets a page that says so.
        count_try(request, PASSWORD_HELP, person=str(acting.user_id))
        try:
            name = services.give_new_password(acting=acting, who=form.cleaned_data["who"], new=form.cleaned_data["new"])
        except InvalidInput as wrong:
            _show(form, wrong)
        else:
            messages.success(request, _("Kata sandi %(name)s sudah diganti.") % {"name": name})
            return redirect("accounts:help")
    context = {"form": form, "is_admin": acting.holds(Role.ADMIN) is not None}
    return render(request, "accounts/help.html", context, status=422 if request.method == "POST" else 200)


def _may_help(acting: Acting) -> bool:
    return acting.is_staff or acting.holds(Role.ADMIN) is not None


def _is_really_me(request: HttpRequest, form: Form, place: str) -> bool:
    """Whether the password typed at `place` is right; if not, the form says so."""
    adapter = get_adapter(request)
    try:
        try:
            count_try(request, PASSWORD, person=str(person_id_of(request)))
        except DomainError as refused:
            raise adapter.validation_error("too_many_login_attempts") from refused
        if adapter.reauthenticate(request.user, form.cleaned_data[place]):
            return True
    except ValidationError as error:
        form.add_error(place, error)
        return False
    form.add_error(place, _("Kata sandi ini tidak cocok. Coba lagi."))
    return False


def _show(form: Form, wrong: InvalidInput) -> None:
    for place, text in wrong.errors.items():
        form.add_error(place, text)
