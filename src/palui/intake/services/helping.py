"""For whom one may fill in: looking residents up, and what is stored of who helps."""

from dataclasses import dataclass
from typing import Any

from palui.accounts import selectors as accounts
from palui.accounts.domain import Acting, MandateRecord, Role
from palui.audit import services as audit
from palui.intake import access
from palui.intake.domain import LONGEST_WORDS, Channel, Consent, ConsentKind, helping_mandate
from palui.kernel import clock
from palui.kernel.errors import InvalidInput, NotFound
from palui.residents import selectors as residents
from palui.residents import services as register
from palui.residents.domain import ResidentRecord
from palui.residents.selectors import ResidentRow

YOURSELF = "Ini data Anda sendiri. Ajukan lewat akun Anda, bukan sebagai petugas"


@dataclass(frozen=True, kw_only=True)
class Helped:
    """A resident for whom somebody fills in, and the mandate with which."""

    record: ResidentRecord
    mandate: MandateRecord


def find_residents(*, acting: Acting, channel: Channel, text: str) -> tuple[ResidentRow, ...]:
    """People for whom one may fill in: of one's own kelurahan at the counter, of one's own RT as its head.

    Text is the beginning of a name's words, or a whole NIK or KK. That somebody looked is recorded. Raises NotFound.
    """
    mandate = access.rt_mandate(acting) if channel is Channel.RT else access.counter_mandate(acting)
    if len(text.strip()) < 2:
        return ()
    audit.record(by=acting.actor(mandate), action="resident.search", subject=f"register:{mandate.office_id}")
    rt_id = mandate.rt_id if channel is Channel.RT else None
    return residents.search(office_id=mandate.office_id, rt_id=rt_id, text=text, limit=12).rows


def open_resident(*, acting: Acting, channel: Channel, public_id: str) -> Helped:
    """A resident for whom one may fill in; that somebody looked is recorded. Raises NotFound."""
    helped = resident_to_help(acting, public_id, channel=channel)
    audit.record(
        by=acting.actor(helped.mandate), action="resident.view", subject=register.subject_of(helped.record.public_id)
    )
    return helped


def resident_to_help(acting: Acting, public_id: str, *, channel: Channel | None = None) -> Helped:
    """A resident for whom this person may fill in. Raises NotFound; InvalidInput at "on_behalf" for oneself."""
    record = residents.find_by_public_id(public_id)
    mandate = (
        helping_mandate(acting, office_id=record.office_id, rt_id=record.rt_id, channel=channel)
        if record is not None
        else None
    )
    if record is None or mandate is None:
        raise NotFound("resident", public_id)
    if record.id == acting.resident_id:
        raise InvalidInput({"on_behalf": YOURSELF})
    return Helped(record=record, mandate=mandate)


def assistance_facts(acting: Acting, helped: Helped, consent: Consent | None) -> dict[str, Any]:
    """Who fills in and what the resident agreed to, as it is stored."""
    facts = {
        "name": acting.name,
        "title": helped.mandate.title,
        "role": helped.mandate.role.value,
        "office_id": helped.mandate.office_id,
        "rt_id": helped.mandate.rt_id if helped.mandate.role is Role.RT_HEAD else None,
    }
    return facts | (consent_facts(consent) if consent is not None else {})


def facts_of_resident(record: ResidentRecord) -> tuple[dict[str, Any], int | None]:
    """The resident as applicant, and the id of their account, if there is one."""
    account = accounts.account_of_resident(record.id)
    return {
        "name": account.name if account is not None else record.name,
        "phone": (account.phone if account is not None else "") or record.phone,
        "email": account.email if account is not None else "",
        "resident_id": record.id,
    }, account.id if account is not None else None


def consent_facts(consent: Consent) -> dict[str, Any]:
    """How the resident agreed, as it is stored."""
    words = " ".join(consent.words.split())[:LONGEST_WORDS]
    # A code counts when it was told back, not when somebody says that it will be.
    given_at = "" if consent.kind is ConsentKind.CODE else clock.now().isoformat()
    return {"kind": consent.kind.value, "words": words, "given_at": given_at}
