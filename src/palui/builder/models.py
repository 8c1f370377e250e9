"""Drafts of services, with every state they had, so that a change can be taken back."""

from django.conf import settings
from django.db import models

from palui.kernel import clock


class Draft(models.Model):
    """A service as it is being written. `based_on` is the version it began with; 0 where the service is new.

    `revision` grows with every change and is what two people at once are told apart by.
    """

    code = models.CharField(max_length=40, unique=True)
    data = models.JSONField()
    based_on = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.code} r{self.revision}"


class DraftRevision(models.Model):
    """A state of a draft; the one with the highest number is the present one."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="states")
    number = models.PositiveIntegerField()
    data = models.JSONField()
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["draft", "number"], name="builder_state_once"),)

    def __str__(self) -> str:
        return f"{self.draft_id} r{self.number}"
