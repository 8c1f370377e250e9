"""What a submission is, whom it may be about, and which files are accepted. Pure."""

from palui.intake.domain.files import MAX_FILE_BYTES, PreparedFile, check_size, clean_name, prepare
from palui.intake.domain.photos import MAX_PIXELS, MAX_SIDE, thumbnail
from palui.intake.domain.refusals import INFECTED, SCANNER_SILENT, FileRefused
from palui.intake.domain.submissions import Channel, SubmissionState

__all__ = [
    "INFECTED",
    "MAX_FILE_BYTES",
    "MAX_PIXELS",
    "MAX_SIDE",
    "SCANNER_SILENT",
    "Channel",
    "FileRefused",
    "PreparedFile",
    "SubmissionState",
    "check_size",
    "clean_name",
    "prepare",
    "thumbnail",
]
