"""Signing in and out, and the account that a resident makes."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, perform_password_login
from allauth.account.models import Login
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from palui.accounts import services
from palui.accounts.access import canonical_login, count_try
from palui.accounts.domain import SIGN_IN, SIGN_UP
from palui.accounts.forms import SignInForm, SignUpForm
from palui.accounts.models import User
from palui.accounts.views.asking import acting_of
from palui.kernel.errors import DomainError, InvalidInput
from palui.ui.domain import sentence

#: Where one lands when no other page was asked for.
FRONT_PAGE = "/"


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """User name or phone, and password; then on to `next`."""
    onward = _safe_next(request)
    if acting_of(request).user_id is not None:
        return redirect(onward)
    form = SignInForm(request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            user = _checked(request, login=form.cleaned_data["login"], password=form.cleaned_data["password"])
        except ValidationError as error:
            refusal = " ".join(error.messages)
        else:
            credentials = {"username": user.get_username()}
            answer: HttpResponse = perform_password_login(request, credentials, Login(user=user, redirect_url=onward))
            return answer
    context = {"form": form, "refusal": refusal, "next": request.GET.get("next") or request.POST.get("next", "")}
    return render(request, "accounts/sign_in.html", context, status=422 if request.method == "POST" else 200)


def _checked(request: HttpRequest, *, login: str, password: str) -> User:
    """The user with that name and password. Raises ValidationError with what a person reads."""
    adapter = get_adapter(request)
    try:
        count_try(request, SIGN_IN, person=canonical_login(login))
    except DomainError as refused:
        raise adapter.validation_error("too_many_login_attempts") from refused
    user: User | None = adapter.authenticate(request, username=login, password=password)
    if user is None:
        raise adapter.validation_error("username_password_mismatch")
    return user


@require_http_methods(["GET", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """Asks once (so that no link can sign anybody out), then ends the session."""
    if acting_of(request).user_id is None:
        return redirect(FRONT_PAGE)
    if request.method == "POST":
        get_adapter(request).logout(request)
        messages.success(request, _("Anda sudah keluar. Sampai jumpa."))
        return redirect(FRONT_PAGE)
    context = {
        "title": _("Keluar dari Palui?"),
        "text": _("Di ponsel atau komputer bersama, keluarlah setelah selesai."),
        "action": reverse("account_logout"),
        "label": _("Keluar"),
        "way_back": reverse("accounts:profile"),
    }
    return render(request, "ui/confirm.html", context)


@sensitive_post_parameters("password", "nik", "kk")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """A resident shows NIK, KK number and phone, and chooses a password."""
    onward = _safe_next(request)
    if acting_of(request).user_id is not None:
        return redirect(onward)
    form = SignUpForm(request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            user = _registered(request, form)
        except InvalidInput as wrong:
            for place, text in wrong.errors.items():
                form.add_error(place, text)
        except DomainError as error:
            refusal = sentence(error)
        else:
            messages.success(
                request, _("Akun Anda sudah jadi. Selanjutnya masuk dengan nomor ponsel dan kata sandi ini.")
            )
            answer: HttpResponse = perform_login(request, Login(user=user, redirect_url=onward, signup=True))
            return answer
    context = {"form": form, "refusal": refusal, "next": request.GET.get("next") or request.POST.get("next", "")}
    return render(request, "accounts/sign_up.html", context, status=422 if request.method == "POST" else 200)


def _registered(request: HttpRequest, form: SignUpForm) -> User:
    """The new account. Raises InvalidInput and DomainError as the service does, `too_many_tries` before it."""
    digits = "".join(sign for sign in form.cleaned_data["nik"] if sign.isdigit())
    # Keyed, so that nothing is kept that a NIK could be guessed from.
    count_try(request, SIGN_UP, person=salted_hmac("palui.accounts.sign_up", digits).hexdigest())
    user_id = services.register_resident(**form.cleaned_data)
    return User.objects.get(pk=user_id)


def _safe_next(request: HttpRequest) -> str:
    """Where to go afterwards: `next` when it is a page of ours, else the front page."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else FRONT_PAGE
