"""Messages: one row is one telling of one person over one channel."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from palui.delivery.domain import Channel, State
from palui.vault.models import SealedTextField


class Message(models.Model):
    """What a person is told about a case.

    `params` fill the text and hold no personal data beyond a first name. `occasion` tells one telling from the next
    of the same kind (a step can be reached twice). `recipient_key` names an account or "applicant", so that the
    same thing is never told twice however often a reaction runs.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recipient_key = models.CharField(max_length=24)
    recipient_name = models.CharField(max_length=120)
    address = SealedTextField(null=True)
    channel = models.CharField(max_length=8)
    kind = models.CharField(max_length=12)
    case_code = models.CharField(max_length=16)
    occasion = models.CharField(max_length=80, blank=True)
    params = models.JSONField(default=dict)
    is_for_applicant = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default=State.QUEUED.value)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=400, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case_code", "kind", "occasion", "recipient_key", "channel"], name="delivery_told_once"
            ),
            models.CheckConstraint(
                condition=~Q(channel=Channel.INBOX.value) | Q(recipient__isnull=False), name="delivery_inbox_has_owner"
            ),
        )
        indexes = (
            models.Index(fields=["recipient", "-id"], condition=Q(channel=Channel.INBOX.value), name="delivery_inbox"),
            models.Index(
                fields=["recipient"],
                condition=Q(channel=Channel.INBOX.value, read_at__isnull=True),
                name="delivery_unread",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.case_code} → {self.recipient_key} ({self.channel}, {self.state})"
