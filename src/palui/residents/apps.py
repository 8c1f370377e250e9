"""The Django app of this room."""

from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    """The city's own register of residents and households."""

    name = "palui.residents"
    label = "residents"
    verbose_name = "Penduduk"
