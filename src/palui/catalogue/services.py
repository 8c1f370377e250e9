"""Publishing services. A version, once published, is never changed; a change is the next version."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from importlib import resources
from typing import Any

from django.db import transaction

from palui.accounts.domain import Acting
from palui.audit import services as audit
from palui.catalogue import selectors
from palui.catalogue.access import kept_office
from palui.catalogue.domain import (
    OfficeTerms,
    ServiceDefinition,
    as_text,
    checksum_of,
    mistakes_in,
    read_definition,
)
from palui.catalogue.events import ServiceDue
from palui.catalogue.models import Offer, OfficeService, Service, ServiceVersion
from palui.catalogue.selectors import ServiceVersionRecord
from palui.formspec.text import tidy
from palui.kernel import clock
from palui.kernel.actors import SYSTEM, Actor
from palui.kernel.errors import Conflict, InvalidInput, NotFound
from palui.outbox.services import emit
from palui.ui.domain import clock_in_words, day_in_words

__all__ = [
    "as_text",
    "call_off",
    "coverage",
    "keep_terms",
    "offer_again",
    "offer_due",
    "publish",
    "publish_seeds",
    "read_definition",
    "retire",
    "seeds",
]

_LONGEST_REASON, _LONGEST_NAME = 300, 200


@transaction.atomic
def publish(*, data: object, by: Actor, at: datetime | None = None) -> ServiceVersionRecord | None:
    """The next version of a service, offered from now on, or from `at` on; None when that is what is offered already.

    A version that was planned before and has not come into force gives way to a new plan; running cases keep theirs.
    Raises DefinitionError with the exact place of a mistake; what is offered stays.
    """
    definition = ServiceDefinition.parse(data)
    checksum = checksum_of(definition.data)
    service = _held(definition.code)
    is_later = at is not None and at > clock.now()
    current = service.versions.filter(number=service.current_number).first()
    if current is not None and current.checksum == checksum and not is_later:
        return None
    number = selectors.highest_number(service.pk) + 1
    row = ServiceVersion.objects.create(
        service=service, number=number, definition=definition.data, checksum=checksum, published_by_id=by.user_id
    )
    if at is not None and is_later:
        _plan(service, number, at=at, by=by)
    else:
        _offer(service, number, by=by)
        audit.record(
            by=by, action="service.publish", subject=f"service:{definition.code}", code=definition.code, number=number
        )
    return ServiceVersionRecord(
        id=row.pk,
        code=definition.code,
        number=number,
        definition=definition,
        checksum=checksum,
        published_at=row.published_at,
    )


@transaction.atomic
def offer_due(event: ServiceDue) -> None:
    """Offer a planned version whose moment has come. A plan that was called off or replaced is left alone."""
    service = Service.objects.select_for_update().filter(code=event.code, planned_number=event.number).first()
    if service is None or service.planned_at is None or service.planned_at > clock.now():
        return
    _forget_plan(service)
    _offer(service, event.number, by=SYSTEM)
    audit.record(by=SYSTEM, action="service.due", subject=f"service:{event.code}", code=event.code, number=event.number)


@transaction.atomic
def call_off(*, code: str, by: Actor) -> None:
    """Drop what is planned. Raises NotFound where nothing is."""
    service = _existing(code)
    if not service.planned_number:
        raise NotFound("planned version", code)
    number = service.planned_number
    _forget_plan(service)
    service.save()
    audit.record(by=by, action="service.call_off", subject=f"service:{code}", code=code, number=number)


@transaction.atomic
def retire(*, code: str, reason: str, by: Actor) -> None:
    """Offer a service no longer, and drop what is planned. Running cases go on; `offer_again` brings it back.

    Raises NotFound, InvalidInput without a reason, Conflict `service_not_offered`.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise InvalidInput({"reason": "Tulis alasannya."})
    if len(reason) > _LONGEST_REASON or "\0" in reason:
        raise InvalidInput({"reason": "Tulis alasannya paling panjang 300 huruf."})
    service = _existing(code)
    if not service.current_number:
        raise Conflict("service_not_offered", service=code)
    _forget_plan(service)
    _offer(service, 0, by=by, reason=reason)
    audit.record(by=by, action="service.retire", subject=f"service:{code}", code=code, reason=reason)


@transaction.atomic
def offer_again(*, code: str, number: int, by: Actor) -> ServiceVersionRecord:
    """Offer an earlier version again, also of a service that was retired. What is planned stays planned.

    Raises NotFound, Conflict `service_offered` when it is what is offered.
    """
    service = _existing(code)
    row = service.versions.filter(number=number).first()
    if row is None:
        raise NotFound("service version", f"{code} {number}")
    if service.current_number == number:
        raise Conflict("service_offered", service=code, number=number)
    if service.planned_number == number:
        _forget_plan(service)
    _offer(service, number, by=by)
    audit.record(by=by, action="service.offer_again", subject=f"service:{code}", code=code, number=number)
    return selectors.version(row.pk)


def publish_seeds() -> list[ServiceVersionRecord]:
    """Offer the definitions that come with Palui; returns those that were new or changed. Safe at every start.

    What a person published, retired or rolled back stays as they left it. Raises DefinitionFileError with file, line
    and place of a mistake; nothing is changed then.
    """
    definitions = selectors.read_bundled()
    selectors.read_plans(definitions)  # what a life event says of them must hold before they are offered
    found = [_publish_bundled(definition) for definition in definitions]
    return [record for record in found if record is not None]


def seeds() -> Iterator[Any]:
    """The definitions in `definitions/`, by file name."""
    return (read_definition(text, file=file) for file, text in selectors.bundled_files())


def coverage() -> list[dict[str, str]]:
    """Which service answers each row of the lists that the city is measured by, or why none does (`coverage.yaml`)."""
    text = (resources.files("palui.catalogue") / "coverage.yaml").read_text(encoding="utf-8")
    rows: list[dict[str, str]] = read_definition(text)
    return rows


@transaction.atomic
def _publish_bundled(definition: ServiceDefinition) -> ServiceVersionRecord | None:
    # Looked at without its lock first: at nearly every start nothing has changed.
    known = Service.objects.filter(code=definition.code).first()
    if known is not None and known.is_kept:
        return None
    # Somebody may have decided since, so it is asked again once it is held.
    return None if _held(definition.code).is_kept else publish(data=definition.data, by=SYSTEM)


def _held(code: str) -> Service:
    """The service, made where it is new, and nobody else's until the transaction ends."""
    Service.objects.get_or_create(code=code)
    return Service.objects.select_for_update().get(code=code)


def _existing(code: str) -> Service:
    service = Service.objects.select_for_update().filter(code=code).first()
    if service is None:
        raise NotFound("service", code)
    return service


def _offer(service: Service, number: int, *, by: Actor, reason: str = "") -> None:
    service.current_number = number
    service.is_kept = service.is_kept or by != SYSTEM
    service.save()
    Offer.objects.create(service=service, number=number, by_name=str(by)[:_LONGEST_NAME], reason=reason)
    selectors.forget()
    transaction.on_commit(selectors.forget)


def _plan(service: Service, number: int, *, at: datetime, by: Actor) -> None:
    service.planned_number, service.planned_at, service.is_kept = number, at, True
    service.save()
    emit(ServiceDue(code=service.code, number=number), not_before=at)
    audit.record(
        by=by,
        action="service.plan",
        subject=f"service:{service.code}",
        code=service.code,
        number=number,
        since=f"{day_in_words(clock.local(at).date())}, {clock_in_words(at)}",
    )


def _forget_plan(service: Service) -> None:
    service.planned_number, service.planned_at = 0, None


@transaction.atomic
def keep_terms(*, acting: Acting, office_code: str, code: str, terms: OfficeTerms) -> OfficeTerms:
    """How an office keeps a service from now on; running cases keep the times they began with.

    `terms.revision` is that of the terms which were read. Raises NotFound for who does not look after that kelurahan and for
    what is not offered, Conflict `office_service_changed` when somebody changed it meanwhile, InvalidInput by place
    ("reason", "hours.verify", "classification").
    """
    office, mandate = kept_office(acting, office_code)
    definition = selectors.current(code).definition
    wanted = _tidied(terms, definition)
    service = Service.objects.select_for_update().get(code=code)  # so that of two first changes one is the second
    rows = OfficeService.objects.filter(office_id=office.id, service=service).select_related("service", "changed_by")
    row = rows.first() or OfficeService(office_id=office.id, service=service)
    if row.revision != terms.revision:
        raise Conflict("office_service_changed", name=row.changed_by.name if row.changed_by is not None else "")
    errors = mistakes_in(wanted, definition)
    if errors:
        raise InvalidInput(errors)
    before = selectors.terms_of(row)
    values = {"is_offered": wanted.is_offered, "reason": wanted.reason, "hours": dict(wanted.hours)}
    values["classification"] = wanted.classification
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if not changed:
        return before
    for name, value in values.items():
        setattr(row, name, value)
    row.off_since = None if wanted.is_offered else row.off_since or clock.now()
    row.revision += 1
    row.changed_at, row.changed_by_id = clock.now(), acting.user_id
    row.save()
    selectors.forget()
    transaction.on_commit(selectors.forget)
    _record_terms(acting.actor(mandate), office.code, definition, before, wanted, changed)
    return selectors.terms_of(row)


def _tidied(terms: OfficeTerms, definition: ServiceDefinition) -> OfficeTerms:
    """Without what is as published anyway, and without signs that cannot be seen."""
    limits = {step.key: step.hours for step in definition.route}
    return replace(
        terms,
        reason="" if terms.is_offered else tidy(terms.reason),
        hours={key: hours for key, hours in terms.hours.items() if hours != limits.get(key)},
        classification=""
        if terms.classification.strip() == definition.classification
        else terms.classification.strip(),
    )


def _record_terms(
    by: Actor,
    office_code: str,
    definition: ServiceDefinition,
    before: OfficeTerms,
    now: OfficeTerms,
    changed: list[str],
) -> None:
    about = {"subject": f"office:{office_code}", "service": definition.title}
    if now.is_offered != before.is_offered or (not now.is_offered and "reason" in changed):
        if now.is_offered:
            audit.record(by=by, action="office.service_on", **about)
        else:
            audit.record(by=by, action="office.service_off", reason=now.reason, **about)
    words = {"hours": "waktu", "classification": "kode klasifikasi"}
    fields = ", ".join(words[name] for name in changed if name in words)
    if fields:
        audit.record(by=by, action="office.service_change", fields=fields, **about)
