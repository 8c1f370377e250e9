"""Takes a photo or PDF as phones send it: says what it is by content, refuses with a clear sentence, makes it safe."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from palui.intake.domain.documents import harmless, is_document
from palui.intake.domain.photos import is_photo, size_of, small_upright
from palui.intake.domain.refusals import EMPTY, NOT_A_PHOTO, NOT_A_PHOTO_BUT_PDF, NOT_ACCEPTED, TOO_BIG, FileRefused

#: Bytes.
MAX_FILE_BYTES = 25 * 1024 * 1024
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedFile:
    """A file fit to be kept. Width and height are pixels, 0 for a PDF; `sha256` is hex over `content`."""

    content: bytes
    content_type: str
    width: int
    height: int
    sha256: str


def prepare(content: bytes, *, photo_only: bool) -> PreparedFile:
    """What can be kept of an upload. Raises FileRefused.

    Its name and its announced type count for nothing. What is a photo and a PDF at once is a photo: it is drawn anew.
    """
    check_size(len(content))
    if is_photo(content):
        photo = small_upright(content)
        return _prepared(photo, "image/jpeg", *size_of(photo))
    if not is_document(content):
        raise FileRefused(NOT_A_PHOTO if photo_only else NOT_ACCEPTED)
    if photo_only:
        raise FileRefused(NOT_A_PHOTO_BUT_PDF)
    return _prepared(harmless(content), "application/pdf")


def check_size(size: int) -> None:
    """Refuse a file by its bytes alone, before it is read. Raises FileRefused."""
    if size == 0:
        raise FileRefused(EMPTY)
    if size > MAX_FILE_BYTES:
        raise FileRefused(TOO_BIG.format(size=f"{size / 1024 / 1024:.0f}"))


def clean_name(name: str) -> str:
    """The name of a file as a person may read it: no folders, no control or direction signs, not too long."""
    last = re.split(r"[\\/]", name)[-1]
    readable = "".join(sign for sign in unicodedata.normalize("NFC", last) if unicodedata.category(sign)[0] != "C")
    tidy = " ".join(readable.split()).lstrip(".")
    stem, dot, ending = tidy.rpartition(".")
    if dot and len(ending) <= 10:
        return f"{stem[: _LONGEST_NAME - len(ending) - 1]}.{ending}" if stem else ending
    return tidy[:_LONGEST_NAME] or "berkas"


def _prepared(content: bytes, content_type: str, width: int = 0, height: int = 0) -> PreparedFile:
    return PreparedFile(
        content=content,
        content_type=content_type,
        width=width,
        height=height,
        sha256=hashlib.sha256(content).hexdigest(),
    )
