"""Services and their immutable numbered versions."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from palui.kernel import clock


class Service(models.Model):
    """A service under its code; `current_number` is the version that is offered now."""

    code = models.CharField(max_length=40, unique=True)
    current_number = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.code


class ServiceVersion(models.Model):
    """A definition as it was published. Never changed: a case keeps the version it began with."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    checksum = models.CharField(max_length=64)  # SHA-256 over the definition
    published_at = models.DateTimeField(default=clock.now, editable=False)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["service", "number"], name="catalogue_version_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="catalogue_version_from_one"),
        )
        indexes = (models.Index(fields=["checksum"], name="catalogue_by_checksum"),)

    def __str__(self) -> str:
        return f"{self.service_id} v{self.number}"
