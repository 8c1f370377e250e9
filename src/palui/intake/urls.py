"""Addresses of asking."""

from django.urls import path

from palui.intake.domain import Channel
from palui.intake.views import bundles, counter, evidence, filling, helping, life_events, sending, starting

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
    path("peristiwa/<slug:key>/", life_events.life_event, name="life_event"),
    path("peristiwa/<slug:key>/pilih/", life_events.choose, name="choose"),
    path("urusan/<str:code>/", bundles.bundle, name="bundle"),
    path("urusan/<str:code>/lanjut/", bundles.next_page, name="bundle_next"),
    path("urusan/<str:code>/bersama/", bundles.shared, name="shared"),
    path("urusan/<str:code>/layanan/", bundles.choose_again, name="choose_again"),
    path("urusan/<str:code>/periksa/", bundles.review, name="bundle_review"),
    path("urusan/<str:code>/hapus/", bundles.discard, name="discard_bundle"),
    path("loket/", helping.people, {"channel": Channel.COUNTER}, name="people"),
    path("loket/warga/<str:public_id>/", helping.pick, {"channel": Channel.COUNTER}, name="pick"),
    path("loket/isi/<str:code>/", counter.fill, name="counter"),
    path("loket/isi/<str:code>/simpan/", counter.autosave, name="counter_autosave"),
    path("bantu/", helping.people, {"channel": Channel.RT}, name="helping"),
    path("bantu/<str:public_id>/", helping.pick, {"channel": Channel.RT}, name="helping_pick"),
]
