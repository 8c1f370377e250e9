"""The register: people by sealed number, and what was corrected."""

from django.db import models

from palui.kernel import clock
from palui.residents.domain import Sex
from palui.vault.models import IndexField, SealedJSONField, SealedTextField


class Resident(models.Model):
    """A person as registered in a kelurahan.

    `name_key` has a blank before each word, so that " dewi" finds the beginning of any of them. Search
    stays inside one office, whose slice of `resident_by_name` is read in order without the table.
    """

    public_id = models.CharField(max_length=22, unique=True)
    nik = SealedTextField()
    nik_index = IndexField(unique=True)
    kk = SealedTextField()
    kk_index = IndexField(db_index=True)
    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=130)
    birth_place = models.CharField(max_length=80)
    birth_date = models.DateField()
    sex = models.CharField(max_length=1, choices=[(sex.value, sex.label) for sex in Sex])
    religion = models.CharField(max_length=40)
    marital_status = models.CharField(max_length=20)
    occupation = models.CharField(max_length=80, blank=True)
    education = models.CharField(max_length=40, blank=True)
    blood_type = models.CharField(max_length=2, blank=True)
    nationality = models.CharField(max_length=60, default="Indonesia")
    relation = models.CharField(max_length=20)
    street = models.CharField(max_length=160)
    office = models.ForeignKey("regions.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    rt = models.ForeignKey("regions.Rt", on_delete=models.PROTECT, related_name="+")
    phone = models.CharField(max_length=16, blank=True)  # E.164
    register = models.CharField(max_length=40)  # where the row came from: "Latihan", "Disdukcapil"
    registered_at = models.DateTimeField()
    sources = models.JSONField(default=dict)  # only of fields that differ: {field: [source, time]}

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(sex__in=[sex.value for sex in Sex]), name="resident_sex_known"),
        )
        indexes = (models.Index(fields=["office", "name_key", "id"], name="resident_by_name"),)

    def __str__(self) -> str:
        return self.public_id


class ResidentChange(models.Model):
    """One field that was corrected: what stood there, where it came from, why it changed."""

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="changes")
    field = models.CharField(max_length=20)
    before = SealedJSONField()
    after = SealedJSONField()
    source_before = models.CharField(max_length=40)
    source_at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    by_name = models.CharField(max_length=120)
    by_title = models.CharField(max_length=160, blank=True)
    by_user_id = models.BigIntegerField(null=True)  # accounts stand above the register, so no foreign key
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = (models.Index(fields=["resident", "-at"], name="resident_change_newest"),)

    def __str__(self) -> str:
        return f"{self.resident_id} {self.field}"
