"""The Django app of this room."""

from django.apps import AppConfig


class BuilderConfig(AppConfig):
    """BUILD: drafts of services, changed, tried out and published by whoever looks after them."""

    name = "palui.builder"
    label = "builder"
    verbose_name = "Pengelolaan layanan"
