"""Letters, the books that number them, and the certificates that sign them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from palui.letters.domain import LetterStatus
from palui.vault.models import SealedJSONField, SealedTextField

_STORED = sorted(status.value for status in LetterStatus if status is not LetterStatus.EXPIRED)
_SIGNED = Q(status=LetterStatus.SIGNED.value)
_ALIVE = Q(status__in=[LetterStatus.PARTIAL.value, LetterStatus.SIGNED.value])


class SigningAuthority(models.Model):
    """The city's own root of trust. There is one; the column `only` sees to it."""

    only = models.PositiveSmallIntegerField(unique=True, default=1)
    certificate = models.BinaryField()  # DER
    key = SealedTextField()  # PKCS#8 DER in base64
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d}"


class SigningCredential(models.Model):
    """A person's certificate, and the key that only this person's passphrase opens."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey(SigningAuthority, on_delete=models.PROTECT, related_name="+")
    certificate = models.BinaryField()  # DER
    encrypted_key = SealedTextField()  # PKCS#8 DER under the passphrase, in base64
    issued_at = models.DateTimeField()
    valid_to = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at__isnull=True), name="credential_one_in_use"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id}: {self.valid_to:%Y-%m-%d}"


class Emblem(models.Model):
    """A picture at the head of letters, by the name that offices call it ("kota")."""

    name = models.CharField(max_length=40, unique=True)
    svg = models.TextField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class NumberBook(models.Model):
    """How far an office has counted in a book this year. Whoever holds the row gives the next number."""

    office = models.ForeignKey("regions.Office", on_delete=models.PROTECT, related_name="+")
    book = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["office", "book", "year"], name="number_book_once"),)

    def __str__(self) -> str:
        return f"{self.office_id}/{self.book}/{self.year}: {self.last}"


class Letter(models.Model):
    """A letter with at least one signature. Its row exists only once the signed file is stored and has been checked."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=16)  # of the case
    office = models.ForeignKey("regions.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    service_code = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    subject_name = models.CharField(max_length=120)
    book = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    number = models.CharField(max_length=120)
    token = models.CharField(max_length=43, unique=True)  # of the public verification page
    file = models.CharField(max_length=200)  # name in the vault
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField()  # bytes
    signed_at = models.DateTimeField()  # first
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signer_name = models.CharField(max_length=120)
    signer_title = models.CharField(max_length=160)
    credential = models.ForeignKey(SigningCredential, on_delete=models.PROTECT, related_name="+")
    signatories = models.PositiveSmallIntegerField(default=1)  # so many must sign
    valid_until = models.DateField(null=True)
    status = models.CharField(max_length=8, default=LetterStatus.SIGNED.value)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=240, blank=True)
    ended_reason = models.TextField(blank=True)
    content = SealedJSONField(null=True)  # what its template was given, as long as signatures are missing
    answers = SealedJSONField(null=True)  # as corrected by the office for a replacement; else those of the submission
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replacement")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case"], condition=_ALIVE, name="letter_one_alive_a_case"),
            models.UniqueConstraint(fields=["office", "book", "year", "sequence"], name="letter_number_once"),
            models.CheckConstraint(condition=Q(status__in=_STORED), name="letter_status_known"),
            models.CheckConstraint(
                condition=_ALIVE & Q(ended_at__isnull=True) | ~_ALIVE & Q(ended_at__isnull=False),
                name="letter_ended_has_time",
            ),
        )
        indexes = (
            models.Index(F("office"), F("signed_at").desc(), F("id").desc(), name="letter_register"),
            models.Index(
                F("office"), F("service_code"), F("signed_at").desc(), F("id").desc(), name="letter_register_service"
            ),
            models.Index(
                F("office"), F("status"), F("signed_at").desc(), F("id").desc(), name="letter_register_status"
            ),
            models.Index(F("code"), F("id").desc(), name="letter_by_case"),
        )

    def __str__(self) -> str:
        return self.number


class RegisterWords(models.Model):
    """Under what the register of an office finds a letter (`domain.register_words`); each is a row.

    What is looked for is one range of `register_words_once`, read without the table, however many letters there are.
    """

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="+", db_index=False)
    office = models.ForeignKey("regions.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    words = models.CharField(max_length=260)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["office", "words", "letter"], name="register_words_once"),)

    def __str__(self) -> str:
        return f"{self.letter_id}"


class FurtherSignature(models.Model):
    """A signature after the first. Another office gives it a number of its own book, which is never given twice."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="further")
    order = models.PositiveSmallIntegerField()  # from 2
    office = models.ForeignKey("regions.Office", on_delete=models.PROTECT, related_name="+")
    book = models.CharField(max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    sequence = models.PositiveIntegerField(null=True)
    number = models.CharField(max_length=120, blank=True)
    signed_at = models.DateTimeField()
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signer_name = models.CharField(max_length=120)
    signer_title = models.CharField(max_length=160)
    credential = models.ForeignKey(SigningCredential, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["letter", "order"], name="further_signature_once"),
            models.UniqueConstraint(fields=["office", "book", "year", "sequence"], name="further_number_once"),
            models.CheckConstraint(condition=Q(order__gte=2), name="further_signature_after_first"),
        )
        indexes = (models.Index(F("office"), F("signed_at").desc(), F("id").desc(), name="further_register"),)

    def __str__(self) -> str:
        return f"{self.letter_id}, {self.order}: {self.number}"
