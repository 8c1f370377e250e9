"""Services, their immutable numbered versions, and which of them was offered when."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from palui.kernel import clock


class Service(models.Model):
    """A service under its code. `current_number` is the version that is offered now; 0 while none is.

    `planned_number` is the version that will be offered from `planned_at` on; 0 when none is planned. `is_kept`: a person
    decided what is offered, so that a definition that comes with Palui does not replace it.
    """

    code = models.CharField(max_length=40, unique=True)
    current_number = models.PositiveIntegerField(default=0)
    planned_number = models.PositiveIntegerField(default=0)
    planned_at = models.DateTimeField(null=True)
    is_kept = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(planned_number=0, planned_at__isnull=True)
                | Q(planned_number__gte=1, planned_at__isnull=False),
                name="catalogue_plan_has_time",
            ),
        )

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


class Offer(models.Model):
    """From when on a version was offered, who decided it and why. `number` 0: none was offered any more."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="offers")
    number = models.PositiveIntegerField()
    since = models.DateTimeField(default=clock.now, editable=False)
    by_name = models.CharField(max_length=200)
    reason = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.service_id} v{self.number} {self.since}"


class OfficeService(models.Model):
    """How one office keeps a service (`domain.OfficeTerms`). An office without a row keeps it as published.

    `hours`: working hours of a step by its key, never more than the version on offer allows. `off_since`: from when on nobody
    can begin it there; null while it is offered.
    """

    office = models.ForeignKey("regions.Office", on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    is_offered = models.BooleanField(default=True)
    off_since = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    hours = models.JSONField(default=dict)
    classification = models.CharField(max_length=40, blank=True)
    revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["office", "service"], name="catalogue_one_row_an_office"),
            models.CheckConstraint(
                condition=Q(is_offered=True, off_since__isnull=True)
                | (Q(is_offered=False, off_since__isnull=False) & ~Q(reason="")),
                name="catalogue_off_has_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.office_id} {self.service_id}"
