"""Paths of the shell: they must stand at the root, so that the service worker may serve every page."""

from django.urls import path

from palui.ui import views

app_name = "ui"

urlpatterns = [
    path("bahasa/<slug:code>/", views.choose_language, name="choose_language"),
    path("luring/", views.offline, name="offline"),
    path("sw.js", views.worker, name="worker"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("gaya/", views.style_guide, name="style_guide"),
]
