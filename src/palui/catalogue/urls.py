"""Addresses of the services."""

from django.urls import path

from palui.catalogue import views

app_name = "catalogue"
urlpatterns = [
    path("layanan/", views.services, name="list"),
    path("layanan/<slug:code>/", views.service, name="service"),
]
