"""What a submission is, whom it may be about, and which files are accepted. Pure."""

from palui.intake.domain.assisting import (
    CONSENT_FILE,
    CONSENT_TITLE,
    COUNTER_ROLES,
    LONGEST_WORDS,
    Consent,
    ConsentKind,
    helping_mandate,
)
from palui.intake.domain.files import MAX_FILE_BYTES, PreparedFile, check_size, clean_name, prepare
from palui.intake.domain.photos import MAX_PIXELS, MAX_SIDE, thumbnail
from palui.intake.domain.refusals import INFECTED, NO_ROOM, SCANNER_SILENT, FileRefused
from palui.intake.domain.submissions import Channel, SubmissionState

__all__ = [
    "CONSENT_FILE",
    "CONSENT_TITLE",
    "COUNTER_ROLES",
    "INFECTED",
    "LONGEST_WORDS",
    "MAX_FILE_BYTES",
    "MAX_PIXELS",
    "MAX_SIDE",
    "NO_ROOM",
    "SCANNER_SILENT",
    "Channel",
    "Consent",
    "ConsentKind",
    "FileRefused",
    "PreparedFile",
    "SubmissionState",
    "check_size",
    "clean_name",
    "helping_mandate",
    "prepare",
    "thumbnail",
]
