"""Addresses of offices."""

from django.urls import path

from palui.regions import views

app_name = "regions"

urlpatterns = [
    path("kantor/", views.offices, name="offices"),
    path("kantor/<slug:code>/", views.letterhead, name="letterhead"),
    path("kantor/<slug:code>/jam/", views.hours, name="hours"),
    path("kantor/<slug:code>/libur/", views.holidays, name="holidays"),
    path("kantor/<slug:code>/libur/<int:holiday_id>/hapus/", views.remove_holiday, name="remove_holiday"),
    path("kantor/<slug:code>/rt/", views.neighbourhoods, name="neighbourhoods"),
]
