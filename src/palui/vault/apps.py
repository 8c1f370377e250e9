"""The Django app of this room."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Sealed columns and files, and the keyed index that finds them."""

    name = "palui.vault"
    label = "vault"
    verbose_name = "Brankas data"
