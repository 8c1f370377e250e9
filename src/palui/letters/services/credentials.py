"""Certificates of signatories: issued by the city's own authority, opened by a passphrase that nobody else knows."""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from palui.accounts.domain import Acting, MandateRecord
from palui.audit import services as audit
from palui.kernel import clock
from palui.kernel.errors import DomainError, InvalidInput
from palui.kernel.language import say
from palui.letters.access import signing_mandate
from palui.letters.models import SigningAuthority, SigningCredential
from palui.letters.ports import Authority, Credential, SigningSession, signer
from palui.regions import selectors as regions
from palui.statements.selectors import Given, Statement

MIN_PASSPHRASE = 10
#: After so many wrong passphrases in a row the key rests, whoever asks and from wherever.
MAX_WRONG_TRIES = 5
REST = timedelta(minutes=15)


@dataclass(frozen=True)
class OpenedKey:
    """An unlocked key, ready to sign letters one after the other. Never stored."""

    session: SigningSession
    credential_id: int
    roots: tuple[bytes, ...]


@transaction.atomic
def prepare_authority() -> None:
    """Make the city's root of trust unless it is there; safe to run at every start and twice at once."""
    _authority()


@transaction.atomic
def issue(*, acting: Acting, passphrase: str) -> None:
    """A certificate for the person who acts, in the office where this person signs; an older one is revoked.

    Raises `not_a_signatory` without a mandate that signs, InvalidInput (`passphrase`) when it is too short.
    """
    mandate = signing_mandate(acting)
    if mandate is None or acting.user_id is None:
        raise DomainError("not_a_signatory")
    check_passphrase(passphrase)
    _issue(mandate, name=acting.name, user_id=acting.user_id, passphrase=passphrase)
    audit.record(
        by=acting.actor(mandate), action="credential.issue", subject=f"user:{acting.user_id}", name=acting.name
    )


def change_passphrase(*, acting: Acting, old: str, new: str) -> None:
    """Lock the same key with another passphrase. Raises as `open_key` and `issue`; wrong ones count there too."""
    check_passphrase(new)
    open_key(acting=acting, passphrase=old)
    with transaction.atomic():
        row = _in_use(acting)
        changed = signer().with_new_passphrase(_credential(row), old=old, new=new)
        row.encrypted_key = b64encode(changed.encrypted_key).decode()
        row.save(update_fields=["encrypted_key"])
        audit.record(
            by=acting.actor(signing_mandate(acting)), action="credential.passphrase", subject=f"user:{acting.user_id}"
        )


def open_key(*, acting: Acting, passphrase: str) -> OpenedKey:
    """Unlock the acting person's key. Wrong passphrases are counted with the key, not with the visitor.

    Raises `no_credential`, `credential_expired`, `passphrase_wrong` (`left`: tries), `passphrase_locked` (`minutes`).
    Call it outside a transaction, so that a wrong try is remembered.
    """
    row = _in_use(acting)
    now = clock.now()
    if row.valid_to <= now:
        raise DomainError("credential_expired")
    if row.locked_until is not None and row.locked_until > now:
        raise DomainError("passphrase_locked", minutes=-(-(row.locked_until - now) // timedelta(minutes=1)))
    root = bytes(row.authority.certificate)
    try:
        session = signer().open(_credential(row), passphrase=passphrase, chain=[root])
    except DomainError as refused:
        if refused.code != "passphrase_wrong":
            raise
        raise _count_wrong_try(row) from refused
    if row.wrong_tries:
        SigningCredential.objects.filter(pk=row.pk).update(wrong_tries=0, locked_until=None)
    return OpenedKey(session, row.pk, roots())


def roots() -> tuple[bytes, ...]:
    """The certificates (DER) that signatures must lead to."""
    return tuple(bytes(certificate) for certificate in SigningAuthority.objects.values_list("certificate", flat=True))


def check_passphrase(passphrase: str) -> None:
    """Raises InvalidInput when it would be guessed too soon."""
    if len(passphrase) < MIN_PASSPHRASE:
        raise InvalidInput(
            {
                "passphrase": say(
                    "Frasa sandi paling sedikit %(least)s huruf. Kalimat pendek mudah diingat.", least=MIN_PASSPHRASE
                )
            }
        )


def _count_wrong_try(row: SigningCredential) -> DomainError:
    with transaction.atomic():
        held = SigningCredential.objects.select_for_update(of=("self",)).get(pk=row.pk)
        held.wrong_tries += 1
        left = MAX_WRONG_TRIES - held.wrong_tries
        if left <= 0:
            held.wrong_tries, held.locked_until = 0, clock.now() + REST
        held.save(update_fields=["wrong_tries", "locked_until"])
    if left <= 0:
        return DomainError("passphrase_locked", minutes=REST // timedelta(minutes=1))
    return DomainError("passphrase_wrong", left=left)


def _issue(mandate: MandateRecord, *, name: str, user_id: int, passphrase: str) -> None:
    now = clock.now()
    root = _authority()
    authority = Authority(certificate=bytes(root.certificate), key=b64decode(root.key))
    office = regions.office(mandate.office_id)
    credential = signer().issue(authority, name=name, position=mandate.title, office=office.name, passphrase=passphrase)
    SigningCredential.objects.filter(user_id=user_id, revoked_at__isnull=True).update(revoked_at=now)
    SigningCredential.objects.create(
        user_id=user_id,
        authority=root,
        certificate=credential.certificate,
        encrypted_key=b64encode(credential.encrypted_key).decode(),
        issued_at=now,
        valid_to=signer().describe(credential.certificate).valid_to,
    )


def _authority() -> SigningAuthority:
    found = SigningAuthority.objects.first()
    if found is not None:
        return found
    made = signer().new_authority(city=regions.city_name(settings.PALUI_CITY))
    row, _ = SigningAuthority.objects.get_or_create(
        only=1,
        defaults={"certificate": made.certificate, "key": b64encode(made.key).decode(), "created_at": clock.now()},
    )
    return row


_IN_USE = Statement(
    lambda: SigningCredential.objects.select_related("authority").filter(
        user_id=Given("user_id"), revoked_at__isnull=True
    )
)


def _in_use(acting: Acting) -> SigningCredential:
    if acting.user_id is not None:
        row = _IN_USE.first(user_id=acting.user_id)
        if row is not None:
            return row
    raise DomainError("no_credential")


def _credential(row: SigningCredential) -> Credential:
    return Credential(certificate=bytes(row.certificate), encrypted_key=b64decode(row.encrypted_key))
