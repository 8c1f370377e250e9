"""Counts of calls, and answers kept under their key."""

from django.db import models

from palui.vault.models import SealedJSONField


class Counter(models.Model):
    """How often somebody came in the window that ends at `resets_at`."""

    key = models.CharField(max_length=48, primary_key=True)
    used = models.PositiveIntegerField()
    resets_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.used} until {self.resets_at}"


class KeptReply(models.Model):
    """The answer to a call that bore a key, stored with what the call did."""

    key = models.CharField(max_length=64, primary_key=True)
    fingerprint = models.CharField(max_length=64)
    reply = SealedJSONField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key[:12]
