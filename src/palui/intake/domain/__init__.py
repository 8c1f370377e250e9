"""What a submission is, whom it may be about, and which files are accepted. Pure."""

from palui.intake.domain.files import (
    MAX_FILE_BYTES,
    MAX_PIXELS,
    MAX_SIDE,
    FileRefused,
    PreparedFile,
    check_size,
    clean_name,
    prepare,
    thumbnail,
)
from palui.intake.domain.submissions import Channel, SubmissionState

__all__ = [
    "MAX_FILE_BYTES",
    "MAX_PIXELS",
    "MAX_SIDE",
    "Channel",
    "FileRefused",
    "PreparedFile",
    "SubmissionState",
    "check_size",
    "clean_name",
    "prepare",
    "thumbnail",
]
