"""Accounts: made by residents themselves, by an office, or in bulk; changed by their owners."""

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q

from palui.accounts.domain import Acting, MandateRecord, Role, may_help
from palui.accounts.models import User
from palui.accounts.services.addresses import ask_for_confirmation
from palui.accounts.services.asking import checked_actor
from palui.audit import services as audit
from palui.kernel.actors import Actor
from palui.kernel.errors import DomainError, InvalidInput, NotFound
from palui.kernel.identifiers import CODE_SIGNS, Kk, Nik, Phone
from palui.residents import selectors as residents
from palui.ui.domain import sentence

Parsed = TypeVar("Parsed")

_USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,39}")


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
    if parsed_nik is None or parsed_kk is None or parsed_phone is None or errors:
        raise InvalidInput(errors)
    # Work that takes time is done before anything is known, so that a wrong KK answers as fast as a right one.
    encoded = make_password(password)
    resident = residents.find_by_nik(parsed_nik)
    if resident is None or resident.kk != parsed_kk:
        raise DomainError("sign_up_no_match")
    if User.objects.filter(Q(phone=parsed_phone.e164) | Q(resident_id=resident.id)).exists():
        raise DomainError("sign_up_no_match")
    try:
        with transaction.atomic():
            user = User.objects.create(
                username=_free_name(),
                name=resident.name,
                phone=parsed_phone.e164,
                resident_id=resident.id,
                password=encoded,
            )
    except IntegrityError as error:  # two requests at once
        raise DomainError("sign_up_no_match") from error
    by = Actor(name=user.name, title="Pemohon", user_id=user.pk)
    audit.record(by=by, action="account.sign_up", subject=f"account:{user.pk}")
    if clean_email:
        ask_for_confirmation(user, clean_email)
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
    actor = checked_actor(
        by, may=lambda acting: acting.holds(Role.ADMIN) or acting.holds(Role.LURAH) or acting.holds(Role.SECRETARY)
    )
    person = NewPerson(
        username=username, name=name, phone=phone, email=email, nip=nip, rank=rank, resident_id=resident_id
    )
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
def change_profile(
    *, acting: Acting, name: str | None = None, phone: str | None = None, email: str | None = None
) -> None:
    """A person changes their own account. A resident's name comes from the register and stays.

    A new e-mail address counts once its owner has confirmed it (see `confirm_email`); until then the old one stays.
    Raises InvalidInput by field.
    """
    user = _own(acting)
    errors: dict[str, str] = {}
    before = (user.name, user.phone, user.email)
    if name is not None and user.resident_id is None:
        user.name = _name(errors, name)
    if phone is not None:
        user.phone = _own_phone(errors, user, phone)
    new_email = _email(errors, email) if email is not None else user.email
    if errors:
        raise InvalidInput(errors)
    if new_email in ("", user.email):
        user.email, user.new_email = new_email, ""
    else:
        ask_for_confirmation(user, new_email)
    after = (user.name, user.phone, user.email)
    changed = [
        word for word, old, new in zip(("nama", "nomor ponsel", "surel"), before, after, strict=True) if old != new
    ]
    if changed:
        user.save(update_fields=["name", "phone", "email", "new_email"])
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


@transaction.atomic
def give_new_password(*, acting: Acting, who: str, new: str) -> str:
    """At the counter, to somebody who forgot theirs and showed their KTP; gives the person's name.

    `who` is a NIK, or a user name for administrators. All sessions of that account end. Raises InvalidInput `who` for
    nobody this person may help, whether they exist or not, and `new` for a weak password.
    """
    user, mandate = _user_to_help(acting, who)
    errors: dict[str, str] = {}
    _check_password(errors, new, user, place="new")
    if errors:
        raise InvalidInput(errors)
    user.set_password(new)
    user.save(update_fields=["password"])
    audit.record(by=acting.actor(mandate), action="account.password", subject=f"account:{user.pk}")
    return user.name


def _user_to_help(acting: Acting, who: str) -> tuple[User, MandateRecord]:
    user: User | None = None
    office_id: int | None = None
    try:
        resident = residents.find_by_nik(Nik.parse(who))
    except DomainError:
        user = User.objects.filter(username=who.strip().lower(), is_active=True).first()
    else:
        if resident is not None:
            user = User.objects.filter(resident_id=resident.id, is_active=True).first()
            office_id = resident.office_id
    if user is not None:
        is_plain = not user.mandates.exists()
        mandate = may_help(acting, office_id=office_id, is_plain_resident=is_plain)
        if mandate is not None:
            return User.objects.select_for_update().get(pk=user.pk), mandate
    raise InvalidInput({"who": "Tidak ada akun warga kelurahan Anda dengan NIK ini."})


def _own(acting: Acting) -> User:
    if acting.user_id is None:
        raise NotFound("person")
    user = User.objects.select_for_update().filter(pk=acting.user_id, is_active=True).first()
    if user is None:
        raise NotFound("person")
    return user


def _own_phone(errors: dict[str, str], user: User, typed: str) -> str | None:
    """The person's new number. That it is another's is not said in so many words."""
    if not typed.strip():
        if user.resident_id is not None:
            errors["phone"] = "Nomor ponsel dipakai untuk masuk, jadi tidak bisa dikosongkan."
        return None
    parsed = _collected(errors, "phone", lambda: Phone.parse(typed))
    if parsed is not None and User.objects.filter(phone=parsed.e164).exclude(pk=user.pk).exists():
        errors["phone"] = "Nomor ini belum bisa dipakai. Coba nomor lain, atau datang ke kelurahan - kami bantu."
    return parsed.e164 if parsed is not None else user.phone


def _self(user: User) -> Actor:
    return Actor(name=user.name, title="Pemilik akun", user_id=user.pk)


def _new_user(person: NewPerson, errors: dict[str, str]) -> User:
    username = person.username.strip().lower()
    if not _USERNAME.fullmatch(username):
        errors["username"] = "Pakai 2 sampai 40 huruf kecil, angka, titik, atau garis; diawali huruf."
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
