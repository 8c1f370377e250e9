"""Addresses of the services."""

from django.urls import path

from palui.catalogue import views

app_name = "catalogue"
urlpatterns = [
    path("layanan/", views.services, name="list"),
    path("kantor/<slug:code>/layanan/", views.office_services, name="office_services"),
    path("kantor/<slug:code>/layanan/<slug:service>/", views.office_service, name="office_service"),
    path("layanan/<slug:code>/", views.service, name="service"),
]
