"""The Django app of this room."""

from django.apps import AppConfig


class RegionsConfig(AppConfig):
    """Province to RT, offices with letterhead and working hours, holidays."""

    name = "palui.regions"
    label = "regions"
    verbose_name = "Wilayah dan kantor"
