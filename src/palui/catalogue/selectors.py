"""Reading services: what is offered now, and the version a case began with."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet

from palui.catalogue.domain import LIFE_EVENTS, Index, LifeEvent, Searchable, ServiceDefinition, ServiceKind
from palui.catalogue.models import ServiceVersion
from palui.formspec import Choices, Option
from palui.kernel.errors import NotFound
from palui.kernel.memory import remembered
from palui.regions import selectors as regions

#: How much a hit says: in the title, in words people use, in what the service is good for.
_TITLE, _SEARCH_WORD, _ABOUT = 3.0, 2.0, 1.0

#: Seconds. Which version is offered may change; what a version says never does.
_KEPT, _KEPT_FOR_GOOD = 5, 86_400


@dataclass(frozen=True, kw_only=True)
class ServiceVersionRecord:
    """A version of a service with its definition. `checksum`: SHA-256 (hex) over the definition."""

    id: int
    code: str
    number: int
    definition: ServiceDefinition
    checksum: str
    published_at: datetime


@dataclass(frozen=True, kw_only=True)
class ServiceCard:
    """A service in a list. `time` is the promise in words."""

    code: str
    title: str
    local_title: str
    summary: str
    kind: ServiceKind
    time: str
    fee: str
    life_events: tuple[str, ...]


def services(*, language: str = "id") -> tuple[ServiceCard, ...]:
    """What is offered now: what can be asked for first, then by title."""
    cards = (_card(record, language) for record in offered())
    return tuple(sorted(cards, key=lambda card: (card.kind is ServiceKind.GUIDANCE, card.title)))


@remembered(seconds=_KEPT)
def current(code: str) -> ServiceVersionRecord:
    """The version that is offered now. Raises NotFound."""
    for record in _records(ServiceVersion.objects.filter(service__code=code, number=F("service__current_number"))):
        return record
    raise NotFound("service", code)


@remembered(seconds=_KEPT_FOR_GOOD)
def version(version_id: int) -> ServiceVersionRecord:
    """One version, also a past one. Raises NotFound."""
    for record in _records(ServiceVersion.objects.filter(pk=version_id)):
        return record
    raise NotFound("service version", version_id)


def versions(version_ids: Collection[int]) -> dict[int, ServiceVersionRecord]:
    """Several versions at once, by id; unknown ids are left out."""
    return {record.id: record for record in _records(ServiceVersion.objects.filter(pk__in=version_ids))}


def search(text: str) -> tuple[ServiceCard, ...]:
    """Services that fit what a person wrote, the best first."""
    records = {record.code: record for record in offered()}
    return tuple(_card(records[code], "id") for code in _index().rank(text) if code in records)


@remembered(seconds=_KEPT)
def _index() -> Index:
    return Index(_searchable(record.definition) for record in offered())


def life_events() -> tuple[LifeEvent, ...]:
    """Life events for which something is offered now."""
    served = {event for record in offered() for event in record.definition.life_events}
    return tuple(event for event in LIFE_EVENTS if event.key in served)


def choices() -> Choices:
    """The lists that definitions leave open: the city's kelurahan."""
    return {"kelurahan": tuple(Option(record.code, record.name) for record in regions.kelurahan_list())}


def forget() -> None:
    """After a publication: whoever reads next in this process sees it, in other processes within seconds."""
    current.forget()
    offered.forget()
    _index.forget()


@remembered(seconds=_KEPT)
def offered() -> tuple[ServiceVersionRecord, ...]:
    """The versions that are offered now, by code."""
    return _records(ServiceVersion.objects.filter(number=F("service__current_number")).order_by("service__code"))


def _records(rows: QuerySet[ServiceVersion]) -> tuple[ServiceVersionRecord, ...]:
    """Records of rows. Definitions are large and never change, so each is read and parsed once a process."""
    return tuple(
        ServiceVersionRecord(
            id=row.pk,
            code=row.service.code,
            number=row.number,
            definition=_definition(row.checksum),
            checksum=row.checksum,
            published_at=row.published_at,
        )
        for row in rows.select_related("service").defer("definition")
    )


@remembered(seconds=_KEPT_FOR_GOOD)
def _definition(checksum: str) -> ServiceDefinition:
    row = ServiceVersion.objects.filter(checksum=checksum).only("definition").first()
    if row is None:
        raise NotFound("service definition", checksum)
    return ServiceDefinition.parse(row.definition)


def _card(record: ServiceVersionRecord, language: str) -> ServiceCard:
    definition = record.definition
    return ServiceCard(
        code=record.code,
        title=definition.titles.get(language, definition.title),
        local_title=definition.titles["bjn"],
        summary=definition.summary,
        kind=definition.kind,
        time=definition.promise,
        fee=definition.fee,
        life_events=definition.life_events,
    )


def _searchable(definition: ServiceDefinition) -> Searchable:
    titles = {event.key: f"{event.title} {event.summary}" for event in LIFE_EVENTS}
    return Searchable(
        code=definition.code,
        texts=(
            *((_TITLE, title) for title in definition.titles.values()),
            *((_SEARCH_WORD, word) for word in definition.search_words),
            *((_ABOUT, titles[event]) for event in definition.life_events),
            (_ABOUT, definition.summary),
        ),
    )
