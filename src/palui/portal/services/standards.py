"""A service standard on paper, as an office puts it up: notice and poster. In Indonesian, whatever its reader's language."""

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from palui.catalogue import selectors as catalogue
from palui.catalogue.domain import Component, RouteStep, ServiceDefinition, StepKind, time_in_words
from palui.catalogue.selectors import ServiceVersionRecord
from palui.kernel import clock
from palui.kernel.errors import NotFound
from palui.letters import services as letters
from palui.letters.domain import Poster, PosterStep, Row, StandardNotice, StandardPart
from palui.letters.services.composing import LANGUAGE
from palui.letters.services.notices import Booklet, Sheet
from palui.regions import selectors as regions
from palui.regions.domain import OfficeKind
from palui.regions.selectors import OfficeRecord
from palui.ui.domain import day_in_words

#: Sizes of a poster.
PAPERS = ("a4", "a3")
_SYMBOL = re.compile(r'<symbol id="([a-z0-9-]+)" viewBox="0 0 24 24">(.*?)</symbol>', re.DOTALL)


def notice(*, code: str, kelurahan: str = "") -> Sheet:
    """The standard of one service, of an office or (without one) of the city. Raises NotFound."""
    record, office = catalogue.current(code), _office(kelurahan)
    with translation.override(LANGUAGE):
        return _notice_sheet(record, office)


def all_notices(*, kelurahan: str = "") -> Booklet:
    """The standards of all services that an office (without one, the city) offers. Raises NotFound."""
    office = _office(kelurahan)
    offered = catalogue.offered_at(office.id) if kelurahan else catalogue.offered()
    records = sorted(offered, key=lambda record: record.definition.title)
    if not records:
        raise NotFound("service")
    with translation.override(LANGUAGE):
        return Booklet(
            sheets=tuple(_notice_sheet(record, office) for record in records),
            title=f"Standar Pelayanan {office.name}",
        )


def poster(*, code: str, kelurahan: str = "", paper: str = PAPERS[0]) -> Sheet:
    """One service as a poster. Raises NotFound."""
    record, office = catalogue.current(code), _office(kelurahan)
    with translation.override(LANGUAGE):
        return letters.poster(office=office, poster=_poster(record, office), paper=paper, at=record.published_at)


def _office(kelurahan: str) -> OfficeRecord:
    if kelurahan:
        return regions.office_of_kelurahan(kelurahan)
    return regions.city_office()


def _notice_sheet(record: ServiceVersionRecord, office: OfficeRecord) -> Sheet:
    return letters.standard_notice(
        office=office,
        notice=_notice(record, office),
        title=f"Standar Pelayanan {record.definition.title}",
        at=record.published_at,
    )


def _notice(record: ServiceVersionRecord, office: OfficeRecord) -> StandardNotice:
    definition = record.definition
    return StandardNotice(
        title=definition.title,
        summary=definition.summary,
        components=tuple(_part(part, definition, office) for part in definition.standard if part.is_public),
        legal_basis=tuple(Row(label=rule.title, value=rule.about) for rule in definition.legal_basis),
        since=_since(record),
        link=_link(record.code, office),
        short_link=_short_link(record.code),
    )


def _part(part: Component, definition: ServiceDefinition, office: OfficeRecord) -> StandardPart:
    if part.key != "time":
        return StandardPart(title=part.title, lines=part.lines)
    steps = tuple(_step(step, office) for step in _route(definition, office))
    return StandardPart(title=part.title, lines=(_time(definition, office),), steps=steps)


def _step(step: RouteStep, office: OfficeRecord) -> Row:
    is_open = step.only_if and office.kind is not OfficeKind.KELURAHAN
    label = f"{step.title} (di kelurahan yang memakainya)" if is_open else step.title
    return Row(label=label, value=f"paling lama {time_in_words(step.hours)}")


def _route(definition: ServiceDefinition, office: OfficeRecord) -> tuple[RouteStep, ...]:
    """The steps as they are taken at an office; the city tells of all that there may be."""
    uses_rw = office.uses_rw or office.kind is not OfficeKind.KELURAHAN
    return catalogue.terms(office.id, definition.code).route(definition, uses_rw=uses_rw)


def _time(definition: ServiceDefinition, office: OfficeRecord) -> str:
    if office.kind is not OfficeKind.KELURAHAN:
        return definition.time
    return catalogue.terms(office.id, definition.code).promise(definition, uses_rw=office.uses_rw)


def _since(record: ServiceVersionRecord) -> str:
    return f"Versi {record.number}, diterbitkan {day_in_words(clock.local(record.published_at).date())}"


def _link(code: str, office: OfficeRecord) -> str:
    page = f"{settings.PALUI_PUBLIC_URL.rstrip('/')}{reverse('catalogue:service', args=[code])}"
    return f"{page}?kelurahan={office.region_code}" if office.kind is OfficeKind.KELURAHAN else page


def _short_link(code: str) -> str:
    """What somebody can type."""
    site = settings.PALUI_PUBLIC_URL.rstrip("/").partition("://")[2]
    return f"{site}{reverse('catalogue:service', args=[code])}".rstrip("/")


# --- the poster --------------------------------------------------------------------------------


def _poster(record: ServiceVersionRecord, office: OfficeRecord) -> Poster:
    definition = record.definition
    guidance = definition.guidance
    return Poster(
        title=definition.title,
        summary=guidance.reason if guidance is not None else definition.summary,
        steps=tuple(_pictures(definition, office)),
        time=_time(definition, office),
        fee=definition.fee,
        bring=guidance.bring
        if guidance is not None
        else tuple(
            item.title if item.required else f"{item.title} (bila ada)"
            for item in definition.evidence
            if not item.satisfied_by
        ),
        bring_note=""
        if guidance is not None
        else "Fotokopi KTP dan kartu keluarga tidak perlu. Data Anda sudah ada di kota ini.",
        call="Pindai untuk membaca panduannya" if guidance is not None else "Pindai untuk mengajukan dari ponsel",
        is_guidance=guidance is not None,
        since=_since(record),
        link=_link(record.code, office),
        short_link=_short_link(record.code),
    )


def _pictures(definition: ServiceDefinition, office: OfficeRecord) -> Iterator[PosterStep]:
    """Three to six pictures: asking, who acts in which order, the paper. What is of one sort is one picture."""
    if definition.guidance is not None:
        yield from (PosterStep(icon=_icon("arrow-right"), label=step) for step in definition.guidance.steps)
        return
    yield PosterStep(icon=_icon("smartphone"), label="Anda mengisi", note="dari ponsel, atau dibantu di loket")
    route = _route(definition, office)
    by_sort: dict[StepKind, list[RouteStep]] = {}
    for step in route:
        sort = StepKind.VERIFY if step.kind in _CHECKS else step.kind
        by_sort.setdefault(sort, []).append(step)
    yield from (_picture(sort, steps) for sort, steps in by_sort.items())
    yield PosterStep(icon=_icon("file-check"), label="Surat di tangan Anda", note="bisa diperiksa siapa saja")


#: What an office does before it signs.
_CHECKS = frozenset({StepKind.VERIFY, StepKind.INSPECT, StepKind.COUNTERSIGN})
_SIGNERS = {"lurah": "Lurah", "camat": "Camat"}


def _picture(sort: StepKind, steps: list[RouteStep]) -> PosterStep:
    titles = _joined([step.title for step in steps])
    if sort is StepKind.ENDORSE:
        return PosterStep(icon=_icon("users"), label=f"{titles} setuju", note="lewat tautan di ponselnya")
    if sort is StepKind.CONFIRM:
        return PosterStep(icon=_icon("handshake"), label=titles, note="lewat tautan atau di loket")
    if sort is StepKind.SIGN:
        who = _joined([_SIGNERS.get(step.who, step.title) for step in steps])
        return PosterStep(icon=_icon("signature"), label=f"{who} menandatangani", note="secara elektronik")
    looks = any(step.kind is StepKind.INSPECT for step in steps)
    note = "dan melihat ke lapangan" if looks else "dan bertanya bila kurang"
    return PosterStep(icon=_icon("clipboard-check"), label="Petugas memeriksa", note=note)


def _joined(names: list[str]) -> str:
    """ "Ketua RT dan Ketua RW"."""
    first = list(dict.fromkeys(names))
    return " dan ".join(filter(None, (", ".join(first[:-1]), first[-1])))


def _icon(name: str) -> str:
    return _icons()[name]


@cache
def _icons() -> dict[str, str]:
    """The drawings of the sprite, each as a picture of its own."""
    sprite = (resources.files("palui.ui") / "static" / "ui" / "icons.svg").read_text(encoding="utf-8")
    return {
        name: (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#0a4553" stroke-width="1.75" '
            f'stroke-linecap="round" stroke-linejoin="round">{drawing}</svg>'
        )
        for name, drawing in _SYMBOL.findall(sprite)
    }
