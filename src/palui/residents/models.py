"""The register: people by sealed number, and what was corrected."""

from django.db import models

from palui.kernel import clock
from palui.residents.domain import Sex
from palui.residents.domain.imports import ImportState, NoteKind
from palui.vault.models import IndexField, SealedJSONField, SealedTextField


class Resident(models.Model):
    """A person as registered in a kelurahan.

    `name_key` has a blank before each word, so that " dewi" is the beginning of any of them.
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


class ResidentName(models.Model):
    """A name key turned so that one of its words stands in front; each word has its row.

    Who is looked for in an office by the beginnings of words is one range of `resident_name_once`, read without the
    table and in order, however many people there are.
    """

    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="+")
    office = models.ForeignKey("regions.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    words = models.CharField(max_length=130)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["office", "words", "resident"], name="resident_name_once"),)

    def __str__(self) -> str:
        return f"{self.resident_id}"


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


class RegisterImport(models.Model):
    """A file from which the register is filled: its columns, how far it has got, what came of it."""

    public_id = models.CharField(max_length=22, unique=True)
    office = models.ForeignKey(
        "regions.Office", on_delete=models.PROTECT, related_name="+", null=True
    )  # NULL: the whole city
    filename = models.CharField(max_length=120)
    file = models.CharField(max_length=120, blank=True)  # in the vault; empty once read
    file_key = IndexField(db_index=True)  # finds the same file again
    kind = models.CharField(max_length=4)  # "csv" or "xlsx"
    pieces = models.JSONField(default=list)  # [[name in the vault, rows], …], as it was read
    header = models.JSONField(default=list)
    header_key = models.CharField(max_length=64, blank=True, db_index=True)  # finds the same columns again
    fields = models.JSONField(default=list)  # what each column is, "" for nothing
    whole_amounts = models.JSONField(default=list)  # columns whose amounts kept all their digits
    samples = SealedJSONField(default=list)
    layout = models.CharField(max_length=10, blank=True)
    register = models.CharField(max_length=40, blank=True)
    makes_rts = models.BooleanField(default=False)
    dry_run = models.BooleanField(default=True)
    state = models.CharField(
        max_length=10, choices=[(state.value, state.value) for state in ImportState], default=ImportState.READING.value
    )
    problem = models.CharField(max_length=400, blank=True)
    total = models.PositiveIntegerField(default=0)
    place = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    new_rts = models.PositiveIntegerField(default=0)
    by_name = models.CharField(max_length=120)
    by_title = models.CharField(max_length=160, blank=True)
    by_user_id = models.BigIntegerField(null=True)  # accounts stand above the register, so no foreign key
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.public_id} ({self.state})"


class ImportNote(models.Model):
    """One line of an import's report."""

    run = models.ForeignKey(RegisterImport, on_delete=models.CASCADE, related_name="notes")
    row = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.label) for kind in NoteKind])
    column = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=300)
    nik = models.CharField(max_length=16, blank=True)  # masked
    person = models.ForeignKey(Resident, on_delete=models.CASCADE, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.run_id}: {self.row} {self.kind}"


class ImportedPerson(models.Model):
    """Somebody whom a running import has met: finds the second row of a person, and who is not in the file.

    `key` is the beginning of the index of the NIK. Rows are deleted when the import ends.
    """

    run = models.ForeignKey(RegisterImport, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.BigIntegerField()
    row = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["run", "key"], name="imported_person_once"),)

    def __str__(self) -> str:
        return f"{self.run_id}: {self.row}"
