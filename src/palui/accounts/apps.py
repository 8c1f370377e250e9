"""The Django app of this room."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Sign-in, people, and mandates that bind a person to an office and a role."""

    name = "palui.accounts"
    label = "accounts"
    verbose_name = "Akun dan mandat"
