"""The Django app of this room."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """HANDED OVER: telling people, by inbox and e-mail."""

    name = "palui.delivery"
    label = "delivery"
    verbose_name = "Penyampaian"
