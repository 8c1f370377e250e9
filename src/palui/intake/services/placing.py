"""Which office and which neighbourhood decide: read from the address that the definition names, else the register."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from palui.catalogue.domain import ServiceDefinition
from palui.formspec import Outcome, validate
from palui.intake.selectors import SubmissionRecord, choices
from palui.kernel.errors import NotFound
from palui.regions import selectors as regions
from palui.residents import selectors as residents


@dataclass(frozen=True, kw_only=True)
class Placement:
    """Ids of the office, RT and RW; or sentences that say, by place, why there is none."""

    office_id: int | None = None
    rt_id: int | None = None
    rw_id: int | None = None
    errors: Mapping[str, str]


def place(definition: ServiceDefinition, answers: Mapping[str, Any], *, subject_resident_id: int | None) -> Placement:
    """Where a submission with these clean answers belongs."""
    if definition.jurisdiction:
        return _by_address(definition.jurisdiction, answers.get(definition.jurisdiction))
    record = residents.facts_of(subject_resident_id) if subject_resident_id is not None else None
    if record is None:
        return Placement(
            errors={"subject": "Data kependudukan orang ini tidak ditemukan. Tanyakan ke kantor kelurahan."}
        )
    return Placement(office_id=record.office_id, rt_id=record.rt_id, rw_id=record.rw_id, errors={})


def placement_of(record: SubmissionRecord) -> Placement:
    """Where a submission belongs, a draft as far as its answers say it."""
    if record.office_id is not None:
        return Placement(office_id=record.office_id, rt_id=record.rt_id, rw_id=record.rw_id, errors={})
    definition = record.service.definition
    clean = validate(definition.form, record.answers, choices=choices()).answers
    return place(definition, clean, subject_resident_id=record.subject.resident_id)


def misplaced(definition: ServiceDefinition, outcome: Outcome) -> dict[str, str]:
    """What is wrong with the address of a page just sent, as far as the city's neighbourhoods say."""
    if definition.jurisdiction not in outcome.answers:
        return {}
    return dict(_by_address(definition.jurisdiction, outcome.answers[definition.jurisdiction]).errors)


def _by_address(key: str, address: object) -> Placement:
    if not isinstance(address, Mapping):
        return Placement(errors={key: "Lengkapi alamatnya dulu"})
    try:
        office = regions.office_of_kelurahan(address["kelurahan"])
    except NotFound:
        return Placement(errors={f"{key}.kelurahan": "Pilih kelurahan di kota ini"})
    rt = regions.rt(office.region_code, address["rt"], address.get("rw"))
    if rt is None:
        where = f"RT {int(address['rt'])} RW {int(address['rw'])}"
        sentence = f"{where} tidak ada di Kelurahan {office.region_name}. Periksa nomor RT dan RW Anda"
        return Placement(errors={f"{key}.rt": sentence})
    return Placement(office_id=office.id, rt_id=rt.id, rw_id=rt.rw_id, errors={})
