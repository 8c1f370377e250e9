"""Addresses of accounts. Sign-in and sign-out have the names that sign-in libraries ask for."""

from django.urls import URLPattern, URLResolver, include, path

from palui.accounts.views import mandates, profile, signing_in

_rooms_own = [
    path("daftar/", signing_in.sign_up, name="sign_up"),
    path("akun/", profile.profile, name="profile"),
    path("akun/ubah/", profile.change, name="change"),
    path("akun/kata-sandi/", profile.change_password, name="password"),
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
