"""Every address, one include per room."""

from django.urls import URLPattern, URLResolver, include, path

from palui.accounts.urls import app_sign_in
from palui.config.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("_allauth/", include(app_sign_in)),
    path("api/v1/", api.urls),
    path("", include("palui.ui.urls")),
    path("", include("palui.accounts.urls")),
    path("", include("palui.regions.urls")),
    path("", include("palui.residents.urls")),
    path("", include("palui.builder.urls")),
    path("", include("palui.catalogue.urls")),
    path("", include("palui.intake.urls")),
    # Later steps first: their parts of a case ("/berkas/<code>/surat/") are more precise than the case's own.
    path("", include("palui.letters.urls")),
    path("", include("palui.delivery.urls")),
    path("", include("palui.cases.urls")),
    path("", include("palui.portal.urls")),
]

handler400 = "palui.ui.views.bad_request"
handler404 = "palui.ui.views.page_not_found"
handler403 = "palui.ui.views.page_not_found"
handler500 = "palui.ui.views.server_error"
