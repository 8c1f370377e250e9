"""The Django app of the configuration: it wires the rooms together once they are all loaded."""

from importlib import import_module

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Settings, URLs and wiring."""

    name = "palui.config"
    label = "config"
    verbose_name = "Setelan"

    def ready(self) -> None:
        """Fill every port and install the flow."""
        # By name: the wiring imports rooms whose models do not exist yet while this module is read.
        import_module("palui.config.wiring").wire()
