"""Addresses of the register. A resident is named by an opaque id, never by a number of theirs."""

from django.urls import path

from palui.residents import views

app_name = "residents"

urlpatterns = [
    path("penduduk/", views.residents, name="list"),
    path("penduduk/<str:public_id>/", views.detail, name="detail"),
    path("penduduk/<str:public_id>/perbaiki/", views.correct, name="correct"),
]
