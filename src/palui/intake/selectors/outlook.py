"""Before anything is begun: what somebody can get when something happens, what to bring, how long it takes, what it costs."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from palui.catalogue import selectors as catalogue
from palui.catalogue.domain import EvidenceItem, LifeEventPlan, Member, ServiceDefinition, time_in_words
from palui.catalogue.selectors import LifeEventRecord
from palui.kernel import clock
from palui.regions.selectors import OfficeRecord

#: The registers that know every resident, and so stand for documents.
_KNOWN = frozenset({"resident"})


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A service of an event for somebody: whether they need it, and one sentence why or why not."""

    member: Member
    definition: ServiceDefinition
    fits: bool
    reason: str
    documents: tuple[EvidenceItem, ...]
    hours: float
    is_closed: bool  # the resident's office does not offer it

    @property
    def time(self) -> str:
        """How long it takes at most."""
        return time_in_words(self.hours)


@dataclass(frozen=True, kw_only=True)
class Bring:
    """A document that is handed in once, and the titles of the services it serves."""

    item: EvidenceItem
    serves: tuple[str, ...]
    required: bool


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """All of it. `bring` and `requirements` are for the services that fit; `together` how long they take at most side by side."""

    offers: tuple[Offer, ...]
    bring: tuple[Bring, ...]
    requirements: tuple[str, ...]
    together: str
    fees: tuple[tuple[str, str], ...]  # title and fee, where more is to be said than that it is free


def outlook(
    record: LifeEventRecord,
    given: Mapping[str, Any] | None,
    *,
    chosen: Collection[str] | None = None,
    office: OfficeRecord | None = None,
) -> Outlook:
    """For these clean answers; without any, for everybody. `chosen` are services instead of those that fit.

    `office` is that of a resident, which may take another time and leave a service out.
    """
    today = clock.today()
    offers = []
    for member, version in record.members:
        definition = version.definition
        terms = catalogue.terms(office.id if office is not None else None, definition.code)
        is_closed = not terms.is_offered and not definition.jurisdiction
        fits = not is_closed and (given is None or member.fits(given, today))
        reason = member.why if fits or not member.unless else member.unless
        route = terms.route(definition, uses_rw=office is None or office.uses_rw)
        offers.append(
            Offer(
                member=member,
                definition=definition,
                fits=fits,
                reason=terms.reason if is_closed else reason,
                documents=tuple(
                    item
                    for item in definition.evidence
                    if not _KNOWN.intersection(item.satisfied_by) and item.key not in member.without
                ),
                hours=sum(step.hours for step in route),
                is_closed=is_closed,
            )
        )
    wanted = [offer for offer in offers if (offer.fits if chosen is None else offer.member.service in chosen)]
    return Outlook(
        offers=tuple(offers),
        bring=_bring(record.plan, wanted),
        requirements=tuple(dict.fromkeys(line for offer in wanted for line in offer.definition.requirements)),
        together=time_in_words(max((offer.hours for offer in wanted), default=0)),
        fees=tuple((offer.definition.title, offer.definition.fee) for offer in wanted if ". " in offer.definition.fee),
    )


def _bring(plan: LifeEventPlan, offers: list[Offer]) -> tuple[Bring, ...]:
    """Each document once, those that everybody needs first."""
    found: dict[tuple[str, str], list[tuple[EvidenceItem, str]]] = {}
    for offer in offers:
        for item in offer.documents:
            same = plan.same_document(offer.member.service, item.key)
            place = min([(offer.member.service, item.key), *same.items()])
            found.setdefault(place, []).append((item, offer.definition.title))
    things = [
        Bring(
            item=items[0][0],
            serves=tuple(title for _, title in items),
            required=any(item.required for item, _ in items),
        )
        for items in found.values()
    ]
    return tuple(sorted(things, key=lambda thing: not thing.required))
