"""A new e-mail address counts once its owner has followed the link that was sent to it."""

from dataclasses import dataclass

from django.core import signing
from django.db import transaction

from palui.accounts.events import EmailToConfirm
from palui.accounts.models import User
from palui.audit import services as audit
from palui.kernel import clock
from palui.kernel.actors import Actor
from palui.kernel.errors import NotFound
from palui.outbox import services as outbox

_SALT = "palui.accounts.email"
#: Seconds that the link holds.
_HOLDS = 3 * 24 * 3600


@dataclass(frozen=True, kw_only=True)
class AddressToConfirm:
    """Whom to ask, where, and the word of the link."""

    name: str
    email: str
    token: str


def ask_for_confirmation(user: User, email: str) -> None:
    """Note the address as not confirmed yet and have the link sent, in the caller's transaction."""
    user.new_email, user.new_email_asked_at = email, None
    user.save(update_fields=["new_email", "new_email_asked_at"])
    outbox.emit(EmailToConfirm(user_id=user.pk))


def address_to_confirm(*, user_id: int) -> AddressToConfirm | None:
    """The address that waits to be asked about, if any; whose link was sent already is not asked twice."""
    unasked = User.objects.filter(pk=user_id, is_active=True, new_email_asked_at=None).exclude(new_email="")
    user = unasked.first()
    if user is None:
        return None
    token = signing.dumps([user.pk, user.new_email], salt=_SALT)
    return AddressToConfirm(name=user.name, email=user.new_email, token=token)


def note_email_asked(*, user_id: int, email: str) -> None:
    """The link for this address was sent."""
    User.objects.filter(pk=user_id, new_email=email).update(new_email_asked_at=clock.now())


def email_behind(*, token: str) -> str:
    """The address that the link is about. Raises NotFound when the link is false, too old, used or overtaken."""
    return _user_behind(token).new_email


@transaction.atomic
def confirm_email(*, token: str) -> None:
    """The owner's word: from now on the address counts. Raises NotFound as above."""
    user = _user_behind(token, lock=True)
    user.email, user.new_email = user.new_email, ""
    user.save(update_fields=["email", "new_email"])
    by = Actor(name=user.name, title="Pemilik akun", user_id=user.pk)
    audit.record(by=by, action="account.change", subject=f"account:{user.pk}", fields="surel")


def _user_behind(token: str, *, lock: bool = False) -> User:
    try:
        user_id, email = signing.loads(token, salt=_SALT, max_age=_HOLDS)
    except signing.BadSignature as error:
        raise NotFound("email_link") from error
    rows = User.objects.select_for_update() if lock else User.objects
    user = rows.filter(pk=user_id, new_email=email, is_active=True).first()
    if user is None or not email:
        raise NotFound("email_link")
    return user
