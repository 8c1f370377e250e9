"""Letters as PDF and pictures. Preview, original and replacement are the same code."""

import json
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from operator import itemgetter
from pathlib import Path
from typing import Any

import segno
import typst

from palui.kernel.errors import PermanentFailure
from palui.letters.domain import FurtherSignature, LetterContent, Row
from palui.letters.ports import Place

ROOM = Path(__file__).resolve().parents[1]
TEMPLATES = ROOM / "typst"
FONTS = ROOM / "fonts"

#: Archivable with its structure (ISO 19005-2, level a) and accessible (ISO 14289-1).
PDF_STANDARDS: list[Any] = ["a-2a", "ua-1"]

#: Height of the page in points; Typst counts from above, PDF from below.
PAGE_HEIGHT = 841.89

#: Files beside the letters' own: the page of all of them and its parts.
_NO_LETTERS = frozenset({"layout", "letterhead", "head", "signatory", "further", "notice", "poster"})

#: The pattern laid over a QR. Any of the eight may be read (ISO/IEC 18004, 7.8); trying all for the most even one
#: costs four times the drawing of the code.
QR_MASK = 3

_NAME = re.compile(r"[a-z][a-z0-9-]*", re.ASCII)
_of_thread = threading.local()


def render(content: LetterContent, *, at: datetime, templates: Path = TEMPLATES) -> bytes:
    """The letter as PDF/A-2a and PDF/UA-1. The same content and moment give the same bytes.

    Raises PermanentFailure when the template is missing or broken.
    """
    (pdf,) = _compiled(as_data(content), templates, format="pdf", pdf_standards=PDF_STANDARDS, timestamp=_second(at))
    return pdf


def render_with_places(
    content: LetterContent, *, at: datetime, templates: Path = TEMPLATES
) -> tuple[bytes, tuple[Place, ...]]:
    """The same, and where its further signatories will be seen, in their order."""
    pdf = render(content, at=at, templates=templates)
    if not content.further:
        return pdf, ()
    found = json.loads(_compiler(templates).query("<palui-place>", field="value"))
    labels = {place.order: place.label for place in content.further}
    if sorted(item["order"] for item in found) != sorted(labels):
        raise PermanentFailure(f"letter template {content.template!r} keeps no place for every signatory")
    return pdf, tuple(
        Place(page=item["page"] - 1, box=_box(item), label=labels[item["order"]])
        for item in sorted(found, key=itemgetter("order"))
    )


def further_signature(signature: FurtherSignature, *, at: datetime) -> bytes:
    """What is seen in a further signatory's place, as a PDF of one page of its size."""
    data = asdict(signature) | {"signed_as": signature.signatory.title}
    (pdf,) = _compiled({**data, "template": "further"}, TEMPLATES, format="pdf", timestamp=_second(at), pdf_tags=False)
    return pdf


def pictures(
    content: LetterContent, *, at: datetime, templates: Path = TEMPLATES, ppi: float = 110
) -> tuple[bytes, ...]:
    """Every page as PNG, for screens that do not show a PDF inside a page."""
    return pictures_of(as_data(content), at=at, templates=templates, ppi=ppi)


def pictures_of(
    data: Mapping[str, Any], *, at: datetime, templates: Path = TEMPLATES, ppi: float = 110
) -> tuple[bytes, ...]:
    """The same from what was kept of a letter (`as_data`)."""
    return _compiled(data, templates, format="png", ppi=ppi, timestamp=_second(at))


def head(content_logo: str, *, lines: Sequence[str]) -> bytes:
    """The head of a letter with that emblem (SVG), as a picture (PNG).

    Raises PermanentFailure for what cannot be drawn.
    """
    data = {
        "template": "head",
        "logo": content_logo,
        "letterhead": {"lines": list(lines), "address": "", "contact": ""},
    }
    (picture,) = _compiled(data, TEMPLATES, format="png", ppi=110)
    return picture


def sheet(
    template: str, data: Mapping[str, Any], *, at: datetime, standards: Sequence[str] = tuple(PDF_STANDARDS)
) -> bytes:
    """A paper that is no letter, as PDF. Raises PermanentFailure when it cannot be drawn to these standards."""
    kept: list[Any] = list(standards)
    (pdf,) = _compiled(
        {**data, "template": template}, TEMPLATES, format="pdf", pdf_standards=kept, timestamp=_second(at)
    )
    return pdf


def has_template(name: str, *, templates: Path = TEMPLATES) -> bool:
    """Whether a letter of this name can be rendered."""
    return bool(_NAME.fullmatch(name)) and name not in _NO_LETTERS and (templates / f"{name}.typ").is_file()


def as_data(content: LetterContent) -> Mapping[str, Any]:
    """What a template reads, ready for JSON."""
    if not _NAME.fullmatch(content.template) or content.template in _NO_LETTERS:
        raise PermanentFailure(f"no letter template {content.template!r}")
    data = asdict(content)
    data["subject"] = [_row(row) for row in content.subject]
    data["qr"] = qr(content.link) if content.link else ""
    data["signed_as"] = content.signatory.title
    data["document_title"] = f"{content.title} {content.number}".strip()
    return data


def _compiled(data: Mapping[str, Any], templates: Path, **options: Any) -> tuple[bytes, ...]:
    template = templates / f"{data['template']}.typ"
    if not template.is_file():
        raise PermanentFailure(f"no letter template {data['template']!r}")
    try:
        made = _compiler(templates).compile(
            input=template, sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, **options
        )
    except typst.TypstError as error:
        raise PermanentFailure(f"letter template {data['template']!r}: {error.message}") from error
    return tuple(made) if isinstance(made, list) else (made,) if made is not None else ()


def _compiler(templates: Path) -> typst.Compiler:
    """One compiler a thread, kept: fonts and templates are read once (a fresh one costs 3.5 times as much)."""
    kept: dict[Path, typst.Compiler] = _of_thread.__dict__.setdefault("compilers", {})
    if templates not in kept:
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
        kept[templates] = typst.Compiler(root=templates, font_paths=fonts)
    return kept[templates]


def _row(row: Row) -> dict[str, str]:
    return {"label": row.label, "value": row.value or "-"}


@lru_cache(maxsize=16)
def qr(link: str) -> str:
    """The link as SVG, in memory: number, link and picture belong to one letter and never meet on a disk.

    Drawing it takes a third of a letter's work in Python; who signs lets it be drawn before the book of numbers is held.
    """
    picture = BytesIO()
    segno.make(link, error="m", micro=False, mask=QR_MASK).save(
        picture, kind="svg", border=2, xmldecl=False, svgns=True
    )
    return picture.getvalue().decode()


def _box(item: Mapping[str, float]) -> tuple[float, float, float, float]:
    top = PAGE_HEIGHT - item["y"]
    return item["x"], top - item["height"], item["x"] + item["width"], top


def _second(at: datetime) -> datetime:
    """Typst takes whole seconds, with a fixed offset."""
    return at.astimezone(UTC).replace(microsecond=0)
