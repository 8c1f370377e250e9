"""The Django app of this room."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Append-only record of who did and saw what, one readable sentence an action."""

    name = "palui.audit"
    label = "audit"
    verbose_name = "Jejak audit"
