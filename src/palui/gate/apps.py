"""The Django app of this room."""

from django.apps import AppConfig


class GateConfig(AppConfig):
    """How often somebody may come, and that what was asked twice is done once."""

    name = "palui.gate"
    label = "gate"
    verbose_name = "Gerbang"
