"""Submissions, their evidence, and what was amended. What people wrote is sealed."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from palui.intake.domain import Channel, SubmissionState
from palui.kernel import clock
from palui.vault.models import SealedJSONField, SealedTextField

_DRAFT = Q(state=SubmissionState.DRAFT.value)


class Bundle(models.Model):
    """What a life event opened together for one applicant. Its services are submissions, sent together or later.

    `answers` is what was typed for all of them; `person` whom the event is about, {} where that is the applicant.
    """

    code = models.CharField(max_length=16, unique=True)
    event = models.CharField(max_length=40)
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    attempt = models.CharField(max_length=64)  # of the page that began it: sent twice, it begins one
    answers = SealedJSONField(default=dict)
    person = SealedJSONField(default=dict)
    has_details = models.BooleanField(default=False)  # whether what several services share was answered
    channel = models.CharField(max_length=12)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)  # first

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["applicant", "attempt"], name="bundle_begun_once"),
            models.CheckConstraint(
                condition=Q(channel__in=sorted(channel.value for channel in Channel)), name="bundle_channel_known"
            ),
        )
        indexes = (models.Index(F("applicant"), F("updated_at").desc(), name="bundle_of_applicant"),)

    def __str__(self) -> str:
        return self.code


class Submission(models.Model):
    """A draft, later a frozen submission, of one version of a service.

    `raw` is everything as typed; `answers` the clean answers once submitted. `applicant_facts` and `subject`
    are {name, phone, …} and {kind, resident_id, name, relation} as they stood.
    """

    code = models.CharField(max_length=16, unique=True)
    state = models.CharField(max_length=12, default=SubmissionState.DRAFT.value)
    service_version = models.ForeignKey("catalogue.ServiceVersion", on_delete=models.PROTECT, related_name="+")
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    applicant_facts = SealedJSONField(default=dict)
    subject = SealedJSONField(default=dict)
    raw = SealedJSONField(default=dict)
    answers = SealedJSONField(null=True)
    pages_done = models.JSONField(default=list)  # keys of the groups that were sent once
    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, null=True, related_name="submissions", db_index=False)
    settled = models.JSONField(default=list)  # keys of questions that the bundle answered
    #: Who fills in for the applicant, and with what consent: see `selectors.Assistance`.
    assisted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    assistance = SealedJSONField(default=dict)
    office = models.ForeignKey("regions.Office", on_delete=models.PROTECT, null=True, related_name="+")
    rt = models.ForeignKey("regions.Rt", on_delete=models.PROTECT, null=True, related_name="+")
    rw = models.ForeignKey("regions.Rw", on_delete=models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=12)
    version = models.PositiveIntegerField(default=1)  # counts every change, so that two devices notice each other
    is_imported = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now)
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=sorted(state.value for state in SubmissionState)), name="submission_state_known"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=sorted(channel.value for channel in Channel)), name="submission_channel_known"
            ),
            models.CheckConstraint(
                condition=_DRAFT | Q(submitted_at__isnull=False, office__isnull=False, answers__isnull=False),
                name="submission_is_whole",
            ),
        )
        indexes = (
            models.Index(F("applicant"), F("updated_at").desc(), condition=_DRAFT, name="submission_drafts"),
            models.Index(
                F("assisted_by"),
                F("updated_at").desc(),
                condition=Q(assisted_by__isnull=False),
                name="submission_by_helper",
            ),
            models.Index(F("bundle"), condition=Q(bundle__isnull=False), name="submission_of_bundle"),
        )

    def __str__(self) -> str:
        return self.code


class Evidence(models.Model):
    """A file handed in under a key. What replaces it is a new row; the old one stays, with the time it ended."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="evidence")
    key = models.CharField(max_length=100)
    file = models.CharField(max_length=120)  # its name in the vault
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()  # bytes
    width = models.PositiveIntegerField(default=0)  # pixels; 0 for a PDF
    height = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    original_name = SealedTextField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_by_name = models.CharField(max_length=240)
    uploaded_at = models.DateTimeField(default=clock.now, editable=False)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["submission", "key"], condition=Q(replaced_at__isnull=True), name="evidence_one_a_key"
            ),
        )

    def __str__(self) -> str:
        return f"{self.submission_id} {self.key}"


class ConsentCode(models.Model):
    """Digits sent to a resident who is asked to agree. They are made only when they are sent, and kept as an index."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="consent_codes")
    code_index = models.CharField(max_length=64, default="")  # empty until the message is made
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    sent_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, default="")  # why it could not be sent
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.submission_id} {self.asked_at}"


class Amendment(models.Model):
    """What stood in a submission before the applicant corrected it: {answers, evidence ids} of the places."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="amendments")
    places = models.JSONField()
    before = SealedJSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.submission_id} {self.at}"
