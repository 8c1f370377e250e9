"""People who sign in, and the mandates that let them act."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from palui.accounts.domain import SIGNATORIES, SINGLE, Capacity, Role
from palui.kernel import clock


class UserManager(BaseUserManager["User"]):
    """Finds users by name; making them is the services' work."""


class User(AbstractBaseUser):
    """A person with an account: a resident, an RT or RW head, somebody in an office.

    What they may do is never a property of the account but of its mandates. `username` begins with a
    letter, so that it can never be mistaken for a telephone number.
    """

    username = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=16, unique=True, null=True)  # noqa: DJ001 - E.164; empty must not be unique
    email = models.EmailField(blank=True)
    new_email = models.EmailField(blank=True)  # given, and not confirmed by its owner yet
    new_email_asked_at = models.DateTimeField(null=True, blank=True)  # when its link was sent
    nip = models.CharField(max_length=18, blank=True)  # number of a civil servant
    rank = models.CharField(max_length=80, blank=True)  # "Penata Tk. I (III/d)"
    resident = models.OneToOneField("residents.Resident", on_delete=models.PROTECT, null=True, related_name="+")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    #: The mandates in force when this person was let in; None for an account that was read otherwise.
    held_now: "tuple[Mandate, ...] | None" = None

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(phone__isnull=True) | Q(phone__startswith="+"), name="user_phone_is_e164"
            ),
        )

    def __str__(self) -> str:
        return self.username


def _is(*roles: Role) -> Q:
    return Q(role__in=sorted(role.value for role in roles))


_DEFINITIVE_WITHOUT_END = Q(capacity=Capacity.DEFINITIVE.value, valid_to__isnull=True, ended_at__isnull=True)


class Mandate(models.Model):
    """A person may act in a role for an office, from a day through a day. Never deleted, only ended."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="mandates")
    role = models.CharField(max_length=16)
    capacity = models.CharField(max_length=12, default=Capacity.DEFINITIVE.value)
    office = models.ForeignKey("regions.Office", on_delete=models.PROTECT, related_name="+")
    rt = models.ForeignKey("regions.Rt", on_delete=models.PROTECT, null=True, related_name="+")
    rw = models.ForeignKey("regions.Rw", on_delete=models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=160)  # as in the decree: later renaming of the office leaves it
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)  # taken back at once, whatever its dates say
    note = models.CharField(max_length=200, blank=True)  # number of the decree
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=_is(*Role), name="mandate_role_known"),
            models.CheckConstraint(
                condition=Q(capacity__in=sorted(capacity.value for capacity in Capacity)), name="mandate_capacity_known"
            ),
            models.CheckConstraint(
                condition=Q(_is(Role.RT_HEAD), rt__isnull=False) | (~_is(Role.RT_HEAD) & Q(rt__isnull=True)),
                name="mandate_rt_head_has_rt",
            ),
            models.CheckConstraint(
                condition=Q(_is(Role.RW_HEAD), rw__isnull=False) | (~_is(Role.RW_HEAD) & Q(rw__isnull=True)),
                name="mandate_rw_head_has_rw",
            ),
            models.CheckConstraint(
                condition=~Q(capacity=Capacity.AN.value) | _is(*SIGNATORIES), name="mandate_an_only_for_signatories"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="mandate_dates_in_order"
            ),
            # Without an end there can be one only; what overlaps in time is refused by the service.
            models.UniqueConstraint(
                fields=["role", "office"],
                condition=_is(*SINGLE - {Role.RT_HEAD, Role.RW_HEAD}) & _DEFINITIVE_WITHOUT_END,
                name="mandate_one_in_office",
            ),
            models.UniqueConstraint(
                fields=["rt"], condition=_is(Role.RT_HEAD) & _DEFINITIVE_WITHOUT_END, name="mandate_one_in_rt"
            ),
            models.UniqueConstraint(
                fields=["rw"], condition=_is(Role.RW_HEAD) & _DEFINITIVE_WITHOUT_END, name="mandate_one_in_rw"
            ),
        )
        indexes = (
            models.Index(fields=["office", "role"], name="mandate_by_office"),
            models.Index(fields=["user", "valid_from"], name="mandate_by_user"),
        )

    def __str__(self) -> str:
        return f"{self.title} ({self.valid_from} – {self.valid_to or '…'})"
