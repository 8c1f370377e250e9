"""A signature appended to a PDF that Typst wrote (an incremental update, ISO 32000-1, 7.5.6).

Only what Typst writes is understood: one section of cross references, one object a line, dictionaries without blanks
between their parts. Anything else is refused, so that no letter is ever signed in a way that was not meant.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from palui.kernel.errors import PermanentFailure
from palui.letters.ports import Place

#: Names of the fields: of the first signatory, and of the further ones by their place from 2.
FIELD = "TandaTangan"
FIELD_WORDS = "Tanda tangan elektronik"

_END = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_TRAILER = re.compile(rb"trailer\s*<</Size (\d+)/Root (\d+) 0 R/Info (\d+) 0 R/ID\[(\([^()\\]*\))\([^()\\]*\)\]>>\s*\Z")
_TABLE = re.compile(rb"xref\s+0 (\d+)\s+")
_ENTRY_SIZE = 20
_NUMBERS = re.compile(rb"/Nums\[([^\]]*)\]")
_NEXT_KEY = re.compile(rb"/ParentTreeNextKey (\d+)")
_CHILD = re.compile(rb"/K\[(\d+) 0 R\]")
_TREE = re.compile(rb"/StructTreeRoot (\d+) 0 R")
_PAGES = re.compile(rb"/Pages (\d+) 0 R")
_KIDS = re.compile(rb"/Kids\[([^\]]*)\]")
_REFERENCE = re.compile(rb"(\d+) 0 R")
#: Printed, and not to be moved (ISO 32000-1, table 165).
_FLAGS = 4 + 128


@dataclass
class _Update:
    """New objects, and new versions of old ones."""

    pdf: bytes

    def __post_init__(self) -> None:
        end = _found(_END.search(self.pdf, max(0, len(self.pdf) - 64)), "end")
        self.table_at = int(end[1])
        trailer_at = self.pdf.rfind(b"trailer")
        trailer = _found(_TRAILER.match(self.pdf[trailer_at : end.start()]), "trailer")
        self.size, self.root, self.info, self.id = int(trailer[1]), int(trailer[2]), int(trailer[3]), trailer[4]
        table = _found(_TABLE.match(self.pdf, self.table_at), "table")
        if int(table[1]) != self.size or table.end() + self.size * _ENTRY_SIZE != trailer_at:
            raise _odd("table")
        self._entries_at = table.end()
        self._written: dict[int, bytes] = {}

    def read(self, number: int) -> bytes:
        """An object as it stands now."""
        if number in self._written:
            return self._written[number]
        at = self._entries_at + number * _ENTRY_SIZE
        start = int(self.pdf[at : at + 10])
        head = b"%d 0 obj\n" % number
        if not self.pdf.startswith(head, start):
            raise _odd(f"object {number}")
        return self.pdf[start + len(head) : self.pdf.index(b"\nendobj\n", start)]

    def write(self, number: int, body: bytes) -> None:
        """Another version of an object."""
        self._written[number] = body

    def add(self, body: bytes = b"") -> int:
        """A new object; its body may follow later."""
        number, self.size = self.size, self.size + 1
        self._written[number] = body
        return number

    def extend(self, number: int, more: bytes) -> None:
        """Put more at the end of a dictionary."""
        body = self.read(number)
        if not (body.startswith(b"<<") and body.endswith(b">>")):
            raise _odd(f"object {number}")
        self.write(number, body[:-2] + more + b">>")

    def finished(self) -> tuple[bytes, dict[int, int]]:
        """The whole file, and where each written object begins."""
        out = [self.pdf if self.pdf.endswith(b"\n") else self.pdf + b"\n"]
        length, starts = len(out[0]), dict[int, int]()
        for number, body in self._written.items():
            starts[number] = length
            out.append(b"%d 0 obj\n%b\nendobj\n" % (number, body))
            length += len(out[-1])
        out.append(b"xref\n")
        # A section of its own for each: some bytes more, and nothing to get wrong.
        out.extend(b"%d 1\n%010d 00000 n\r\n" % (number, starts[number]) for number in sorted(starts))
        changed_id = hashlib.sha256(self.pdf).hexdigest()[:32].encode()
        out.append(
            b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[%b<%b>]/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
            % (self.size, self.root, self.info, self.id, changed_id, self.table_at, length)
        )
        return b"".join(out), starts


def signed(
    pdf: bytes,
    *,
    at: datetime,
    reason: str,
    location: str,
    room: int,
    seal: Callable[[bytes], bytes],
    open_places: Sequence[Place] = (),
) -> bytes:
    """The file with a signature over all of it, and an empty, visible field for each further signatory.

    `seal` turns a SHA-256 into a container of at most `room` bytes. Raises PermanentFailure for a file that Typst
    did not write.
    """
    update = _Update(pdf)
    pages = _pages(update)
    signature = update.add()
    fields = [_Field(FIELD, FIELD_WORDS, pages[0], b"[0 0 0 0]", b"/V %d 0 R" % signature)]
    for number, place in enumerate(open_places, start=2):
        if place.page >= len(pages):
            raise PermanentFailure(f"the letter has no page {place.page + 1}")
        box = b"[%b]" % b" ".join(b"%.2f" % edge for edge in place.box)
        empty = update.add(_empty_picture(place))
        words = f"{FIELD_WORDS} {place.label}"
        fields.append(_Field(f"{FIELD}{number}", words, pages[place.page], box, b"/AP<</N %d 0 R>>" % empty))
    _add_fields(update, fields)
    hole = b"<%b>" % (b"0" * (2 * room))
    # Ten digits for each edge: written first, filled when the file is whole.
    update.write(
        signature,
        b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M(%b)/Reason%b/Location%b"
        b"/ByteRange[0 %b %b %b]/Contents%b>>"
        % (_moment(at), _text(reason), _text(location), *(b"#" * 10 for _ in range(3)), hole),
    )
    whole, starts = update.finished()
    begin = whole.index(hole, starts[signature])
    after = begin + len(hole)
    filled = whole[:begin].replace(
        b"%b %b %b" % ((b"#" * 10,) * 3), b"%010d %010d %010d" % (begin, after, len(whole) - after), 1
    )
    digest = hashlib.sha256(filled)
    digest.update(whole[after:])
    container = seal(digest.digest()).hex().encode()
    return b"".join((filled, b"<", container.ljust(2 * room, b"0"), b">", whole[after:]))


@dataclass(frozen=True)
class _Field:
    """A signature field that is its own widget."""

    name: str
    words: str
    page: int
    box: bytes
    more: bytes


def _pages(update: _Update) -> list[int]:
    pages = _one(_PAGES, update.read(update.root), "pages")
    kids = _one(_KIDS, update.read(int(pages)), "kids")
    numbers = [int(number) for number in _REFERENCE.findall(kids)]
    if not numbers or any(b"/Type/Page/" not in update.read(number) for number in numbers):
        raise _odd("kids")
    return numbers


def _add_fields(update: _Update, fields: Sequence[_Field]) -> None:
    """Fields, and their place in the structure (ISO 14289-1, 7.18): Form elements that point to them.

    An untagged field would have to be hidden, which PDF/A (ISO 19005-2, 6.3.2) forbids.
    """
    tree = int(_one(_TREE, update.read(update.root), "structure"))
    top = update.read(tree)
    document = int(_one(_CHILD, top, "document"))
    key = int(_one(_NEXT_KEY, top, "next key"))
    numbers = _one(_NUMBERS, top, "numbers")
    form, elements, widgets = list[int](), list[int](), dict[int, list[int]]()
    for place, field in enumerate(fields):
        widget = update.add(
            b"<</Type/Annot/Subtype/Widget/FT/Sig/T%b/TU%b/F %d/Rect%b/P %d 0 R/StructParent %d%b>>"
            % (_text(field.name), _text(field.words), _FLAGS, field.box, field.page, key + place, field.more)
        )
        element = update.add(
            b"<</Type/StructElem/S/Form/P %d 0 R/Pg %d 0 R/Alt%b/K<</Type/OBJR/Obj %d 0 R/Pg %d 0 R>>>>"
            % (document, field.page, _text(field.words), widget, field.page)
        )
        numbers += b" %d %d 0 R" % (key + place, element)
        form.append(widget)
        elements.append(element)
        widgets.setdefault(field.page, []).append(widget)
    top = _NUMBERS.sub(lambda _match: b"/Nums[%b]" % numbers, top, count=1)
    update.write(tree, _NEXT_KEY.sub(b"/ParentTreeNextKey %d" % (key + len(fields)), top, count=1))
    children = update.read(document)
    if children.count(b"/K[") != 1 or not children.endswith(b"]>>"):
        raise _odd("document")
    update.write(document, children[:-3] + b" " + _references(elements) + b"]>>")
    for page, added in widgets.items():
        if b"/Annots" in update.read(page):
            raise _odd("annotations")
        update.extend(page, b"/Annots[%b]" % _references(added))
    if b"/AcroForm" in update.read(update.root):
        raise _odd("form")
    form_at = update.add(b"<</Fields[%b]/SigFlags 3>>" % _references(form))
    update.extend(update.root, b"/AcroForm %d 0 R" % form_at)


def _empty_picture(place: Place) -> bytes:
    left, bottom, right, top = place.box
    return b"<</Type/XObject/Subtype/Form/BBox[0 0 %.2f %.2f]/Resources<<>>/Length 0>>\nstream\n\nendstream" % (
        right - left,
        top - bottom,
    )


def _references(numbers: Sequence[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)


def _moment(at: datetime) -> bytes:
    return at.astimezone(UTC).strftime("D:%Y%m%d%H%M%S+00'00'").encode()


def _text(words: str) -> bytes:
    """A text string: plain where it can be, else UTF-16 (ISO 32000-1, 7.9.2.2)."""
    if words.isascii() and words.isprintable():
        return b"(%b)" % re.sub(rb"([\\()])", rb"\\\1", words.encode())
    return b"<%b>" % ("\ufeff" + words).encode("utf-16-be").hex().encode()


def _one(pattern: re.Pattern[bytes], body: bytes, what: str) -> bytes:
    found = pattern.findall(body)
    if len(found) != 1:
        raise _odd(what)
    return bytes(found[0])


def _found(match: re.Match[bytes] | None, what: str) -> re.Match[bytes]:
    if match is None:
        raise _odd(what)
    return match


def _odd(what: str) -> PermanentFailure:
    return PermanentFailure(f"not a PDF as Typst writes it: {what}")
