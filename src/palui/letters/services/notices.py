"""Service standards on paper: the notice an office puts up, and a poster for its wall. Nobody signs them."""

import hashlib
import io
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import pikepdf
from django.conf import settings

import palui
from palui.formspec.text import tidy
from palui.kernel.errors import PermanentFailure
from palui.letters.domain import PRACTICE_WATERMARK, Poster, StandardNotice
from palui.letters.selectors import emblem
from palui.letters.services import rendering
from palui.letters.services.composing import LANGUAGE, letterhead_of
from palui.regions.selectors import OfficeRecord

#: The service promise in the words of PermenPANRB 15/2014, which every office publishes with its standards.
PROMISE = (
    "Dengan ini, kami menyatakan sanggup menyelenggarakan pelayanan sesuai standar pelayanan yang telah ditetapkan, dan "
    "apabila tidak menepati janji ini, kami siap menerima sanksi sesuai peraturan perundang-undangan yang berlaku."
)


#: What is a drawing or an address, and no sentence.
_DRAWINGS = frozenset({"icon", "logo", "link", "short_link"})
_ENDLESS = re.compile(r"[^\s/-]{24}(?=[^\s/-]{6})")
#: Drawn papers that a process keeps: the same content is drawn once.
_KEPT = 48


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A paper ready to be drawn. `digest` names all that it says, so the same digest is the same paper."""

    template: str
    content: str  # JSON
    at: datetime
    digest: str

    def pdf(self) -> bytes:
        """The paper as PDF, drawn once a process."""
        return _drawn(self.template, self.content, self.at)


@dataclass(frozen=True, kw_only=True)
class Booklet:
    """Several papers in one PDF, each drawn by itself: Typst keeps what it drew for a while, and many pages at once are hundreds of MB."""

    sheets: tuple[Sheet, ...]
    title: str

    @property
    def digest(self) -> str:
        """As that of a sheet."""
        return hashlib.sha256(" ".join(sheet.digest for sheet in self.sheets).encode()).hexdigest()

    def pdf(self) -> bytes:
        """All pages, to be printed. Without the marks for reading aloud, which each paper by itself has."""
        whole, out = pikepdf.new(), io.BytesIO()
        for sheet in self.sheets:
            with pikepdf.open(io.BytesIO(sheet.pdf())) as paper:
                whole.pages.extend(paper.pages)
        whole.Root.Lang = LANGUAGE
        whole.docinfo["/Title"] = self.title
        whole.save(out, deterministic_id=True)
        return out.getvalue()


def standard_notice(*, office: OfficeRecord, notice: StandardNotice, title: str, at: datetime) -> Sheet:
    """The standard of a service under the head of an office."""
    return _sheet("notice", {"notice": asdict(notice), "promise": PROMISE}, office=office, title=title, at=at)


def poster(*, office: OfficeRecord, poster: Poster, paper: str, at: datetime) -> Sheet:
    """One service on one page, to be read from some steps away. `paper`: "a3" or "a4"."""
    data = asdict(poster) | {"paper": paper}
    return _sheet("poster", data, office=office, title=poster.title, at=at)


def _sheet(template: str, data: dict[str, Any], *, office: OfficeRecord, title: str, at: datetime) -> Sheet:
    data |= {
        "document_title": title,
        "office": office.name,
        "letterhead": asdict(letterhead_of(office)),
        "logo": emblem(office.letterhead.logo),
        "watermark": PRACTICE_WATERMARK if settings.PALUI_PRACTICE else "",
    }
    content = json.dumps(_visible(data), ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(f"{palui.__version__} {template} {content}".encode()).hexdigest()
    return Sheet(template=template, content=content, at=at, digest=digest)


@lru_cache(maxsize=_KEPT)
def _drawn(template: str, content: str, at: datetime) -> bytes:
    data = json.loads(content)
    linked = data.get("notice", data)
    linked["qr"] = rendering.qr(linked["link"])
    try:
        return rendering.sheet(template, data, at=at)
    except PermanentFailure:
        # A sign that the font lacks: it is seen as an empty box, which no standard of archives lets pass.
        return rendering.sheet(template, data, at=at, standards=())


def _visible(value: Any) -> Any:
    """The same without signs that nobody sees, which could turn a line around or break the drawing; endless words may break."""
    if isinstance(value, str):
        return _ENDLESS.sub("\\g<0>\u200b", tidy(value, lines=True))
    if isinstance(value, Mapping):
        return {key: inner if key in _DRAWINGS else _visible(inner) for key, inner in value.items()}
    return [_visible(inner) for inner in value] if isinstance(value, list | tuple) else value
