"""The Django app of this room."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """REQUEST: drafts, submissions, evidence and receipts."""

    name = "palui.intake"
    label = "intake"
    verbose_name = "Permohonan"
