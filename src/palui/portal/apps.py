"""The Django app of this room."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """What a person sees of all steps at once: home, search, tracking, static pages."""

    name = "palui.portal"
    label = "portal"
    verbose_name = "Portal"
