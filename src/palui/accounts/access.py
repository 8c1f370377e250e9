"""Who is asking: sign-in by user name or phone, and the mandates in force for this request."""

from datetime import date, datetime
from ipaddress import ip_address, ip_network
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from palui.accounts.domain import NOBODY, Acting, Capacity, Limit, MandateRecord, Role
from palui.accounts.models import Mandate, User
from palui.gate.services import consume
from palui.kernel import clock
from palui.kernel.errors import DomainError
from palui.kernel.identifiers import Phone
from palui.statements.selectors import Given, Statement

#: The definitive holder comes before deputies.
_CAPACITY_ORDER = tuple(Capacity)


def acting_for(user: AbstractBaseUser | AnonymousUser, *, at: datetime | None = None) -> Acting:
    """The person with the mandates in force at that moment (now); NOBODY for visitors and closed accounts.

    One query, or none for who was just let in. Day limits are the city's.
    """
    if not isinstance(user, User) or not user.is_active:
        return NOBODY
    rows = user.held_now if at is None and user.held_now is not None else _held(user.pk, at or clock.now())
    mandates = [mandate_record(row) for row in rows]
    mandates.sort(key=lambda mandate: _CAPACITY_ORDER.index(mandate.capacity))
    return Acting(
        user_id=user.pk,
        name=user.name,
        phone=user.phone or "",
        resident_id=user.resident_id,
        mandates=tuple(mandates),
    )


def in_force(moment: datetime) -> Q:
    """Which mandates hold at that moment; their days are the city's."""
    return held_on(clock.local(moment).date(), moment)


def held_on(day: date | Given, moment: datetime | Given) -> Q:
    """The same; also for a statement that is given the moment later."""
    return (
        Q(valid_from__lte=day)
        & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))
        & (Q(ended_at__isnull=True) | Q(ended_at__gt=moment))
    )


_MANDATES = Statement(
    lambda: (
        Mandate.objects.filter(held_on(Given("day"), Given("moment")), user_id=Given("user_id"))
        .select_related("user")
        .order_by("id")
    )
)
_USER = Statement(lambda: User.objects.filter(pk=Given("user_id"), is_active=True))
_SESSION = Statement(lambda: Session.objects.filter(session_key=Given("key"), expire_date__gt=Given("now")))


def _held(user_id: int, moment: datetime) -> tuple[Mandate, ...]:
    return tuple(_MANDATES(user_id=user_id, moment=moment, day=clock.local(moment).date()))


class SessionStore(DatabaseSessions):
    """Django's sessions in the database, read by a statement that stands ready: every request begins with it."""

    def _get_session_from_db(self) -> Session | None:
        found = _SESSION.first(key=self.session_key, now=clock.now()) if self.session_key else None
        if found is None:
            self._session_key = None
        return found


def mandate_record(row: Mandate) -> MandateRecord:
    """The record of a row of this room."""
    return MandateRecord(
        id=row.pk,
        user_id=row.user_id,
        role=Role(row.role),
        capacity=Capacity(row.capacity),
        office_id=row.office_id,
        rt_id=row.rt_id,
        rw_id=row.rw_id,
        title=row.title,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def count_try(request: HttpRequest, limit: Limit, *, person: str = "") -> None:
    """Count one try of a person (or of whoever tries one code) and of their network, over all processes.

    Without `person`, of the network alone. Call it outside a transaction. Raises DomainError `too_many_tries`.
    """
    counted = [("network", network_of(request.META.get("REMOTE_ADDR", "")), limit.network)]
    if person:
        counted.append(("person", person, limit.person))
    tries = [
        consume(policy=f"{limit.name}_{who}", key=key, limit=most, seconds=limit.seconds) for who, key, most in counted
    ]
    if not all(one.allowed for one in tries):
        raise DomainError("too_many_tries")


def network_of(address: str) -> str:
    """The address, or of IPv6 the part that one household has (/64); empty for what is no address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    return str(ip_network(f"{parsed}/64", strict=False)) if parsed.version == 6 else str(parsed)


def canonical_login(typed: str) -> str:
    """One spelling for what a person types to sign in: a phone in E.164, else the user name in small letters.

    Attempts are counted by it, so that spelling a number differently gives no more tries.
    """
    text = typed.strip()
    if text[:1].isalpha():
        return text.lower()
    try:
        return Phone.parse(text).e164
    except DomainError:
        return text.lower()


class UsernameOrPhoneBackend(BaseBackend):
    """Signs in by user name, or by phone however it is spelled, plus password."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        if not username or not password:
            return None
        login = canonical_login(username)
        user = User.objects.filter(Q(phone=login) if login.startswith("+") else Q(username=login)).first()
        if user is None:
            # The same work as for a known name, so that the time taken tells nothing.
            User().set_password(password)
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: int) -> User | None:
        # Most who are let in have an office: account and mandates come in one reading.
        rows = _held(user_id, clock.now())
        user = rows[0].user if rows else _USER.first(user_id=user_id)
        if user is None or not user.is_active:
            return None
        user.held_now = rows
        return user


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """How allauth behaves in this house: one spelling of names, no open sign-up, our sentences."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("Nama pengguna, nomor ponsel, atau kata sandi tidak cocok. Coba lagi."),
        "too_many_login_attempts": _("Terlalu banyak percobaan. Tunggu 5 menit, lalu coba lagi."),
        "account_inactive": _("Akun ini tidak aktif. Tanyakan ke kelurahan Anda."),
    }

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Check a name and a password; wrong attempts are counted per name and per address."""
        if credentials.get("username"):
            credentials["username"] = canonical_login(credentials["username"])
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        return user

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: residents sign up on our own page, where the register is asked."""
        return False
