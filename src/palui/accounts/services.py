"""Accounts and mandates: one function per use case."""

import re
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q

from palui.accounts.domain import SINGLE, Acting, Capacity, MandateRecord, Role, capacities_of, may_grant, title_of
from palui.accounts.models import Mandate, User
from palui.audit import services as audit
from palui.kernel import clock
from palui.kernel.actors import Actor
from palui.kernel.errors import Conflict, DomainError, InvalidInput, NotFound
from palui.kernel.identifiers import CODE_SIGNS, Kk, Nik, Phone
from palui.regions import selectors as regions
from palui.residents import selectors as residents
from palui.ui.domain import sentence

Parsed = TypeVar("Parsed")

_USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,39}")


# --- people ------------------------------------------------------------------------------------


@transaction.atomic
def register_resident(*, nik: str, kk: str, phone: str, password: str, email: str = "") -> int:
    """A resident makes their own account; gives its id.

    NIK and KK must be those of one living resident in the register. Raises InvalidInput by field for what
    anybody can see is wrong, and DomainError `sign_up_no_match` for everything else, so that an answer never
    tells who is registered or has an account.
    """
    errors: dict[str, str] = {}
    parsed_nik = _collected(errors, "nik", lambda: Nik.parse(nik))
    parsed_kk = _collected(errors, "kk", lambda: Kk.parse(kk))
    parsed_phone = _collected(errors, "phone", lambda: Phone.parse(phone))
    clean_email = _email(errors, email)
    _check_password(errors, password, User())
    if errors:
        raise InvalidInput(errors)
    assert parsed_nik is not None and parsed_kk is not None and parsed_phone is not None
    # Work that takes time is done before anything is known, so that a wrong KK answers as fast as a right one.
    encoded = make_password(password)
    resident = residents.find_by_nik(parsed_nik)
    if resident is None or resident.kk != parsed_kk.digits:
        raise DomainError("sign_up_no_match")
    if User.objects.filter(Q(phone=parsed_phone.e164) | Q(resident_id=resident.id)).exists():
        raise DomainError("sign_up_no_match")
    try:
        with transaction.atomic():
            user = User.objects.create(
                username=_free_name(),
                name=resident.name,
                phone=parsed_phone.e164,
                email=clean_email,
                resident_id=resident.id,
                password=encoded,
            )
    except IntegrityError as error:  # two requests at once
        raise DomainError("sign_up_no_match") from error
    by = Actor(name=user.name, title="Pemohon", user_id=user.pk)
    audit.record(by=by, action="account.sign_up", subject=f"account:{user.pk}")
    return user.pk


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """An account to make. `phone` in any spelling, or empty."""

    username: str
    name: str
    phone: str = ""
    email: str = ""
    nip: str = ""
    rank: str = ""
    resident_id: int | None = None


@transaction.atomic
def create_person(
    *,
    by: Acting | Actor,
    username: str,
    name: str,
    password: str | None,
    phone: str = "",
    email: str = "",
    nip: str = "",
    rank: str = "",
    resident_id: int | None = None,
) -> int:
    """Make an account and give its id. Without a password nobody can sign in to it yet.

    `by` is the system, or somebody with a mandate to grant mandates. Raises InvalidInput by field, NotFound
    for who may not.
    """
    actor = _checked(by, may=lambda acting: acting.holds(Role.ADMIN) or acting.holds(Role.LURAH) or acting.holds(Role.SECRETARY))
    person = NewPerson(username=username, name=name, phone=phone, email=email, nip=nip, rank=rank, resident_id=resident_id)
    errors: dict[str, str] = {}
    user = _new_user(person, errors)
    if password is not None:
        _check_password(errors, password, user)
    if not errors:
        taken = User.objects.filter(Q(username=user.username) | Q(phone=user.phone, phone__isnull=False))
        for other in taken:
            errors["username" if other.username == user.username else "phone"] = "Sudah dipakai akun lain."
        if resident_id is not None and User.objects.filter(resident_id=resident_id).exists():
            errors["resident_id"] = "Penduduk ini sudah punya akun."
    if errors:
        raise InvalidInput(errors)
    user.set_password(password)
    user.save()
    audit.record(by=actor, action="account.create", subject=f"account:{user.pk}", name=user.name)
    return user.pk


@transaction.atomic
def create_people(*, by: Actor, people: Sequence[NewPerson], password: str | None) -> dict[str, int]:
    """Many accounts with one password, hashed once; gives ids by user name. For imports and the practice city.

    Raises InvalidInput, keyed by user name, when one cannot be made.
    """
    encoded = make_password(password)
    errors: dict[str, str] = {}
    users = []
    for person in people:
        wrong: dict[str, str] = {}
        user = _new_user(person, wrong)
        user.password = encoded
        users.append(user)
        if wrong:
            errors[person.username] = " ".join(wrong.values())
    if errors:
        raise InvalidInput(errors)
    stored = User.objects.bulk_create(users, batch_size=500)
    audit.record(by=by, action="account.create", subject="account:import", name=f"{len(stored)} orang")
    return {user.username: user.pk for user in stored}


@transaction.atomic
def change_profile(*, acting: Acting, name: str | None = None, phone: str | None = None, email: str | None = None) -> None:
    """A person changes their own account. A resident's name comes from the register and stays.

    Raises InvalidInput by field.
    """
    user = _own(acting)
    errors: dict[str, str] = {}
    changed = []
    if name is not None and user.resident_id is None and name.strip() != user.name:
        user.name = _name(errors, name)
        changed.append("nama")
    if phone is not None:
        parsed = _collected(errors, "phone", lambda: Phone.parse(phone)) if phone.strip() else None
        e164 = parsed.e164 if parsed is not None else None
        if e164 is None and not errors and user.resident_id is not None:
            errors["phone"] = "Nomor ponsel dipakai untuk masuk, jadi tidak bisa dikosongkan."
        if e164 != user.phone:
            user.phone = e164
            changed.append("nomor ponsel")
            if e164 is not None and User.objects.filter(phone=e164).exclude(pk=user.pk).exists():
                errors["phone"] = "Nomor ini belum bisa dipakai. Coba nomor lain, atau datang ke kelurahan - kami bantu."
    if email is not None:
        clean_email = _email(errors, email)
        if clean_email != user.email:
            user.email = clean_email
            changed.append("surel")
    if errors:
        raise InvalidInput(errors)
    if changed:
        user.save(update_fields=["name", "phone", "email"])
        audit.record(by=_self(user), action="account.change", subject=f"account:{user.pk}", fields=", ".join(changed))


@transaction.atomic
def change_password(*, acting: Acting, new: str) -> None:
    """A person sets a new password; the caller has checked the old one. Raises InvalidInput `new`."""
    user = _own(acting)
    errors: dict[str, str] = {}
    _check_password(errors, new, user, place="new")
    if errors:
        raise InvalidInput(errors)
    user.set_password(new)
    user.save(update_fields=["password"])
    audit.record(by=_self(user), action="account.password", subject=f"account:{user.pk}")


# --- mandates ----------------------------------------------------------------------------------


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


def check_mandate(*, by: Acting | Actor, new: NewMandate) -> str:
    """What `grant_mandate` would say, without granting: the title, or its refusal."""
    _checked(by, may=lambda acting: may_grant(acting, role=new.role, office_id=new.office_id))
    row = _mandate_row(new, Titles())
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
    actor = _checked(by, may=lambda acting: may_grant(acting, role=role, office_id=office_id))
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
    row = _mandate_row(new, Titles())
    _refuse_overlap(row)
    row.save()
    audit.record(by=actor, action="mandate.grant", subject=f"office:{office_id}", title=row.title, name=user.name)
    return row.pk


@transaction.atomic
def grant_mandates(*, by: Actor, mandates: Iterable[NewMandate]) -> int:
    """Many mandates at once, for imports and the practice city; gives how many.

    The database refuses a second definitive holder without end.
    """
    titles = Titles()
    rows = Mandate.objects.bulk_create([_mandate_row(new, titles) for new in mandates], batch_size=500)
    audit.record(by=by, action="mandate.grant", subject="office:import", title=f"({len(rows)} mandat)", name="banyak orang")
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
    actor = _checked(by, may=lambda acting: may_grant(acting, role=role, office_id=office_id))
    today = clock.today()
    if row.ended_at is not None or (row.valid_to is not None and row.valid_to < today):
        raise DomainError("mandate_over")
    if last_day is None:
        row.ended_at = clock.now()
    elif last_day < max(today, row.valid_from):
        raise InvalidInput({"last_day": "Pilih hari ini atau sesudahnya. Untuk mengakhiri sekarang juga, kosongkan tanggalnya."})
    elif row.valid_to is not None and last_day > row.valid_to:
        raise InvalidInput({"last_day": "Mandat ini sudah berakhir sebelum tanggal itu."})
    else:
        row.valid_to = last_day
    row.save(update_fields=["ended_at", "valid_to"])
    audit.record(by=actor, action="mandate.end", subject=f"office:{office_id}", title=row.title, name=row.user.name)


# --- inside ------------------------------------------------------------------------------------


def _checked(by: Acting | Actor, *, may: Callable[[Acting], MandateRecord | None]) -> Actor:
    """Who acts, as the record keeps it. An Actor is the system or an import and may; NotFound for others."""
    if isinstance(by, Actor):
        return by
    mandate = may(by)
    if mandate is None:
        raise NotFound("mandate")
    return by.actor(mandate)


def _own(acting: Acting) -> User:
    user = User.objects.select_for_update().filter(pk=acting.user_id, is_active=True).first()
    if user is None:
        raise NotFound("person")
    return user


def _self(user: User) -> Actor:
    return Actor(name=user.name, title="Pemilik akun", user_id=user.pk)


def _new_user(person: NewPerson, errors: dict[str, str]) -> User:
    username = person.username.strip().lower()
    if not _USERNAME.fullmatch(username):
        errors["username"] = "Pakai 3 sampai 40 huruf kecil, angka, titik, atau garis; diawali huruf."
    phone = _collected(errors, "phone", lambda: Phone.parse(person.phone)) if person.phone.strip() else None
    nip = "".join(person.nip.split())
    if nip and not re.fullmatch(r"\d{18}", nip):
        errors["nip"] = "NIP terdiri dari 18 angka."
    return User(
        username=username,
        name=_name(errors, person.name),
        phone=phone.e164 if phone is not None else None,
        email=_email(errors, person.email),
        nip=nip,
        rank=person.rank.strip(),
        resident_id=person.resident_id,
    )


def _name(errors: dict[str, str], name: str) -> str:
    clean = " ".join(name.split())
    if not 2 <= len(clean) <= 120:
        errors["name"] = "Tulis nama lengkap, paling banyak 120 huruf."
    return clean


def _email(errors: dict[str, str], email: str) -> str:
    clean = email.strip()
    if clean:
        try:
            validate_email(clean)
        except ValidationError:
            errors["email"] = "Alamat surel ini tidak lengkap. Tulis misalnya nama@contoh.id, atau kosongkan."
    return clean


def _check_password(errors: dict[str, str], password: str, user: User, *, place: str = "password") -> None:
    try:
        validate_password(password, user)
    except ValidationError as wrong:
        errors[place] = " ".join(wrong.messages)


def _collected(errors: dict[str, str], place: str, parse: Callable[[], Parsed]) -> Parsed | None:
    try:
        return parse()
    except DomainError as wrong:
        errors[place] = sentence(wrong)
        return None


def _free_name() -> str:
    """A user name for a resident, who signs in by phone and need not know it."""
    return "warga-" + "".join(secrets.choice(CODE_SIGNS) for _ in range(10)).lower()


def _mandate_row(new: NewMandate, titles: Titles) -> Mandate:
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


class Titles:
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


def _refuse_overlap(row: Mandate) -> None:
    """Raise Conflict when another definitive holder has the same single place in the same time."""
    if Role(row.role) not in SINGLE or row.capacity != Capacity.DEFINITIVE:
        return
    rows = Mandate.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=row.valid_from),
        role=row.role,
        capacity=Capacity.DEFINITIVE.value,
        office_id=row.office_id,
        rt_id=row.rt_id,
        rw_id=row.rw_id,
        ended_at__isnull=True,
    )
    if row.valid_to is not None:
        rows = rows.filter(valid_from__lte=row.valid_to)
    other = rows.select_related("user").first()
    if other is not None:
        raise Conflict("mandate_overlaps", title=other.title, name=other.user.name)
