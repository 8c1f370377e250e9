"""Addresses of asking."""

from django.urls import path

from palui.intake.views import evidence, filling, sending, starting

app_name = "intake"
urlpatterns = [
    path("ajukan/<slug:service>/", starting.start, name="start"),
    path("permohonan/<str:code>/lanjut/", filling.resume, name="resume"),
    path("permohonan/<str:code>/isi/<str:group>/", filling.group, name="group"),
    path("permohonan/<str:code>/isi/<str:group>/simpan/", filling.autosave, name="autosave"),
    path("permohonan/<str:code>/berkas/", evidence.evidence, name="evidence"),
    path("permohonan/<str:code>/berkas/<int:evidence_id>/", evidence.file, name="file"),
    path("permohonan/<str:code>/berkas/<str:key>/hapus/", evidence.remove, name="remove_evidence"),
    path("permohonan/<str:code>/periksa/", sending.review, name="review"),
    path("permohonan/<str:code>/hapus/", starting.discard, name="discard"),
    path("permohonan/<str:code>/terkirim/", sending.receipt, name="receipt"),
]
