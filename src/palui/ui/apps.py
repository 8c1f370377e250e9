"""The Django app of this room."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The design system: base page, parts, icons, static files."""

    name = "palui.ui"
    label = "ui"
    verbose_name = "Tampilan"
