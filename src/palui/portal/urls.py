"""Addresses of what is seen of all steps at once."""

from django.urls import path

from palui.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("cari/", views.search, name="search"),
    path("layanan/standar.pdf", views.standards, name="standards"),
    path("layanan/<slug:code>/standar.pdf", views.standard, name="standard"),
    path("layanan/<slug:code>/poster.pdf", views.poster, name="poster"),
    path("permohonan/", views.mine, name="mine"),
    path("lacak/", views.track, name="track"),
    path("lacak/<str:code>/", views.tracking, name="tracking"),
    path("privasi/", views.privacy, name="privacy"),
    path("aksesibilitas/", views.accessibility, name="accessibility"),
    path("bantuan/", views.help_page, name="help"),
    path("catatan/", views.record, name="record"),
    path("catatan/catatan.csv", views.export_record, name="export_record"),
    path("catatan/bukti/", views.prove_record, name="prove_record"),
    path("catatan/segel.txt", views.roots, name="roots"),
    path("antrean/", views.queue, name="queue"),
    path("antrean/coba-lagi/", views.retry_stuck, name="retry_stuck"),
    path("antrean/<int:entry_id>/coba-lagi/", views.retry_entry, name="retry_entry"),
    path("antrean/<int:entry_id>/kesampingkan/", views.discard_entry, name="discard_entry"),
    path("healthz", views.alive, name="alive"),
    path("readyz", views.ready, name="ready"),
]
