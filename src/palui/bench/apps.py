"""The Django app of this room."""

from django.apps import AppConfig


class BenchConfig(AppConfig):
    """Measuring Palui against what the machine itself can do."""

    name = "palui.bench"
    label = "bench"
    verbose_name = "Pengukuran"
