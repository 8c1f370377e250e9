"""Regions by official code, offices, neighbourhoods and days off."""

from django.db import models
from django.db.models import Q

from palui.regions.domain import DEFAULT_NUMBER_PATTERN, HolidayKind, Level, OfficeKind


class Region(models.Model):
    """A province, city, kecamatan or kelurahan under its ministry code ("63.71.04.1004")."""

    code = models.CharField(max_length=13, primary_key=True)
    name = models.CharField(max_length=80)
    level = models.CharField(max_length=10, choices=[(level.value, level.name) for level in Level])
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    postal_code = models.CharField(max_length=5, blank=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Office(models.Model):
    """Who answers for a region or a field of work, how its letters look, when it works."""

    code = models.CharField(max_length=20, unique=True)  # short, stands in letter numbers: "SJ"
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.name) for kind in OfficeKind])
    name = models.CharField(max_length=120)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="offices")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    lines = models.JSONField(default=list)  # of the letterhead
    address = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=5, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    website = models.CharField(max_length=100, blank=True)
    logo = models.CharField(max_length=40, default="kota")
    number_pattern = models.CharField(max_length=120, default=DEFAULT_NUMBER_PATTERN)
    uses_rw = models.BooleanField(default=True)
    week = models.JSONField(default=list)  # seven days of [["08:00", "12:00"], …]
    time_zone = models.CharField(max_length=40, default="Asia/Makassar")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["region"], condition=Q(kind=OfficeKind.KELURAHAN.value), name="regions_one_office_a_kelurahan"
            ),
            models.UniqueConstraint(
                fields=["region"], condition=Q(kind=OfficeKind.DISTRICT.value), name="regions_one_office_a_district"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Rw(models.Model):
    """A neighbourhood of several RT."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="rws")
    number = models.CharField(max_length=3)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["office", "number"], name="regions_rw_once"),)

    def __str__(self) -> str:
        return f"RW {self.number}"


class Rt(models.Model):
    """The smallest neighbourhood. Where a kelurahan has no RW, `rw` is empty."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="rts")
    rw = models.ForeignKey(Rw, on_delete=models.PROTECT, null=True, related_name="rts")
    number = models.CharField(max_length=3)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["office", "rw", "number"], name="regions_rt_once"),
            models.UniqueConstraint(
                fields=["office", "number"], condition=Q(rw__isnull=True), name="regions_rt_once_no_rw"
            ),
        )

    def __str__(self) -> str:
        return f"RT {self.number}"


class Holiday(models.Model):
    """A day on which offices stay closed: all of them, or one."""

    date = models.DateField()
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.name) for kind in HolidayKind])
    office = models.ForeignKey(Office, on_delete=models.CASCADE, null=True, related_name="holidays")

    class Meta:
        ordering = ("date",)
        constraints = (
            models.UniqueConstraint(
                fields=["date"], condition=Q(office__isnull=True), name="regions_one_common_holiday"
            ),
            models.UniqueConstraint(fields=["date", "office"], name="regions_one_office_holiday"),
        )

    def __str__(self) -> str:
        return f"{self.date} {self.name}"
