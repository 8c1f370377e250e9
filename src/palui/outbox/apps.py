"""The Django app of this room."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Events saved with the change they tell of, and delivered at least once."""

    name = "palui.outbox"
    label = "outbox"
    verbose_name = "Antrean peristiwa"
