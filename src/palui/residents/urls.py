"""Addresses of the register. A resident is named by an opaque id, never by a number of theirs."""

from django.urls import path

from palui.residents.views import importing, people

app_name = "residents"

urlpatterns = [
    path("penduduk/", people.residents, name="list"),
    path("penduduk/tambah/", importing.add, name="add"),
    path("penduduk/impor/", importing.imports, name="imports"),
    path("penduduk/impor/contoh.csv", importing.example, name="import_example"),
    path("penduduk/impor/<str:public_id>/", importing.one_import, name="import"),
    path("penduduk/impor/<str:public_id>/mulai/", importing.start, name="import_start"),
    path("penduduk/impor/<str:public_id>/batal/", importing.cancel, name="import_cancel"),
    path("penduduk/impor/<str:public_id>/laporan.csv", importing.report, name="import_report"),
    path("penduduk/<str:public_id>/", people.detail, name="detail"),
    path("penduduk/<str:public_id>/perbaiki/", people.correct, name="correct"),
]
