"""Reading people and mandates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from palui.accounts.access import held_on, in_force, mandate_record
from palui.accounts.domain import SIGNATORIES, Capacity, MandateRecord, Role
from palui.accounts.models import Mandate, User
from palui.kernel import clock
from palui.kernel.errors import NotFound
from palui.statements.selectors import Given, Statement


@dataclass(frozen=True, kw_only=True)
class PersonRecord:
    """A person with an account. `phone` is E.164 or empty."""

    id: int
    username: str
    name: str
    phone: str
    email: str
    new_email: str  # given, and not confirmed yet
    nip: str
    rank: str
    resident_id: int | None
    is_active: bool


@dataclass(frozen=True, kw_only=True)
class HeldMandate:
    """A mandate and who holds it, for the pages that manage them."""

    mandate: MandateRecord
    person: PersonRecord
    note: str
    state: str  # "ahead", "now" or "over"


def _holders() -> QuerySet[Mandate]:
    return Mandate.objects.filter(
        held_on(Given("day"), Given("moment")),
        role=Given("role"),
        office_id=Given("office_id"),
        user__is_active=True,
    ).select_related("user")


_PERSON = Statement(lambda: User.objects.filter(pk=Given("user_id")))
_HOLDERS = Statement(_holders)
_HEADS_OF_RT = Statement(lambda: _holders().filter(rt_id=Given("rt_id")))
_HEADS_OF_RW = Statement(lambda: _holders().filter(rw_id=Given("rw_id")))


def person(user_id: int) -> PersonRecord:
    """The person with that account. Raises NotFound."""
    row = _PERSON.first(user_id=user_id)
    if row is None:
        raise NotFound("person", user_id)
    return _person(row)


def people(user_ids: Iterable[int]) -> dict[int, PersonRecord]:
    """Several people at once, by id; unknown ids are left out."""
    return {row.pk: _person(row) for row in User.objects.filter(pk__in=set(user_ids))}


def person_called(username: str) -> PersonRecord | None:
    """The person with exactly that user name, or None."""
    row = User.objects.filter(username=username.strip().lower()).first()
    return _person(row) if row is not None else None


def find_people(text: str, *, limit: int = 20) -> tuple[PersonRecord, ...]:
    """People whose name contains the text, or whose user name or NIP begins with it; for giving mandates."""
    words = text.strip()
    if len(words) < 2:
        return ()
    rows = User.objects.filter(
        Q(name__icontains=words) | Q(username__startswith=words.lower()) | Q(nip__startswith=words), is_active=True
    )
    return tuple(_person(row) for row in rows.order_by("name", "id")[:limit])


def account_of_resident(resident_id: int) -> PersonRecord | None:
    """The account that belongs to a resident, or None."""
    row = User.objects.filter(resident_id=resident_id).first()
    return _person(row) if row is not None else None


def holders_of(
    role: Role,
    *,
    office_id: int,
    rt_id: int | None = None,
    rw_id: int | None = None,
    at: datetime | None = None,
) -> tuple[PersonRecord, ...]:
    """Who holds the role at that place at that moment (now): the definitive holder first, then deputies.

    RT and RW heads need their RT or RW; without it there is nobody.
    """
    if (role is Role.RT_HEAD and rt_id is None) or (role is Role.RW_HEAD and rw_id is None):
        return ()
    moment = at or clock.now()
    when = {"day": clock.local(moment).date(), "moment": moment}
    if rt_id is not None:
        rows = _HEADS_OF_RT(**when, role=role.value, office_id=office_id, rt_id=rt_id)
    elif rw_id is not None:
        rows = _HEADS_OF_RW(**when, role=role.value, office_id=office_id, rw_id=rw_id)
    else:
        rows = _HOLDERS(**when, role=role.value, office_id=office_id)
    order = tuple(Capacity)
    found = sorted(rows, key=lambda row: (order.index(Capacity(row.capacity)), row.pk))
    return tuple({row.user_id: _person(row.user) for row in found}.values())


def mandate_of(user_id: int, role: Role, *, office_id: int, at: datetime | None = None) -> MandateRecord | None:
    """The mandate that person holds in that role at that office at that moment (now), or None."""
    rows = Mandate.objects.filter(in_force(at or clock.now()), user_id=user_id, role=role.value, office_id=office_id)
    records = sorted((mandate_record(row) for row in rows), key=lambda record: tuple(Capacity).index(record.capacity))
    return records[0] if records else None


def mandates_of(user_id: int) -> tuple[HeldMandate, ...]:
    """All mandates of a person, those in force first, then coming, then past."""
    return _held(Mandate.objects.filter(user_id=user_id).select_related("user"))


def mandates_of_office(office_id: int, *, with_past: bool = False) -> tuple[HeldMandate, ...]:
    """Mandates at an office, by role; past ones only when asked for."""
    rows = Mandate.objects.filter(office_id=office_id).select_related("user")
    if not with_past:
        rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=clock.today()), ended_at__isnull=True)
    return _held(rows)


def mandate(mandate_id: int) -> HeldMandate:
    """One mandate. Raises NotFound."""
    held = _held(Mandate.objects.filter(pk=mandate_id).select_related("user"))
    if not held:
        raise NotFound("mandate", mandate_id)
    return held[0]


def offices_with_signatory(*, at: datetime | None = None) -> frozenset[int]:
    """Ids of offices where somebody may sign at that moment (now)."""
    rows = Mandate.objects.filter(
        in_force(at or clock.now()), role__in=[role.value for role in SIGNATORIES], user__is_active=True
    )
    return frozenset(rows.values_list("office_id", flat=True))


def has_people() -> bool:
    """Whether anybody has an account yet."""
    return User.objects.exists()


def _held(rows: Iterable[Mandate]) -> tuple[HeldMandate, ...]:
    day = clock.today()
    roles, states = tuple(Role), ("now", "ahead", "over")
    held = []
    for row in rows:
        record = mandate_record(row)
        is_over = row.ended_at is not None or (record.valid_to is not None and record.valid_to < day)
        state = "over" if is_over else "ahead" if record.valid_from > day else "now"
        held.append(HeldMandate(mandate=record, person=_person(row.user), note=row.note, state=state))
    held.sort(
        key=lambda one: (
            states.index(one.state),
            roles.index(one.mandate.role),
            one.mandate.title,
            one.mandate.valid_from,
            one.mandate.id,
        )
    )
    return tuple(held)


def _person(row: User) -> PersonRecord:
    return PersonRecord(
        id=row.pk,
        username=row.username,
        name=row.name,
        phone=row.phone or "",
        email=row.email,
        new_email=row.new_email,
        nip=row.nip,
        rank=row.rank,
        resident_id=row.resident_id,
        is_active=row.is_active,
    )
