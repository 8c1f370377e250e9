"""Mandates: granted and ended, never two definitive holders of one place at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from palui.accounts.domain import SINGLE, Acting, Capacity, Role, capacities_of, may_grant, title_of
from palui.accounts.models import Mandate, User
from palui.accounts.services.asking import checked_actor
from palui.audit import services as audit
from palui.kernel import clock
from palui.kernel.actors import Actor
from palui.kernel.errors import Conflict, DomainError, InvalidInput, NotFound
from palui.regions import selectors as regions


@dataclass(frozen=True, kw_only=True)
class NewMandate:
    """A mandate to grant; see `grant_mandate`."""

    user_id: int
    role: Role
    office_id: int
    capacity: Capacity = Capacity.DEFINITIVE
    rt_id: int | None = None
    rw_id: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""


class _Titles:
    """Words for mandates; each office and its RT and RW are read once."""

    def __init__(self) -> None:
        self._offices: dict[int, regions.OfficeRecord] = {}
        self._rts: dict[int, dict[int, regions.RtRecord]] = {}
        self._rws: dict[int, dict[int, str]] = {}

    def of(self, new: NewMandate) -> str:
        """The title. Raises NotFound for an unknown office and InvalidInput for an RT or RW of another office."""
        rt_number = rw_number = ""
        if new.office_id not in self._offices:
            self._offices[new.office_id] = regions.office(new.office_id)
        if new.rt_id is not None:
            if new.office_id not in self._rts:
                self._rts[new.office_id] = {rt.id: rt for rt in regions.rts_of_office(new.office_id)}
            rt = self._rts[new.office_id].get(new.rt_id)
            if rt is None:
                raise InvalidInput({"rt": "RT ini bukan dari kelurahan itu."})
            rt_number, rw_number = rt.number, rt.rw
        if new.rw_id is not None:
            if new.office_id not in self._rws:
                self._rws[new.office_id] = {rw.id: rw.number for rw in regions.rws_of_office(new.office_id)}
            if new.rw_id not in self._rws[new.office_id]:
                raise InvalidInput({"rw": "RW ini bukan dari kelurahan itu."})
            rw_number = self._rws[new.office_id][new.rw_id]
        office_name = self._offices[new.office_id].name
        return title_of(role=new.role, capacity=new.capacity, office_name=office_name, rt=rt_number, rw=rw_number)


def check_mandate(*, by: Acting | Actor, new: NewMandate) -> str:
    """What `grant_mandate` would say, without granting: the title, or its refusal."""
    checked_actor(by, may=lambda acting: may_grant(acting, role=new.role, office_id=new.office_id))
    row = _mandate_row(new, _Titles())
    _refuse_overlap(row)
    return row.title


@transaction.atomic
def grant_mandate(
    *,
    by: Acting | Actor,
    user_id: int,
    role: Role,
    office_id: int,
    capacity: Capacity = Capacity.DEFINITIVE,
    rt_id: int | None = None,
    rw_id: int | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    note: str = "",
) -> int:
    """Let a person act in a role for an office from `valid_from` (today) through `valid_to` (no end); gives the id.

    Raises NotFound for who may not grant it, InvalidInput for wrong dates or places, and Conflict
    `mandate_overlaps` when another definitive holder has the same place in that time.
    """
    actor = checked_actor(by, may=lambda acting: may_grant(acting, role=role, office_id=office_id))
    new = NewMandate(
        user_id=user_id,
        role=role,
        office_id=office_id,
        capacity=capacity,
        rt_id=rt_id,
        rw_id=rw_id,
        valid_from=valid_from,
        valid_to=valid_to,
        note=note,
    )
    # Holding the person's row keeps two administrators from granting at the same moment.
    user = User.objects.select_for_update().filter(pk=user_id, is_active=True).first()
    if user is None:
        raise NotFound("person", user_id)
    row = _mandate_row(new, _Titles())
    _refuse_overlap(row)
    row.save()
    audit.record(by=actor, action="mandate.grant", subject=f"office:{office_id}", title=row.title, name=user.name)
    return row.pk


@transaction.atomic
def grant_mandates(*, by: Actor, mandates: Iterable[NewMandate]) -> int:
    """Many mandates at once, for imports and the practice city; gives how many.

    The database refuses a second definitive holder without end.
    """
    titles = _Titles()
    rows = Mandate.objects.bulk_create([_mandate_row(new, titles) for new in mandates], batch_size=500)
    audit.record(
        by=by, action="mandate.grant", subject="office:import", title=f"({len(rows)} mandat)", name="banyak orang"
    )
    return len(rows)


@transaction.atomic
def end_mandate(*, by: Acting | Actor, mandate_id: int, last_day: date | None = None) -> None:
    """End a mandate with `last_day`, or at once when no day is given.

    Raises NotFound for who may not, DomainError `mandate_over` when it has ended, InvalidInput `last_day` when that
    day is past, before its first or after its present end.
    """
    row = Mandate.objects.select_for_update(of=("self",)).select_related("user").filter(pk=mandate_id).first()
    if row is None:
        raise NotFound("mandate", mandate_id)
    role, office_id = Role(row.role), row.office_id
    actor = checked_actor(by, may=lambda acting: may_grant(acting, role=role, office_id=office_id))
    today = clock.today()
    if row.ended_at is not None or (row.valid_to is not None and row.valid_to < today):
        raise DomainError("mandate_over")
    if last_day is None:
        row.ended_at = clock.now()
    elif last_day < max(today, row.valid_from):
        raise InvalidInput(
            {"last_day": "Pilih hari ini atau sesudahnya. Untuk mengakhiri sekarang juga, kosongkan tanggalnya."}
        )
    elif row.valid_to is not None and last_day > row.valid_to:
        raise InvalidInput({"last_day": "Mandat ini sudah berakhir sebelum tanggal itu."})
    else:
        row.valid_to = last_day
    row.save(update_fields=["ended_at", "valid_to"])
    audit.record(by=actor, action="mandate.end", subject=f"office:{office_id}", title=row.title, name=row.user.name)


def _mandate_row(new: NewMandate, titles: _Titles) -> Mandate:
    errors: dict[str, str] = {}
    valid_from = new.valid_from or clock.today()
    if new.valid_to is not None and new.valid_to < valid_from:
        errors["valid_to"] = "Hari terakhir tidak boleh sebelum hari pertama."
    if new.capacity not in capacities_of(new.role):
        errors["capacity"] = "Jabatan ini tidak bisa dipegang dengan cara itu."
    if new.capacity is not Capacity.DEFINITIVE and new.valid_to is None:
        errors["valid_to"] = "Mandat sementara (Plt., Plh., a.n.) perlu hari terakhir."
    if (new.role is Role.RT_HEAD) != (new.rt_id is not None):
        errors["rt"] = "Pilih RT untuk ketua RT." if new.role is Role.RT_HEAD else "RT hanya untuk ketua RT."
    if (new.role is Role.RW_HEAD) != (new.rw_id is not None):
        errors["rw"] = "Pilih RW untuk ketua RW." if new.role is Role.RW_HEAD else "RW hanya untuk ketua RW."
    if errors:
        raise InvalidInput(errors)
    return Mandate(
        user_id=new.user_id,
        role=new.role.value,
        capacity=new.capacity.value,
        office_id=new.office_id,
        rt_id=new.rt_id,
        rw_id=new.rw_id,
        title=titles.of(new),
        valid_from=valid_from,
        valid_to=new.valid_to,
        note=new.note.strip(),
    )


def _refuse_overlap(row: Mandate) -> None:
    """Raise Conflict when another definitive holder has the same single place in the same time."""
    if Role(row.role) not in SINGLE or row.capacity != Capacity.DEFINITIVE:
        return
    rows = Mandate.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=row.valid_from),
        role=row.role,
        capacity=Capacity.DEFINITIVE.value,
        office_id=row.office_id,
        ended_at__isnull=True,
    )
    if row.rt_id is not None:
        rows = rows.filter(rt_id=row.rt_id)
    if row.rw_id is not None:
        rows = rows.filter(rw_id=row.rw_id)
    if row.valid_to is not None:
        rows = rows.filter(valid_from__lte=row.valid_to)
    other = rows.select_related("user").first()
    if other is not None:
        raise Conflict("mandate_overlaps", title=other.title, name=other.user.name)
