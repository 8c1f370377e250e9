"""One row is one reaction that still has to happen, or has happened."""

from django.db import models
from django.db.models import Q

from palui.outbox.domain import State


class OutboxEntry(models.Model):
    """A reaction to an event, stored in the transaction that made the event true."""

    event = models.CharField(max_length=80)
    payload = models.JSONField()
    reaction = models.CharField(max_length=120)
    state = models.CharField(
        max_length=12, choices=[(state.value, state.value) for state in State], default=State.WAITING.value
    )
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)  # or discarded
    discarded_because = models.TextField(blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["due_at", "id"], condition=Q(state=State.WAITING.value), name="outbox_waiting"),
            models.Index(fields=["id"], condition=Q(state=State.STUCK.value), name="outbox_stuck"),
        )

    def __str__(self) -> str:
        return f"{self.event} → {self.reaction} ({self.state})"


class WorkerSign(models.Model):
    """When a worker was last seen at work. One row."""

    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.seen_at}"
