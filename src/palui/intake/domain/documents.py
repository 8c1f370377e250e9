"""A PDF is kept byte for byte when nothing in it acts; else what acts is taken out.

Taken out: programs, actions that open, send or fetch something, attached files, film and sound, forms of the XFA
kind, and whatever stands before the head or behind the end mark. A signature would not outlive that, so a signed
one is refused instead. It is read in a process of its own (`python -m palui.intake.domain.documents`).
"""

import io
import re
import sys
from collections.abc import Iterator
from typing import Any

import pikepdf

from palui.intake.domain.confined import CannotRead, answer, read_confined
from palui.intake.domain.refusals import (
    BROKEN_PDF,
    HEAVY_PDF,
    LOCKED_PDF,
    LONG_PDF,
    SIGNED_PDF_WITH_MORE,
    FileRefused,
)

MAX_PDF_PAGES = 100
_HEAD, _END, _ARCHIVE_END = b"%PDF-", b"%%EOF", b"PK\x05\x06"
_LAST = re.compile(rb"startxref\s+\d+\s+%%EOF[\0\s]*\Z")
#: How far into a file the head, and from the end the end mark, may stand (ISO 32000-2 annex; Acrobat's tolerance).
_MARGIN = 1024
#: Levels of arrays and dictionaries inside one object.
_DEEPEST = 50
#: Actions that do more than turn a page or open a web address when touched (ISO 32000-2, 12.6.4).
_ACTIONS = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/SubmitForm",
        "/ResetForm",
        "/ImportData",
        "/GoToR",
        "/GoToE",
        "/Rendition",
        "/Movie",
        "/Sound",
        "/RichMediaExecute",
        "/SetOCGState",
        "/GoTo3DView",
        "/Hide",
        "/Thread",
    }
)
_NOTES = frozenset({"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"})
_KEYS = ("/AA", "/JS", "/JavaScript", "/EmbeddedFiles", "/EmbeddedFile", "/AF", "/EF", "/XFA", "/RichMediaContent")


def is_document(content: bytes) -> bool:
    """Whether it says near its beginning that it is a PDF."""
    return _HEAD in content[:_MARGIN]


def harmless(content: bytes) -> bytes:
    """The document as it is kept. Raises FileRefused."""
    if _END not in content[-_MARGIN:]:
        raise FileRefused(BROKEN_PDF)
    try:
        return read_confined(__name__, content)
    except CannotRead as error:
        raise FileRefused(HEAVY_PDF) from error


def _harmless(content: bytes) -> bytes:
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return _calmed(pdf, content)
    except pikepdf.PasswordError as error:
        raise FileRefused(LOCKED_PDF) from error
    except MemoryError as error:
        raise FileRefused(HEAVY_PDF) from error
    except (pikepdf.PdfError, ValueError, RuntimeError, TypeError, KeyError) as error:
        raise FileRefused(BROKEN_PDF) from error


def _calmed(pdf: pikepdf.Pdf, content: bytes) -> bytes:
    if pdf.is_encrypted:
        raise FileRefused(LOCKED_PDF)
    pages = len(pdf.pages)
    if pages == 0:
        raise FileRefused(BROKEN_PDF)
    if pages > MAX_PDF_PAGES:
        raise FileRefused(LONG_PDF, pages=pages)
    found = list(_dictionaries(pdf))
    is_signed = any("/ByteRange" in each for each in found)
    acted = [_calm(each) for each in found]
    if not (_calm_root(pdf) or any(acted) or _is_more_than_a_document(content)):
        return content
    if is_signed:
        raise FileRefused(SIGNED_PDF_WITH_MORE)
    written = io.BytesIO()
    pdf.save(written, static_id=True)
    return written.getvalue()


def _is_more_than_a_document(content: bytes) -> bool:
    """Whether something stands before its head or behind its end, or it is an archive as well."""
    return not content.startswith(_HEAD) or _LAST.search(content[-_MARGIN:]) is None or _ARCHIVE_END in content


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    for each in pdf.objects:
        yield from _within(each, 0)


def _within(value: Any, depth: int) -> Iterator[Any]:
    """A dictionary or stream and all that stand directly in it; what it refers to has its own turn."""
    if depth > _DEEPEST:
        raise FileRefused(BROKEN_PDF)
    if isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        yield value
        inner = [value[key] for key in value.keys()]  # noqa: SIM118 - iterating a PDF dictionary needs its keys
    elif isinstance(value, pikepdf.Array):
        inner = list(value)
    else:
        return
    for each in inner:
        # Numbers and names come as Python's own.
        if not getattr(each, "is_indirect", True):
            yield from _within(each, depth + 1)


def _calm(each: Any) -> bool:
    """Take out of one dictionary what acts; whether there was something."""
    acts = False
    for key in _KEYS:
        if key in each:
            del each[key]
            acts = True
    if str(each.get("/S", "")) in _ACTIONS:
        for key in ("/S", "/F", "/Win", "/Next", "/D", "/R", "/T"):
            if key in each:
                del each[key]
        acts = True
    notes = each.get("/Annots")
    if isinstance(notes, pikepdf.Array):
        kept = [note for note in notes if not _is_acting_note(note)]
        if len(kept) < len(notes):
            each["/Annots"] = pikepdf.Array(kept)
            acts = True
    return acts


def _is_acting_note(note: Any) -> bool:
    return isinstance(note, pikepdf.Dictionary) and str(note.get("/Subtype", "")) in _NOTES


def _calm_root(pdf: pikepdf.Pdf) -> bool:
    """An action when the document opens: a page to begin with may stay, anything else goes."""
    opens = pdf.Root.get("/OpenAction")
    if opens is None or isinstance(opens, pikepdf.Array):
        return False
    if isinstance(opens, pikepdf.Dictionary) and str(opens.get("/S", "")) == "/GoTo":
        return False
    del pdf.Root["/OpenAction"]
    return True


if __name__ == "__main__":
    answer(_harmless, sys.stdin.buffer, sys.stdout.buffer)
