"""Addresses of cases."""

from django.urls import path

from palui.cases import views

app_name = "cases"
urlpatterns = [
    path("meja/", views.desk, name="desk"),
    path("t/<str:token>/", views.link, name="link"),
    path("t/<str:token>/setujui/", views.endorse_by_link, name="endorse_by_link"),
    path("t/<str:token>/tolak/", views.reject_by_link, name="reject_by_link"),
    path("berkas/<str:code>/", views.case, name="case"),
    path("berkas/<str:code>/ambil/", views.claim, name="claim"),
    path("berkas/<str:code>/lepas/", views.hand_back, name="hand_back"),
    path("berkas/<str:code>/setujui/", views.endorse, name="endorse"),
    path("berkas/<str:code>/teruskan/", views.verify, name="verify"),
    path("berkas/<str:code>/paraf/", views.countersign, name="countersign"),
    path("berkas/<str:code>/lapangan/", views.inspect, name="inspect"),
    path("berkas/<str:code>/kembalikan/", views.send_back, name="send_back"),
    path("berkas/<str:code>/minta-perbaikan/", views.ask_correction, name="ask_correction"),
    path("berkas/<str:code>/perbaikan/", views.answer_correction, name="answer_correction"),
    path("berkas/<str:code>/tolak/", views.reject, name="reject"),
    path("berkas/<str:code>/tarik/", views.withdraw, name="withdraw"),
    path("berkas/<str:code>/tautan/", views.make_link, name="make_link"),
    path("berkas/<str:code>/lampiran/<int:evidence_id>/", views.evidence, name="evidence"),
]
