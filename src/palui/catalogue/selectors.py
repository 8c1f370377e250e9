"""Reading services: what is offered now, and the version a case began with."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from importlib import resources

from django.db.models import F, Max, QuerySet

from palui.catalogue.domain import (
    AS_PUBLISHED,
    LIFE_EVENTS,
    Index,
    LifeEvent,
    LifeEventPlan,
    Member,
    OfficeTerms,
    Searchable,
    ServiceDefinition,
    ServiceKind,
    at_line,
    checksum_of,
    read_definition,
    read_plan,
)
from palui.catalogue.models import Offer, OfficeService, Service, ServiceVersion
from palui.formspec import Choices, DefinitionError, Option
from palui.kernel.errors import NotFound
from palui.kernel.memory import remembered
from palui.regions import selectors as regions
from palui.regions.selectors import OfficeRecord

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


@dataclass(frozen=True, kw_only=True)
class ServiceState:
    """A service, whether it is offered or not. `current_number` 0: it is offered no longer, or not yet.

    `bundled_is_newer`: a definition came with Palui that was never offered here, because a person decided otherwise.
    """

    code: str
    title: str
    kind: ServiceKind
    current_number: int
    latest_number: int
    planned_number: int
    planned_at: datetime | None
    bundled_is_newer: bool

    @property
    def is_offered(self) -> bool:
        """Whether it can be asked for now."""
        return self.current_number > 0


@dataclass(frozen=True, kw_only=True)
class PublishedVersion:
    """A version as it was published; `published_by` is empty for what came with Palui."""

    id: int
    number: int
    published_at: datetime
    published_by: str


@dataclass(frozen=True, kw_only=True)
class OfferRecord:
    """From when on a version was offered (`number` 0: none any more), who decided it and why."""

    number: int
    since: datetime
    by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class History:
    """What became of a service, the newest first."""

    state: ServiceState
    versions: tuple[PublishedVersion, ...]
    offers: tuple[OfferRecord, ...]


@dataclass(frozen=True, kw_only=True)
class LifeEventRecord:
    """What an event opens: its plan, the services of it that are offered, what is only read about, and what else there is."""

    plan: LifeEventPlan
    members: tuple[tuple[Member, ServiceVersionRecord], ...]
    guidance: tuple[ServiceDefinition, ...]
    others: tuple[ServiceCard, ...]


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


def numbered(code: str, number: int) -> ServiceVersionRecord:
    """A version by its number. Raises NotFound."""
    for record in _records(ServiceVersion.objects.filter(service__code=code, number=number)):
        return record
    raise NotFound("service version", f"{code} {number}")


def highest_number(service_id: int) -> int:
    """The number of the newest version, offered or not; 0 before the first."""
    found = ServiceVersion.objects.filter(service_id=service_id).aggregate(highest=Max("number"))
    return found["highest"] or 0


def every_service() -> tuple[ServiceState, ...]:
    """Every service that was ever published, by title; also those that are offered no longer."""
    return tuple(sorted(_states(Service.objects.all()), key=lambda state: state.title.casefold()))


def state_of(code: str) -> ServiceState:
    """How a service stands. Raises NotFound."""
    for state in _states(Service.objects.filter(code=code)):
        return state
    raise NotFound("service", code)


def history(code: str) -> History:
    """Versions and offers of a service. Raises NotFound."""
    state = state_of(code)
    versions = ServiceVersion.objects.filter(service__code=code).select_related("published_by").defer("definition")
    offers = Offer.objects.filter(service__code=code)
    return History(
        state=state,
        versions=tuple(
            PublishedVersion(
                id=row.pk,
                number=row.number,
                published_at=row.published_at,
                published_by=row.published_by.name if row.published_by is not None else "",
            )
            for row in versions.order_by("-number")
        ),
        offers=tuple(
            OfferRecord(number=row.number, since=row.since, by=row.by_name, reason=row.reason)
            for row in offers.order_by("-since", "-pk")
        ),
    )


def _states(services: QuerySet[Service]) -> Iterator[ServiceState]:
    checksums: dict[int, dict[int, str]] = defaultdict(dict)
    rows = ServiceVersion.objects.filter(service__in=services)
    for service_id, number, checksum in rows.values_list("service_id", "number", "checksum"):
        checksums[service_id][number] = checksum
    for service in services:
        known = checksums[service.pk]
        if not known:
            continue
        definition = _definition(known[service.current_number or max(known)])
        comes_along = bundled().get(service.code)
        yield ServiceState(
            code=service.code,
            title=definition.title,
            kind=definition.kind,
            current_number=service.current_number,
            latest_number=max(known),
            planned_number=service.planned_number,
            planned_at=service.planned_at,
            bundled_is_newer=comes_along is not None and checksum_of(comes_along.data) not in known.values(),
        )


@cache
def bundled() -> Mapping[str, ServiceDefinition]:
    """The definitions that come with Palui, by code."""
    return {definition.code: definition for definition in read_bundled()}


def read_bundled() -> tuple[ServiceDefinition, ...]:
    """The same from their files. Raises DefinitionFileError with file, line and place of the first mistake."""
    return tuple(read_file(file, text) for file, text in bundled_files())


def bundled_files() -> Iterator[tuple[str, str]]:
    """Name and text of each file in `definitions/`."""
    folder = resources.files("palui.catalogue") / "definitions"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".yaml"):
            yield file.name, file.read_text(encoding="utf-8")


def read_file(file: str, text: str) -> ServiceDefinition:
    """A definition in a file. Raises DefinitionFileError with the line, DomainError `definition_yaml`."""
    try:
        return ServiceDefinition.parse(read_definition(text, file=file))
    except DefinitionError as error:
        raise at_line(error, text=text, file=file) from None


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


def life_event(key: str) -> LifeEventRecord:
    """What an event opens, of what is offered now. Raises NotFound for an event without a plan."""
    plan = plans().get(key)
    if plan is None:
        raise NotFound("life event", key)
    records = {record.code: record for record in offered()}
    members = tuple((member, records[member.service]) for member in plan.members if member.service in records)
    listed = [record for record in records.values() if key in record.definition.life_events]
    opened = {member.service for member, _ in members}
    return LifeEventRecord(
        plan=plan,
        members=members,
        guidance=tuple(record.definition for record in listed if not record.definition.is_asked_for),
        others=tuple(
            _card(record, "id") for record in listed if record.definition.is_asked_for and record.code not in opened
        ),
    )


@cache
def plans() -> Mapping[str, LifeEventPlan]:
    """What each event opens, by its key."""
    return {plan.event.key: plan for plan in read_plans(tuple(bundled().values()))}


def read_plans(definitions: Collection[ServiceDefinition]) -> tuple[LifeEventPlan, ...]:
    """The same from the files in `life_events/`, against the services that come with Palui.

    Raises DefinitionFileError with file, line and place of the first mistake.
    """
    services = {definition.code: definition for definition in definitions}
    folder = resources.files("palui.catalogue") / "life_events"
    files = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".yaml")), key=lambda entry: entry.name)
    return tuple(_read_plan(f"life_events/{file.name}", file.read_text(encoding="utf-8"), services) for file in files)


def _read_plan(file: str, text: str, services: Mapping[str, ServiceDefinition]) -> LifeEventPlan:
    try:
        return read_plan(read_definition(text, file=file), services)
    except DefinitionError as error:
        raise at_line(error, text=text, file=file) from None


def terms(office_id: int | None, code: str) -> OfficeTerms:
    """How an office keeps a service: as published until it says otherwise, and where there is no office."""
    return terms_of_office(office_id).get(code, AS_PUBLISHED) if office_id is not None else AS_PUBLISHED


@remembered(seconds=_KEPT)
def terms_of_office(office_id: int) -> Mapping[str, OfficeTerms]:
    """What an office does otherwise than published, by the code of the service."""
    rows = OfficeService.objects.filter(office_id=office_id).select_related("service")
    return {row.service.code: terms_of(row) for row in rows}


def offered_at(office_id: int) -> tuple[ServiceVersionRecord, ...]:
    """The versions that an office offers now, by code."""
    kept = terms_of_office(office_id)
    return tuple(record for record in offered() if kept.get(record.code, AS_PUBLISHED).is_offered)


def closed_at(office: OfficeRecord | None) -> dict[str, str]:
    """What an office does not offer: the code of the service, and why and what to do instead."""
    if office is None:
        return {}
    return {code: kept.reason for code, kept in terms_of_office(office.id).items() if not kept.is_offered}


def terms_of(row: OfficeService) -> OfficeTerms:
    """The terms that a row of this room keeps."""
    return OfficeTerms(
        is_offered=row.is_offered,
        reason=row.reason,
        off_since=row.off_since,
        hours=row.hours,
        classification=row.classification,
        revision=row.revision,
    )


def choices() -> Choices:
    """The lists that definitions leave open: the city's kelurahan."""
    return {"kelurahan": tuple(Option(record.code, record.name) for record in regions.kelurahan_list())}


def forget() -> None:
    """After a publication: whoever reads next in this process sees it, in other processes within seconds."""
    current.forget()
    offered.forget()
    _in_english.forget()
    terms_of_office.forget()
    _index.forget()


@remembered(seconds=_KEPT)
def offered() -> tuple[ServiceVersionRecord, ...]:
    """The versions that are offered now, by code."""
    return _records(ServiceVersion.objects.filter(number=F("service__current_number")).order_by("service__code"))


def said_in_english(text: str) -> str:
    """A sentence of a service that is offered, as its definition says it in English; else as it is."""
    return _in_english().get(text, text)


@remembered(seconds=_KEPT)
def _in_english() -> Mapping[str, str]:
    return {text: said for record in offered() for text, said in record.definition.in_english.items()}


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


# Named by what it says, so it is the same in any database.
@lru_cache(maxsize=512)
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
