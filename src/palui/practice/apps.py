"""The Django app of this room."""

from django.apps import AppConfig


class PracticeConfig(AppConfig):
    """The practice city: a synthetic, deterministic population with history."""

    name = "palui.practice"
    label = "practice"
    verbose_name = "Kota latihan"
