"""The Django app of this room."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """OFFER: services as immutable numbered versions."""

    name = "palui.catalogue"
    label = "catalogue"
    verbose_name = "Katalog layanan"
