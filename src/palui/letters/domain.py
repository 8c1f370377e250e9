"""Rules of letters: numbers, statuses, how a signatory is shown, and what a template is given."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from palui.accounts.domain import Capacity
from palui.regions.domain import check_number_pattern
from palui.residents.domain import name_key, turned

# --- numbers -----------------------------------------------------------------------------------

ROMAN_MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")

_BRACES = re.compile(r"\{([^{}]*)\}")


def number_from_pattern(pattern: str, *, sequence: int, classification: str, office_code: str, on: date) -> str:
    """The number of one letter: "{classification}/{sequence:03}/{office}/{roman_month}/{year}" → "400.12.2.1/118/SJ/XI/2026".

    `sequence` counts from 1 in the office's book of the year; padding never cuts digits. Raises DomainError `number_pattern`.
    """
    check_number_pattern(pattern)
    values = {
        "sequence": str(sequence),
        "classification": classification,
        "office": office_code,
        "month": f"{on.month:02d}",
        "roman_month": ROMAN_MONTHS[on.month - 1],
        "year": str(on.year),
    }

    def filled(match: re.Match[str]) -> str:
        name, _, width = match[1].partition(":")
        return values[name].zfill(int(width)) if width else values[name]

    return _BRACES.sub(filled, pattern)


def register_words(*, subject: str, numbers: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    """Under what a register finds a letter: each word of the name in front once, and each number from its sequence on.

    "Siti Rahmah", ("474/012/2026", 12) → " siti rahmah", " rahmah siti", " 12 2026 474".
    """
    return tuple(dict.fromkeys((*turned(name_key(subject)), *(_from_sequence(*number) for number in numbers))))


def _from_sequence(number: str, sequence: int) -> str:
    words = name_key(number).split()
    place = next((at for at, word in enumerate(words) if word.lstrip("0") == str(sequence)), None)
    rest = [*words[place + 1 :], *words[:place]] if place is not None else words
    return " ".join(["", str(sequence), *rest])


# --- statuses ----------------------------------------------------------------------------------


class LetterStatus(StrEnum):
    """Where a letter stands. `EXPIRED` is never stored: it is a signed letter whose last day is over.

    `PARTIAL` has its number and a first signature, and waits for the others; it becomes `SIGNED` with the last of them,
    or `VOID` when its case is sent back or ends before.
    """

    PARTIAL = "partial"
    VOID = "void"
    SIGNED = "signed"
    REVOKED = "revoked"
    REPLACED = "replaced"
    EXPIRED = "expired"


#: What people read for a status.
STATUS_WORDS: dict[LetterStatus, str] = {
    LetterStatus.PARTIAL: "Belum lengkap ditandatangani",
    LetterStatus.SIGNED: "Berlaku",
    LetterStatus.REVOKED: "Dicabut",
    LetterStatus.REPLACED: "Diganti",
    LetterStatus.EXPIRED: "Habis masa berlaku",
    LetterStatus.VOID: "Batal",
}

#: Letters that nobody needs to be shown as a document: not yet one, or never to be one.
UNFINISHED = frozenset({LetterStatus.PARTIAL, LetterStatus.VOID})


def status_on(stored: str, valid_until: date | None, today: date) -> LetterStatus:
    """What a letter is today: its stored status, or expired after its last day."""
    status = LetterStatus(stored)
    if status is LetterStatus.SIGNED and valid_until is not None and today > valid_until:
        return LetterStatus.EXPIRED
    return status


def last_day(signed_on: date, months: int | None) -> date | None:
    """The last day of a letter that is valid for so many months: 31 August plus six is 28 (or 29) February."""
    if months is None:
        return None
    month_index = signed_on.year * 12 + signed_on.month - 1 + months
    year, month = divmod(month_index, 12)
    for day in range(signed_on.day, 27, -1):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    return date(year, month + 1, signed_on.day)


#: How the note of a step begins that was sent back.
_SENT_BACK = "Dikembalikan "


def reason_of_void(*, status: str, closing_reason: str, notes: Sequence[str]) -> str:
    """Why a letter that lacked signatures is void, for the book: from where its case stands and what was noted there."""
    if status == "refused":
        return f"Permohonan ditolak: {closing_reason}" if closing_reason else "Permohonan ditolak."
    if status == "withdrawn":
        return "Permohonan ditarik kembali oleh pemohon."
    if status == "correction":
        return "Pemohon diminta memperbaiki isian."
    sent_back = [note for note in notes if note.startswith(_SENT_BACK)]
    return sent_back[-1] if sent_back else "Berkas dikembalikan sebelum semua pejabat menandatangani."


# --- the signatory -----------------------------------------------------------------------------


#: Titles in front of a name; behind it, everything after the first comma is a title.
_TITLES_IN_FRONT = frozenset({"h", "hj", "kh", "drs", "dra", "ir", "dr", "drg", "prof", "ust"})


def name_without_titles(name: str) -> str:
    """ "Hj. Ratna Dewi, S.Sos., M.AP." → "Ratna Dewi". Initials of a name ("M. Noor") stay."""
    words = name.partition(",")[0].split()
    while len(words) > 1 and words[0].endswith(".") and words[0].rstrip(".").lower() in _TITLES_IN_FRONT:
        words.pop(0)
    return " ".join(words)


@dataclass(frozen=True, kw_only=True)
class Signatory:
    """Who signs, as the signature block shows it. `position` has one line, or two when signing on behalf."""

    position: tuple[str, ...]
    name: str
    rank: str = ""
    nip: str = ""

    @property
    def title(self) -> str:
        """The position in one line, as records keep it."""
        return ", ".join(self.position)


def signatory(*, title: str, capacity: Capacity, name: str, rank: str, nip: str) -> Signatory:
    """The signature block of a person who signs with a mandate of that title ("a.n. Lurah Sungai Jingah, Sekretaris").

    Acting heads (Plt., Plh.) are shown without titles, rank and NIP (Permendagri 1/2023, art. 44).
    """
    position = tuple(title.split(", "))
    if capacity in (Capacity.PLT, Capacity.PLH):
        return Signatory(position=position, name=name_without_titles(name))
    return Signatory(position=position, name=name, rank=rank, nip=nip)


# --- what a template is given ------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """The head of the page: three centred lines, then where the office is and how to reach it."""

    lines: tuple[str, ...]
    address: str = ""
    contact: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A name and its value, both as printed."""

    label: str
    value: str


@dataclass(frozen=True, kw_only=True)
class FurtherPlace:
    """Whose signature comes after the first: its order, from 2, and their position ("Camat Banjarmasin Utara")."""

    order: int
    label: str


@dataclass(frozen=True, kw_only=True)
class FurtherSignature:
    """What is seen in a further signatory's place once they have signed. `number`: of their own office's register."""

    signatory: Signatory
    place: str
    date: str  # in words
    number: str = ""


@dataclass(frozen=True, kw_only=True)
class Confirmed:
    """Somebody who confirmed what a letter says, as printed: as what, who, and how and when they did."""

    step: str
    name: str
    capacity: str
    how: str
    when: str


@dataclass(frozen=True, kw_only=True)
class LetterContent:
    """Everything a letter says. A template (`typst/<template>.typ`) arranges it and adds its own sentences.

    `answers` and each report hold what was answered: key → {"value": typed (JSON), "text": as printed}.
    `facts` are words of the case that templates may use ("rt_title", "applicant", "valid_until" …).
    `number` and `link` are empty in a preview; `watermark` runs across the page when it is not empty.
    """

    template: str
    title: str
    number: str
    letterhead: Letterhead
    authority: str  # who states it: "Lurah Sungai Jingah, Kecamatan Banjarmasin Utara, Kota Banjarmasin"
    subject: tuple[Row, ...]
    signatory: Signatory
    place: str
    date: str  # in words: "24 November 2026"
    link: str  # of the public verification page, as in the QR
    footer: str
    code: str
    purpose: str = ""
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    reports: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    further: tuple[FurtherPlace, ...] = ()
    confirmed: tuple[Confirmed, ...] = ()
    logo: str = ""  # the city's own emblem as SVG; empty: the one that comes along
    watermark: str = ""
    wording: Sequence[Mapping[str, Any]] = ()  # what the letter says, filled (`catalogue.domain.Wording.filled`)


#: Practice letters and previews say so across the page.
PRACTICE_WATERMARK = "LATIHAN · TIDAK BERLAKU"
PREVIEW_WATERMARK = "PRATINJAU"
TRY_OUT_WATERMARK = "CONTOH"

#: What stands at the foot. Law 11/2008 (ITE, as changed by Law 1/2024) art. 5 (1) accepts electronic documents as
#: evidence; the certificate is the city's own, and a letter must not claim that BSrE issued it.
FOOTER_LOCAL = (
    "Dokumen ini ditandatangani secara elektronik dengan sertifikat yang diterbitkan sistem Palui Pemerintah Kota, bukan oleh "
    "Balai Sertifikasi Elektronik (BSrE). Informasi dan dokumen elektronik adalah alat bukti yang sah (UU 11/2008 tentang ITE "
    "Pasal 5 ayat 1). Pastikan keasliannya dengan memindai kode QR atau membuka alamat berikut."
)

#: What stands at the foot of a preview.
FOOTER_PREVIEW = "Pratinjau: belum bernomor dan belum ditandatangani, sehingga belum berlaku."

# --- on the wall ------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class StandardPart:
    """One of the components of a service standard. `steps`: who acts, and how long at most."""

    title: str
    lines: tuple[str, ...]
    steps: tuple[Row, ...] = ()


@dataclass(frozen=True, kw_only=True)
class StandardNotice:
    """What an office publishes of a service (Law 25/2009 art. 20 and 21; PermenPANRB 15/2014).

    `legal_basis`: a rule, and what it says. `link` is what the QR opens, `short_link` what people type.
    """

    title: str
    summary: str
    components: tuple[StandardPart, ...]
    legal_basis: tuple[Row, ...]
    since: str  # "Versi 3, diterbitkan 24 November 2026"
    link: str
    short_link: str


@dataclass(frozen=True, kw_only=True)
class PosterStep:
    """One picture on a poster: an icon as SVG, and what happens."""

    icon: str
    label: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Poster:
    """A service as somebody sees it who waits at a counter. `call` says what the QR is for.

    Guidance has sentences instead of pictures: what to do.
    """

    title: str
    summary: str
    steps: tuple[PosterStep, ...]
    time: str
    fee: str
    bring: tuple[str, ...]
    bring_note: str
    call: str
    is_guidance: bool
    since: str
    link: str
    short_link: str


#: What stands at the foot of the letter of a service that is only being tried out.
FOOTER_EXAMPLE = "Contoh dengan data buatan: tidak bernomor, tidak ditandatangani, dan tidak berlaku."

# --- checking ----------------------------------------------------------------------------------


class FileVerdict(StrEnum):
    """What an uploaded file turned out to be."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"  # our letter, but not a byte-for-byte copy of what was signed
    NOT_OURS = "not_ours"
    NOT_PDF = "not_pdf"
    TOO_LARGE = "too_large"


#: Bytes. A letter weighs about 60 kB; what is much bigger cannot be one.
MAX_CHECKED_SIZE = 10 * 1024 * 1024
