"""Cases, their steps, corrections and one-time links."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from palui.cases.domain import OPEN, AnswerState, Status, StepState
from palui.vault.models import IndexField, SealedJSONField, SealedTextField

_OPEN = Q(status__in=sorted(status.value for status in OPEN))
#: The same, as `case_closed_has_time` sees to it. Of a list of bound values SQLite cannot tell that an index holds them.
_WAITS = Q(closed_at__isnull=True)


class Case(models.Model):
    """A request on its way through the office. It keeps the code the submission had."""

    code = models.CharField(max_length=16, unique=True)
    submission = models.OneToOneField("intake.Submission", on_delete=models.PROTECT, related_name="+")
    service_code = models.CharField(max_length=60)
    service_title = models.CharField(max_length=200)
    office = models.ForeignKey("regions.Office", on_delete=models.PROTECT, related_name="+")
    district_office = models.ForeignKey("regions.Office", on_delete=models.PROTECT, null=True, related_name="+")
    rt = models.ForeignKey("regions.Rt", on_delete=models.PROTECT, null=True, related_name="+")
    rw = models.ForeignKey("regions.Rw", on_delete=models.PROTECT, null=True, related_name="+")
    neighbourhood = models.CharField(max_length=40, blank=True)  # "RT 12/02", as the desk shows it
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    applicant_name = models.CharField(max_length=120)
    subject_name = models.CharField(max_length=120)
    phone_last_four = models.CharField(max_length=4, blank=True)
    channel = models.CharField(max_length=12)
    status = models.CharField(max_length=16)
    step = models.CharField(max_length=40, blank=True)  # key of the step under way; empty once closed
    who = models.CharField(max_length=20, blank=True)  # whose turn it is
    due_at = models.DateTimeField(null=True)
    time_left = models.DurationField(null=True)  # working time kept while the applicant is asked
    is_late = models.BooleanField(default=False)
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    claimed_by_name = models.CharField(max_length=120, blank=True)
    revision = models.PositiveIntegerField(default=1)
    last_actor = models.CharField(max_length=240, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closing_reason = models.TextField(blank=True)
    closing_basis = models.TextField(blank=True)
    is_imported = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in Status]), name="case_status_known"
            ),
            models.CheckConstraint(
                condition=_OPEN & Q(closed_at__isnull=True) | ~_OPEN & Q(closed_at__isnull=False),
                name="case_closed_has_time",
            ),
            models.CheckConstraint(condition=~_OPEN | ~Q(step=""), name="case_open_has_step"),
        )
        indexes = (
            models.Index(fields=["office", "who", "due_at", "id"], condition=_WAITS, name="case_desk"),
            models.Index(fields=["rt", "who", "due_at", "id"], condition=_WAITS, name="case_desk_rt"),
            models.Index(fields=["rw", "who", "due_at", "id"], condition=_WAITS, name="case_desk_rw"),
            models.Index(
                fields=["district_office", "who", "due_at", "id"], condition=_WAITS, name="case_desk_district"
            ),
            models.Index(
                F("office"),
                F("closed_at").desc(),
                F("id").desc(),
                condition=Q(closed_at__isnull=False),
                name="case_closed",
            ),
            models.Index(F("applicant"), F("opened_at").desc(), name="case_by_applicant"),
        )

    def __str__(self) -> str:
        return self.code


class CaseName(models.Model):
    """A name on a case turned so that one of its words stands in front: finds what an office closed among all it has."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+", db_index=False)
    office = models.ForeignKey("regions.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    words = models.CharField(max_length=130)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["office", "words", "case"], name="case_name_once"),)

    def __str__(self) -> str:
        return f"{self.case_id}"


class CaseStep(models.Model):
    """One step of the route, planned when the case opened."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=40)
    kind = models.CharField(max_length=16)
    who = models.CharField(max_length=20)
    title = models.CharField(max_length=80)
    hours = models.FloatField()
    state = models.CharField(max_length=8, default=StepState.AHEAD.value)
    started_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    actor_name = models.CharField(max_length=120, blank=True)
    actor_title = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)
    report = SealedJSONField(null=True)  # answers of the field check
    was_late = models.BooleanField(default=False)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["case", "position"], name="step_one_a_position"),
            models.UniqueConstraint(fields=["case", "key"], name="step_key_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state=StepState.CURRENT.value), name="step_one_current"
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id}:{self.key}"


class Correction(models.Model):
    """What the applicant is asked to correct, place by place."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="corrections")
    items = models.JSONField()  # [{"place": "alamat", "label": "Alamat", "note": "…"}]
    asked_by = models.CharField(max_length=240)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case"], condition=Q(answered_at__isnull=True), name="correction_one_open"),
        )

    def __str__(self) -> str:
        return f"{self.case_id}: {len(self.items)}"


class Confirmation(models.Model):
    """One person whom a confirm step asks, and what they said.

    When the step is reached again everybody is asked anew: the rows of before stay, as `over`.
    """

    step = models.ForeignKey(CaseStep, on_delete=models.CASCADE, related_name="confirmations")
    position = models.PositiveSmallIntegerField()  # place in the repeated question, from 1
    role = models.CharField(max_length=80)  # "Saksi 1"
    name = models.CharField(max_length=120)
    nik = SealedTextField()
    nik_index = IndexField()
    phone = SealedTextField()
    phone_index = IndexField()
    email = SealedTextField()
    is_reachable = models.BooleanField()  # no link goes where it would reach who wrote the answers
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, default=AnswerState.WAITING.value)
    how = models.CharField(max_length=8, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=240, blank=True)  # themselves, or the officer who wrote it down
    words = models.TextField(blank=True)  # the statement confirmed, or why not
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ("position",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in AnswerState]), name="confirmation_state_known"
            ),
            models.UniqueConstraint(
                fields=["step", "position"],
                condition=~Q(state=AnswerState.OVER.value),
                name="confirmation_one_a_person",
            ),
        )
        indexes = (
            models.Index(
                fields=["nik_index"], condition=Q(state=AnswerState.WAITING.value), name="confirmation_by_nik"
            ),
            models.Index(
                fields=["phone_index"], condition=Q(state=AnswerState.WAITING.value), name="confirmation_by_phone"
            ),
        )

    def __str__(self) -> str:
        return f"{self.step_id} {self.role}: {self.state}"


class OneTimeLink(models.Model):
    """Lets somebody act without signing in: an RT or RW head, or a party who confirms.

    Only a digest of the word in the link is kept. `holder_id` is the account of the head, null for a party.
    """

    step = models.ForeignKey(CaseStep, on_delete=models.CASCADE, related_name="links")
    confirmation = models.ForeignKey(Confirmation, on_delete=models.CASCADE, null=True, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    holder_id = models.BigIntegerField(null=True)
    holder_name = models.CharField(max_length=120)
    holder_title = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(holder_id__isnull=False, confirmation__isnull=True)
                | Q(holder_id__isnull=True, confirmation__isnull=False),
                name="link_is_somebodys",
            ),
        )

    def __str__(self) -> str:
        return f"{self.step_id} → {self.holder_title}"
