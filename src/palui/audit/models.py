"""Append-only: rows are written once, in a chain per case (or per other subject)."""

from django.db import models


class AuditEntry(models.Model):
    """Who did or saw what, when. `chain` is the case code, or the subject of what has no case."""

    chain = models.CharField(max_length=80)
    place = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor_name = models.CharField(max_length=200)
    actor_title = models.CharField(max_length=200, blank=True)
    user_id = models.BigIntegerField(null=True)
    action = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["chain", "place"], name="audit_one_entry_a_place"),)
        indexes = (
            models.Index(fields=["user_id", "-at"], name="audit_by_person"),
            models.Index(fields=["-at"], name="audit_by_time"),
        )

    def __str__(self) -> str:
        return f"{self.chain}#{self.place} {self.action}"


class DailyRoot(models.Model):
    """What a day's entries come to, sealed once the day is over: nothing of it can be changed or taken out unseen."""

    day = models.DateField(unique=True)
    entries = models.PositiveIntegerField()
    root = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.day}: {self.root[:12]}"
