"""Filling in for a resident: who may, and what consent is."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from palui.accounts.domain import Acting, MandateRecord, Role
from palui.intake.domain.submissions import Channel

#: Where the scanned page lies on which the resident agreed.
CONSENT_FILE = "persetujuan"
#: What that page is called.
CONSENT_TITLE = "Surat persetujuan"
#: A code holds that long, and takes that many tries.
CODE_LIFE = timedelta(minutes=10)
CODE_TRIES = 5
CODE_DIGITS = 6
#: So many codes may be asked for within one life of a code.
CODES_AT_ONCE = 3
LONGEST_WORDS = 300

#: Staff who may fill in at the counter, in the order in which a mandate of theirs is named.
COUNTER_ROLES = (Role.OFFICER, Role.SECTION_HEAD, Role.SECRETARY, Role.LURAH)


class ConsentKind(StrEnum):
    """How a resident agreed that somebody fills in for them."""

    SPOKEN = "spoken"
    WRITTEN = "written"
    CODE = "code"

    @property
    def label(self) -> str:
        """As it is said after "dengan persetujuan"."""
        return _LABELS[self]


_LABELS = {ConsentKind.SPOKEN: "lisan", ConsentKind.WRITTEN: "tertulis", ConsentKind.CODE: "lewat kode ke nomornya"}


@dataclass(frozen=True, kw_only=True)
class Consent:
    """A resident's consent: what was said (`words`, for spoken), or the digits that were sent to them (`code`).

    What was written is a file under the key `CONSENT_FILE`.
    """

    kind: ConsentKind
    words: str = ""
    code: str = ""


def helping_mandate(
    acting: Acting, *, office_id: int, rt_id: int | None, channel: Channel | None = None
) -> MandateRecord | None:
    """The mandate with which this person may fill in for a resident of that kelurahan and RT, or None.

    Staff of the kelurahan at the counter, the head of the RT from the phone; without a channel either.
    """
    if channel is not Channel.RT:
        for role in COUNTER_ROLES:
            mandate = acting.holds(role, office_id=office_id)
            if mandate is not None:
                return mandate
    if channel is not Channel.COUNTER and rt_id is not None:
        return acting.holds(Role.RT_HEAD, office_id=office_id, rt_id=rt_id)
    return None
