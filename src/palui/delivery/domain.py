"""What people are told: kinds of messages, their subjects, and the states a message goes through."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from palui.kernel.language import say

#: After so many tries (about two days, with the outbox's pauses) a message waits for a person.
MAX_ATTEMPTS = 16

_TITLES = frozenset({"h", "hj", "dr", "drs", "dra", "ir", "prof", "tgh", "kh", "gusti"})


class Channel(StrEnum):
    """How a message reaches a person."""

    INBOX = "inbox"
    EMAIL = "email"
    SMS = "sms"


class State(StrEnum):
    """Where a message stands. A message in the inbox is sent the moment it is written."""

    QUEUED = "queued"
    WAITING = "waiting"  # tried, will be tried again
    SENT = "sent"
    FAILED = "failed"  # a person must look
    OVERTAKEN = "overtaken"  # its occasion was over before it went out


class Kind(StrEnum):
    """Why somebody is told."""

    RECEIVED = "received"
    TURN = "turn"
    CONFIRM = "confirm"
    VACANT = "vacant"
    DELAY = "delay"
    CORRECTION = "correction"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    TAKEN_BACK = "taken_back"
    ISSUED = "issued"
    REVOKED = "revoked"
    REPLACED = "replaced"


#: What stands in a list and as an e-mail's subject. Gaps are the message's params.
SUBJECTS: dict[Kind, str] = {
    Kind.RECEIVED: "Permohonan Anda sudah kami terima: %(service)s",
    Kind.TURN: "Giliran Anda: %(service)s",
    Kind.CONFIRM: "Mohon konfirmasi Anda: %(service)s",
    Kind.VACANT: "Belum ada yang bisa menyetujui: %(service)s",
    Kind.DELAY: "Lewat batas waktu: %(service)s",
    Kind.CORRECTION: "Mohon perbaiki permohonan Anda: %(service)s",
    Kind.REFUSED: "Permohonan belum bisa dikabulkan: %(service)s",
    Kind.WITHDRAWN: "Permohonan sudah ditarik: %(service)s",
    Kind.TAKEN_BACK: "Pemohon menarik berkas: %(service)s",
    Kind.ISSUED: "Surat Anda sudah terbit: %(service)s",
    Kind.REVOKED: "Surat Anda dicabut: %(service)s",
    Kind.REPLACED: "Surat pengganti sudah terbit: %(service)s",
}

#: Messages that ask somebody to act on a case; they are over when the case moves on.
ASKS_TO_ACT = frozenset({Kind.TURN, Kind.CONFIRM, Kind.VACANT, Kind.DELAY})

STATE_WORDS: dict[State, tuple[str, str]] = {
    State.QUEUED: ("akan dikirim", ""),
    State.WAITING: ("dicoba lagi", "warn"),
    State.SENT: ("terkirim", "good"),
    State.FAILED: ("gagal", "bad"),
    State.OVERTAKEN: ("tidak perlu lagi", "quiet"),
}

CHANNEL_WORDS: dict[Channel, str] = {Channel.INBOX: "kotak masuk", Channel.EMAIL: "surel", Channel.SMS: "SMS"}

#: What a short message says: one sentence, one link. With a usual address it fits into 160 letters.
TEXTS: dict[Kind, str] = {
    Kind.RECEIVED: "Palui: %(service)s Anda kami terima, kode %(code)s. Lihat %(link)s",
    Kind.TURN: "Palui: giliran Anda untuk %(service)s %(code)s. Baca dan jawab %(link)s",
    Kind.CONFIRM: "Palui: %(applicant)s menyebut Anda dalam %(service)s. Baca, jawab Ya atau Tidak: %(link)s",
    Kind.VACANT: "Palui: belum ada yang bisa menyetujui %(service)s %(code)s. %(link)s",
    Kind.DELAY: "Palui: %(service)s %(code)s lewat batas waktu. %(link)s",
    Kind.CORRECTION: "Palui: mohon perbaiki %(service)s %(code)s di %(link)s",
    Kind.REFUSED: "Palui: %(service)s %(code)s belum bisa dikabulkan. Alasannya: %(link)s",
    Kind.WITHDRAWN: "Palui: %(service)s %(code)s sudah ditarik. %(link)s",
    Kind.TAKEN_BACK: "Palui: pemohon menarik %(service)s %(code)s. %(link)s",
    Kind.ISSUED: "Palui: %(service)s Anda sudah terbit. Buka dan unduh %(link)s",
    Kind.REVOKED: "Palui: %(service)s %(code)s dicabut. Alasannya: %(link)s",
    Kind.REPLACED: "Palui: pengganti %(service)s Anda sudah terbit. Buka dan unduh %(link)s",
}


def subject_of(kind: Kind, params: Mapping[str, object]) -> str:
    """The message's subject, in the reader's language."""
    return say(SUBJECTS[kind]) % (dict(params) | {"service": say(str(params.get("service", "")))})


def first_name(name: str) -> str:
    """How a message greets: "Siti" for "Siti Rahmah", "Masrani" for "H. Masrani, S.Sos."."""
    words = [word.strip(",") for word in name.split()]
    plain = [word for word in words if word.rstrip(".").lower() not in _TITLES]
    return (plain or words or [""])[0]


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way to a person: the channel, and what may be shown of the address."""

    channel: Channel
    shown: str = ""

    def __str__(self) -> str:
        return self.shown or say(CHANNEL_WORDS[self.channel])


@dataclass(frozen=True, kw_only=True)
class Told:
    """A person who will be told, and over which ways; no way means that they cannot be reached."""

    name: str
    ways: tuple[Way, ...]
