"""Where a person is signed in, and signing out there."""

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction

from palui.accounts.domain import Acting, device_of
from palui.accounts.models import User
from palui.audit import services as audit
from palui.kernel.actors import Actor
from palui.kernel.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class Device:
    """A browser or app in which somebody is signed in. `network` is the address it had then."""

    id: int
    name: str
    network: str
    since: datetime
    is_this: bool


def devices(*, acting: Acting, session_key: str) -> list[Device]:
    """Where the person is signed in, this one first, then the newest. Sessions that are over are forgotten."""
    user = _own(acting)
    found = [
        Device(
            id=one.pk,
            name=device_of(one.user_agent),
            network=one.ip,
            since=one.created_at,
            is_this=one.session_key == session_key,
        )
        for one in UserSession.objects.purge_and_list(user)
    ]
    return sorted(found, key=lambda one: (one.is_this, one.since), reverse=True)


@transaction.atomic
def sign_out_elsewhere(*, acting: Acting, session_key: str) -> int:
    """End all sessions of the person but this one; gives how many."""
    user = _own(acting)
    others = list(UserSession.objects.filter(user=user).exclude(session_key=session_key))
    for one in others:
        one.end()
    if others:
        by = Actor(name=user.name, title="Pemilik akun", user_id=user.pk)
        audit.record(by=by, action="account.sign_out", subject=f"account:{user.pk}", count=len(others))
    return len(others)


def _own(acting: Acting) -> User:
    user = User.objects.filter(pk=acting.user_id or 0, is_active=True).first()
    if user is None:
        raise NotFound("person")
    return user
