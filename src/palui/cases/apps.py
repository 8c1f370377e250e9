"""The Django app of this room."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """CASE: the route of steps, deadlines, corrections and decisions."""

    name = "palui.cases"
    label = "cases"
    verbose_name = "Berkas"
