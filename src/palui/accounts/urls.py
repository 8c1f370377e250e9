"""Addresses of accounts. Sign-in and sign-out have the names that sign-in libraries ask for."""

from allauth.headless.account.views import LoginView, SessionView
from allauth.headless.constants import Client
from django.urls import URLPattern, URLResolver, include, path

from palui.accounts.views import devices, mandates, profile, signing_in

_rooms_own = [
    path("daftar/", signing_in.sign_up, name="sign_up"),
    path("akun/", profile.profile, name="profile"),
    path("akun/ubah/", profile.change, name="change"),
    path("akun/kata-sandi/", profile.change_password, name="password"),
    path("akun/perangkat/", devices.devices, name="devices"),
    path("surel/<str:token>/", devices.confirm_email, name="confirm_email"),
    path("akun/bantu/", profile.help_sign_in, name="help"),
    path("mandat/", mandates.offices, name="mandates"),
    path("mandat/<int:office_id>/", mandates.office, name="office"),
    path("mandat/<int:office_id>/beri/", mandates.grant, name="grant"),
    path("mandat/<int:office_id>/orang-baru/", mandates.new_person, name="new_person"),
    path("mandat/akhiri/<int:mandate_id>/", mandates.end, name="end"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("masuk/", signing_in.sign_in, name="account_login"),
    path("keluar/", signing_in.sign_out, name="account_logout"),
    path("", include((_rooms_own, "accounts"))),
]

#: What an app needs to sign in and out, below /_allauth/. The library's other endpoints (open sign-up, links by
#: e-mail) belong to ways that this house does not offer, so they are not there.
app_sign_in: list[URLPattern | URLResolver] = [
    path("app/v1/auth/login", LoginView.as_api_view(client=Client.APP), name="app_login"),
    path("app/v1/auth/session", SessionView.as_api_view(client=Client.APP), name="app_session"),
]
