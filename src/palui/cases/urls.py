"""Addresses of cases."""

from django.urls import path

from palui.cases.views import checking, confirming, deciding, desk, linking, reading

app_name = "cases"
urlpatterns = [
    path("meja/", desk.desk, name="desk"),
    path("t/<str:token>/", linking.link, name="link"),
    path("t/<str:token>/setujui/", linking.endorse_by_link, name="endorse_by_link"),
    path("t/<str:token>/tolak/", linking.reject_by_link, name="reject_by_link"),
    path("k/<str:token>/", confirming.by_link, name="confirm_link"),
    path("k/<str:token>/ya/", confirming.confirm_by_link, name="confirm_by_link"),
    path("k/<str:token>/tidak/", confirming.decline_by_link, name="decline_by_link"),
    path("konfirmasi/<str:code>/<int:confirmation_id>/", confirming.signed_in, name="confirmation"),
    path("konfirmasi/<str:code>/<int:confirmation_id>/ya/", confirming.confirm, name="confirm"),
    path("konfirmasi/<str:code>/<int:confirmation_id>/tidak/", confirming.decline, name="decline"),
    path(
        "berkas/<str:code>/konfirmasi/<int:confirmation_id>/tautan/",
        confirming.make_link,
        name="make_confirmation_link",
    ),
    path("berkas/<str:code>/konfirmasi/<int:confirmation_id>/loket/", confirming.at_counter, name="confirm_at_counter"),
    path("berkas/<str:code>/", reading.case, name="case"),
    path("berkas/<str:code>/perjalanan/", reading.timeline, name="timeline"),
    path("berkas/<str:code>/ambil/", deciding.claim, name="claim"),
    path("berkas/<str:code>/lepas/", deciding.hand_back, name="hand_back"),
    path("berkas/<str:code>/setujui/", deciding.endorse, name="endorse"),
    path("berkas/<str:code>/teruskan/", deciding.verify, name="verify"),
    path("berkas/<str:code>/paraf/", deciding.countersign, name="countersign"),
    path("berkas/<str:code>/lapangan/", checking.inspect, name="inspect"),
    path("berkas/<str:code>/kembalikan/", deciding.send_back, name="send_back"),
    path("berkas/<str:code>/minta-perbaikan/", deciding.ask_correction, name="ask_correction"),
    path("berkas/<str:code>/perbaikan/", checking.answer_correction, name="answer_correction"),
    path("berkas/<str:code>/tolak/", deciding.reject, name="reject"),
    path("berkas/<str:code>/tarik/", deciding.withdraw, name="withdraw"),
    path("berkas/<str:code>/tautan/", linking.make_link, name="make_link"),
    path("berkas/<str:code>/lampiran/<int:evidence_id>/", reading.evidence, name="evidence"),
]
