"""The Django app of this room."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """ANSWER: numbering, rendering, signing, revoking and verifying letters."""

    name = "palui.letters"
    label = "letters"
    verbose_name = "Surat"
