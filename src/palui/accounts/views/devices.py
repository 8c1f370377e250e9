"""Where one is signed in; and the link that confirms an e-mail address."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from palui.accounts import services
from palui.accounts.views.asking import acting_of


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def devices(request: HttpRequest) -> HttpResponse:
    """The browsers and apps in which one is signed in; sending ends all others."""
    acting, key = acting_of(request), request.session.session_key or ""
    if request.method == "POST":
        count = services.sign_out_elsewhere(acting=acting, session_key=key)
        told = ngettext("Keluar dari %(count)s perangkat lain.", "Keluar dari %(count)s perangkat lain.", count)
        messages.success(request, told % {"count": count} if count else _("Tidak ada perangkat lain."))
        return redirect("accounts:devices")
    return render(request, "accounts/devices.html", {"devices": services.devices(acting=acting, session_key=key)})


@never_cache
@require_http_methods(["GET", "POST"])
def confirm_email(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the link in an e-mail: asks once (mail programs open links by themselves), then the address counts."""
    if request.method == "POST":
        services.confirm_email(token=token)
        messages.success(request, _("Alamat surel Anda sudah dikonfirmasi."))
        return redirect("accounts:profile")
    context = {
        "title": _("Konfirmasi alamat surel"),
        "text": _("Kabar tentang permohonan Anda akan dikirim ke %(email)s.")
        % {"email": services.email_behind(token=token)},
        "action": request.path,
        "label": _("Ya, ini surel saya"),
        "way_back": "/",
    }
    return render(request, "ui/confirm.html", context)
