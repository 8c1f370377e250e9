"""Service standards on paper: the notice an office puts up, and a poster for its wall. Nobody signs them."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings

from palui.kernel.errors import PermanentFailure
from palui.letters.domain import PRACTICE_WATERMARK, Poster, StandardNotice
from palui.letters.selectors import emblem
from palui.letters.services import rendering
from palui.letters.services.composing import letterhead_of
from palui.regions.selectors import OfficeRecord

#: The service promise in the words of PermenPANRB 15/2014, which every office publishes with its standards.
PROMISE = (
    "Dengan ini, kami menyatakan sanggup menyelenggarakan pelayanan sesuai standar pelayanan yang telah ditetapkan, dan "
    "apabila tidak menepati janji ini, kami siap menerima sanksi sesuai peraturan perundang-undangan yang berlaku."
)


def standard_notices(*, office: OfficeRecord, notices: Sequence[StandardNotice], title: str, at: datetime) -> bytes:
    """The standards of these services under the head of an office, as one PDF: each begins on a new page."""
    data = {"notices": [asdict(notice) | {"qr": rendering.qr(notice.link)} for notice in notices], "promise": PROMISE}
    return _sheet("notice", data, office=office, title=title, at=at)


def poster(*, office: OfficeRecord, poster: Poster, paper: str, at: datetime) -> bytes:
    """One service on one page, to be read from some steps away. `paper`: "a3" or "a4"."""
    data = asdict(poster) | {"qr": rendering.qr(poster.link), "paper": paper}
    return _sheet("poster", data, office=office, title=poster.title, at=at)


def _sheet(template: str, data: dict[str, Any], *, office: OfficeRecord, title: str, at: datetime) -> bytes:
    data |= {
        "document_title": title,
        "letterhead": asdict(letterhead_of(office)),
        "logo": emblem(office.letterhead.logo),
        "watermark": PRACTICE_WATERMARK if settings.PALUI_PRACTICE else "",
    }
    try:
        return rendering.sheet(template, data, at=at)
    except PermanentFailure:
        # A sign that the font lacks: it is seen as an empty box, which no standard of archives lets pass.
        return rendering.sheet(template, data, at=at, standards=())
