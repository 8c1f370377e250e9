"""Letters as PDF and pictures. Preview, original and replacement are the same code."""

import json
import re
import threading
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst

from palui.kernel.errors import PermanentFailure
from palui.letters.domain import LetterContent, Row

ROOM = Path(__file__).resolve().parents[1]
TEMPLATES = ROOM / "typst"
FONTS = ROOM / "fonts"

#: Archivable with its structure (ISO 19005-2, level a) and accessible (ISO 14289-1).
PDF_STANDARDS: list[Any] = ["a-2a", "ua-1"]

_NAME = re.compile(r"[a-z][a-z0-9-]*", re.ASCII)
_of_thread = threading.local()


def render(content: LetterContent, *, at: datetime, templates: Path = TEMPLATES) -> bytes:
    """The letter as PDF/A-2a and PDF/UA-1. The same content and moment give the same bytes.

    Raises PermanentFailure when the template is missing or broken.
    """
    (pdf,) = _compiled(content, templates, format="pdf", pdf_standards=PDF_STANDARDS, timestamp=_second(at))
    return pdf


def pictures(
    content: LetterContent, *, at: datetime, templates: Path = TEMPLATES, ppi: float = 110
) -> tuple[bytes, ...]:
    """Every page as PNG, for screens that do not show a PDF inside a page."""
    return _compiled(content, templates, format="png", ppi=ppi, timestamp=_second(at))


def has_template(name: str, *, templates: Path = TEMPLATES) -> bool:
    """Whether a letter of this name can be rendered."""
    return bool(_NAME.fullmatch(name)) and name != "layout" and (templates / f"{name}.typ").is_file()


def _compiled(content: LetterContent, templates: Path, **options: Any) -> tuple[bytes, ...]:
    if not has_template(content.template, templates=templates):
        raise PermanentFailure(f"no letter template {content.template!r}")
    try:
        made = _compiler(templates).compile(
            input=templates / f"{content.template}.typ",
            sys_inputs={"data": json.dumps(_as_data(content), ensure_ascii=False)},
            **options,
        )
    except typst.TypstError as error:
        raise PermanentFailure(f"letter template {content.template!r}: {error.message}") from error
    return tuple(made) if isinstance(made, list) else (made,) if made is not None else ()


def _compiler(templates: Path) -> typst.Compiler:
    """One compiler a thread, kept: fonts and templates are read once (a fresh one costs 3.5 times as much)."""
    kept: dict[Path, typst.Compiler] = _of_thread.__dict__.setdefault("compilers", {})
    if templates not in kept:
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
        kept[templates] = typst.Compiler(root=templates, font_paths=fonts)
    return kept[templates]


def _as_data(content: LetterContent) -> Mapping[str, Any]:
    data = asdict(content)
    data["subject"] = [_row(row) for row in content.subject]
    data["qr"] = _qr(content.link) if content.link else ""
    data["signed_as"] = content.signatory.title
    data["document_title"] = f"{content.title} {content.number}".strip()
    return data


def _row(row: Row) -> dict[str, str]:
    return {"label": row.label, "value": row.value or "-"}


def _qr(link: str) -> str:
    """The link as SVG, in memory: number, link and picture belong to one letter and never meet on a disk."""
    picture = BytesIO()
    segno.make(link, error="m", micro=False).save(picture, kind="svg", border=2, xmldecl=False, svgns=True)
    return picture.getvalue().decode()


def _second(at: datetime) -> datetime:
    """Typst takes whole seconds, with a fixed offset."""
    return at.astimezone(UTC).replace(microsecond=0)
