"""Which office and which neighbourhood decide: read from the address that the definition names, else the register."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from palui.catalogue import selectors as catalogue
from palui.catalogue.domain import ServiceDefinition
from palui.formspec import Outcome
from palui.intake.selectors import SubmissionRecord
from palui.kernel.errors import DomainError, NotFound
from palui.kernel.language import say
from palui.regions import selectors as regions
from palui.regions.selectors import OfficeRecord, RtRecord
from palui.residents import selectors as residents
from palui.residents.domain import ResidentRecord


@dataclass(frozen=True, kw_only=True)
class Placement:
    """The office and RT that decide; or sentences that say, by place, why they are not known."""

    office: OfficeRecord | None = None
    rt: RtRecord | None = None
    errors: Mapping[str, str]

    @property
    def office_id(self) -> int | None:
        """Where it is decided."""
        return self.office.id if self.office is not None else None

    @property
    def rt_id(self) -> int | None:
        """Whose head endorses."""
        return self.rt.id if self.rt is not None else None

    @property
    def rw_id(self) -> int | None:
        """Whose head endorses, where the office uses it."""
        return self.rt.rw_id if self.rt is not None else None


def place(
    definition: ServiceDefinition,
    answers: Mapping[str, Any],
    *,
    subject_resident_id: int | None,
    known: Mapping[int, ResidentRecord] | None = None,
) -> Placement:
    """Where a submission with these clean answers belongs. `known` is what was read of the register already."""
    if definition.jurisdiction:
        return _by_address(definition.jurisdiction, answers.get(definition.jurisdiction))
    record = (known or {}).get(subject_resident_id or 0)
    if record is None and known is None and subject_resident_id is not None:
        record = residents.facts_of(subject_resident_id)
    if record is None:
        return Placement(
            errors={"subject": "Data kependudukan orang ini tidak ditemukan. Tanyakan ke kantor kelurahan."}
        )
    rt = RtRecord(
        id=record.rt_id, number=record.address.rt, rw=record.address.rw, rw_id=record.rw_id, office_id=record.office_id
    )
    return Placement(office=regions.office(record.office_id), rt=rt, errors={})


def placed(record: SubmissionRecord) -> Placement:
    """Where a submission went when it was sent."""
    office = regions.office(record.office_id) if record.office_id is not None else None
    return Placement(office=office, rt=regions.rt_by_id(record.rt_id) if record.rt_id is not None else None, errors={})


def misplaced(definition: ServiceDefinition, outcome: Outcome, *, begun_at: datetime) -> dict[str, str]:
    """What is wrong with the address of a page just sent: with its neighbourhood, or because its office does not offer this."""
    if definition.jurisdiction not in outcome.answers:
        return {}
    found = _by_address(definition.jurisdiction, outcome.answers[definition.jurisdiction])
    return {**closed(definition, found, begun_at=begun_at), **found.errors}


def refuse_closed(definition: ServiceDefinition, resident_id: int | None) -> None:
    """Raise DomainError `not_offered_here` where the office of a resident does not offer a service that it alone decides.

    Where an address decides, that is asked on the way.
    """
    if definition.jurisdiction or resident_id is None:
        return
    office_id = residents.office_of(resident_id)
    terms = catalogue.terms(office_id, definition.code)
    if office_id is not None and not terms.is_offered:
        office = regions.office(office_id)
        raise DomainError(
            "not_offered_here", office=office.name, service=definition.title, reason=terms.reason.rstrip(".")
        )


def closed(definition: ServiceDefinition, placement: Placement, *, begun_at: datetime) -> dict[str, str]:
    """By place, that the office does not offer this; nothing for what was begun while it did."""
    terms = catalogue.terms(placement.office_id, definition.code)
    if terms.is_offered or placement.office is None or (terms.off_since is not None and begun_at < terms.off_since):
        return {}
    sentence = say("%(office)s tidak melayani ini. %(reason)s", office=placement.office.name, reason=terms.reason)
    return {f"{definition.jurisdiction}.kelurahan" if definition.jurisdiction else "subject": sentence}


def _by_address(key: str, address: object) -> Placement:
    if not isinstance(address, Mapping):
        return Placement(errors={key: "Lengkapi alamatnya dulu"})
    try:
        office = regions.office_of_kelurahan(address["kelurahan"])
    except NotFound:
        return Placement(errors={f"{key}.kelurahan": "Pilih kelurahan di kota ini"})
    rt = regions.rt(office.region_code, address["rt"], address.get("rw"))
    if rt is None:
        where = " ".join(f"{name.upper()} {int(address[name])}" for name in ("rt", "rw") if address.get(name))
        sentence = say(
            "%(where)s tidak ada di Kelurahan %(kelurahan)s. Periksa nomor RT dan RW Anda",
            where=where,
            kelurahan=office.region_name,
        )
        return Placement(errors={f"{key}.rt": sentence})
    return Placement(office=office, rt=rt, errors={})
