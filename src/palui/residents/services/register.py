"""Filling the register in bulk, and correcting it by hand."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import transaction

from palui.audit import services as audit
from palui.kernel import clock
from palui.kernel.actors import Actor
from palui.kernel.errors import Conflict, DomainError, InvalidInput, NotFound
from palui.kernel.identifiers import Kk, Nik, mask_digits, new_token
from palui.regions import selectors as regions
from palui.residents import access, selectors
from palui.residents.domain import LABELS, MAY_BE_EMPTY, ResidentRecord, Sex, clean_field, name_key
from palui.residents.models import Resident, ResidentChange
from palui.residents.ports import Acting
from palui.residents.services.naming import add_names, renew_names

#: Source of what an officer corrected, and of whom an officer added.
CORRECTION = "Koreksi petugas"
BY_HAND = "Ditambah petugas"
_BATCH = 2000
_LONG_NUMBER = re.compile(r"\d(?:[ .-]?\d){7,}")


@dataclass(frozen=True, kw_only=True, slots=True)
class NewResident:
    """A person to be registered. `rt_id` lies in `office_id`."""

    nik: Nik
    kk: Kk
    name: str
    birth_place: str
    birth_date: date
    sex: Sex
    religion: str
    marital_status: str
    relation: str
    street: str
    office_id: int
    rt_id: int
    occupation: str = ""
    education: str = ""
    blood_type: str = ""
    nationality: str = "Indonesia"
    phone: str = ""


def register_many(*, people: Iterable[NewResident], register: str, at: datetime | None = None) -> int:
    """Add people in bulk; returns how many. `register` says where they come from ("Disdukcapil").

    Each 2,000 are one transaction, and an iterator is read as it goes, so that a million fits in little
    memory. Raises IntegrityError when a NIK is there already.
    """
    moment = at or clock.now()
    total = 0
    for batch in _batches(people):
        with transaction.atomic():
            add_names(
                Resident.objects.bulk_create([_resident(person, register=register, at=moment) for person in batch])
            )
        total += len(batch)
    return total


def _batches(people: Iterable[NewResident]) -> Iterator[list[NewResident]]:
    source = iter(people)
    while batch := list(islice(source, _BATCH)):
        yield batch


def _resident(person: NewResident, *, register: str, at: datetime) -> Resident:
    return Resident(
        public_id=new_token(),
        nik=person.nik.digits,
        nik_index=selectors.nik_index(person.nik),
        kk=person.kk.digits,
        kk_index=selectors.kk_index(person.kk),
        name=person.name,
        name_key=name_key(person.name),
        birth_place=person.birth_place,
        birth_date=person.birth_date,
        sex=person.sex.value,
        religion=person.religion,
        marital_status=person.marital_status,
        occupation=person.occupation,
        education=person.education,
        blood_type=person.blood_type,
        nationality=person.nationality,
        relation=person.relation,
        street=person.street,
        office_id=person.office_id,
        rt_id=person.rt_id,
        phone=person.phone,
        register=register,
        registered_at=at,
    )


def look_at(*, acting: Acting, public_id: str) -> ResidentRecord:
    """What the register says, for staff of the kelurahan; that they looked is recorded. Raises NotFound."""
    row, mandate = access.resident_for(acting, public_id)
    audit.record(by=acting.actor(mandate), action="resident.view", subject=subject_of(public_id))
    return selectors.record_of(row)


def look_for(
    *, acting: Acting, office_id: int, text: str, after: str = "", limit: int = selectors.PAGE
) -> selectors.ResidentPage:
    """Search among the people of one's own kelurahan; a search for somebody is recorded. Raises NotFound."""
    mandate = access.staff_mandate(acting, office_id)
    if mandate is None:
        raise NotFound("office", office_id)
    if text.strip() and not after:
        audit.record(by=acting.actor(mandate), action="resident.search", subject=f"register:{office_id}")
    return selectors.search(office_id=office_id, text=text, after=after, limit=limit)


@transaction.atomic
def correct(*, acting: Acting, public_id: str, changes: Mapping[str, object], reason: str) -> tuple[str, ...]:
    """Correct fields of a resident of one's own kelurahan; returns the names of the fields that changed.

    Fields are those of `domain.LABELS`; RT and RW are given by number and must exist in the kelurahan.
    What stood there before is kept with its source. Raises NotFound, InvalidInput by field, and Conflict
    `nik_taken` when another person has the NIK.
    """
    row, mandate = access.resident_for(acting, public_id, lock=True)
    before = _plain(selectors.record_of(row))
    cleaned = _cleaned(changes, reason=reason, rt=before["rt"], rw=before["rw"], kelurahan=row.office.region_id)
    rt_id = cleaned.pop("rt_id")
    changed = {name: value for name, value in cleaned.items() if value != before[name]}
    if not changed:
        return ()
    _keep_old(row, before, changed, actor=acting.actor(mandate), reason=_without_numbers(reason))
    _write(row, changed, rt_id=rt_id)
    labels = ", ".join(LABELS[name] for name in changed)
    audit.record(
        by=acting.actor(mandate),
        action="resident.correct",
        subject=subject_of(public_id),
        fields=labels,
        reason=_without_numbers(reason),
    )
    return tuple(changed)


@transaction.atomic
def add_by_hand(
    *, acting: Acting, office_id: int, fields: Mapping[str, object], reason: str, even_if_alike: bool = False
) -> str:
    """Register somebody who stands at the counter and is in no list yet; returns the public id.

    `fields` are those of `domain.LABELS`. Raises NotFound for whoever is not staff of the office, InvalidInput by
    field, Conflict `nik_taken`, and Conflict `person_alike` when somebody here has the same name and birth date
    (then it must be said that it is another person: `even_if_alike`).
    """
    mandate = access.staff_mandate(acting, office_id)
    if mandate is None:
        raise NotFound("office", office_id)
    given = {"nationality": "Indonesia", **{name: fields.get(name, "") for name in LABELS if fields.get(name)}}
    missing = {name: "" for name in LABELS if name not in MAY_BE_EMPTY}
    values = _cleaned(missing | given, reason=reason, rt="", rw="", kelurahan=regions.office(office_id).region_code)
    nik, kk = Nik(values["nik"]), Kk(values["kk"])
    if Resident.objects.filter(nik_index=selectors.nik_index(nik)).exists():
        raise Conflict("nik_taken")
    alike = Resident.objects.filter(
        office_id=office_id, name_key=name_key(values["name"]), birth_date=values["birth_date"]
    )
    if not even_if_alike and alike.exists():
        raise Conflict("person_alike")
    columns = {name: values[name] for name in values if name not in {"nik", "kk", "rt", "rw", "sex"}}
    person = _resident(
        NewResident(nik=nik, kk=kk, sex=Sex(values["sex"]), office_id=office_id, **columns),
        register=BY_HAND,
        at=clock.now(),
    )
    person.save(force_insert=True)
    add_names([person])
    audit.record(
        by=acting.actor(mandate),
        action="resident.add",
        subject=subject_of(person.public_id),
        reason=_without_numbers(reason),
    )
    return person.public_id


def subject_of(public_id: str) -> str:
    """The name of a resident's chain in the audit record."""
    return f"resident:{public_id}"


def _plain(record: ResidentRecord) -> dict[str, Any]:
    address = {"street": record.address.street, "rt": record.address.rt, "rw": record.address.rw}
    numbers = {"nik": record.nik.digits, "kk": record.kk.digits}
    return {name: {**address, **numbers}.get(name, getattr(record, name, None)) for name in LABELS}


def _cleaned(changes: Mapping[str, object], *, reason: str, rt: str, rw: str, kelurahan: str) -> dict[str, Any]:
    errors: dict[str, str] = {}
    values: dict[str, Any] = {}
    for name, value in changes.items():
        try:
            values[name] = clean_field(name, value, today=clock.today())
        except DomainError as error:
            errors[name] = SENTENCES.get(error.code, "Isian ini perlu diperiksa lagi.") % error.params
    if not reason.strip():
        errors["reason"] = "Tulis alasan perbaikan, misalnya nomor dokumen yang dilihat."
    found = regions.rt(kelurahan, str(values.get("rt", rt)), str(values.get("rw", rw)) or None)
    if found is None and {"rt", "rw"} & set(values):
        errors["rt"] = "RT dan RW ini tidak ada di kelurahan Anda."
    if errors:
        raise InvalidInput(errors)
    if found is not None and {"rt", "rw"} & set(values):
        values["rt"], values["rw"] = found.number, found.rw
    values["rt_id"] = found.id if found is not None else None
    return values


#: What is said beside a field that cannot be kept.
SENTENCES: dict[str, str] = {
    "field_empty": "%(label)s tidak boleh kosong.",
    "field_too_long": "%(label)s paling panjang %(longest)s huruf.",
    "field_choice": "Pilih salah satu.",
    "field_date": "Tanggal ini tidak masuk akal. Tulis misalnya 1990-02-28.",
    "field_unknown": "Isian ini tidak dikenal.",
    "nik_length": "NIK terdiri dari 16 angka.",
    "nik_digits": "NIK hanya berisi angka.",
    "nik_region": "Enam angka pertama NIK tidak dikenal.",
    "nik_date": "Tanggal lahir di dalam NIK tidak masuk akal.",
    "kk_length": "Nomor KK terdiri dari 16 angka.",
    "kk_digits": "Nomor KK hanya berisi angka.",
    "kk_region": "Enam angka pertama nomor KK tidak dikenal.",
    "phone_invalid": "Nomor telepon ini tidak dikenal. Tulis misalnya 0812-3456-7781.",
}


def _keep_old(
    row: Resident, before: Mapping[str, Any], changed: Mapping[str, Any], *, actor: Actor, reason: str
) -> None:
    now = clock.now()
    common = (row.register, row.registered_at.isoformat())
    for name, value in changed.items():
        source, at = row.sources.get(name, common)
        ResidentChange.objects.create(
            resident=row,
            field=name,
            before=before[name],
            after=value,
            source_before=source,
            source_at=datetime.fromisoformat(at),
            reason=reason,
            by_name=actor.name,
            by_title=actor.title,
            by_user_id=actor.user_id,
            at=now,
        )
        row.sources[name] = [CORRECTION, now.isoformat()]


def _write(row: Resident, changed: Mapping[str, Any], *, rt_id: int | None) -> None:
    columns = {name: value for name, value in changed.items() if name not in {"rt", "rw"}}
    if "name" in columns:
        columns["name_key"] = name_key(columns["name"])
    if "kk" in columns:
        columns["kk_index"] = selectors.kk_index(Kk(columns["kk"]))
    if "nik" in columns:
        columns["nik_index"] = selectors.nik_index(Nik(columns["nik"]))
        if Resident.objects.filter(nik_index=columns["nik_index"]).exclude(pk=row.pk).exists():
            raise Conflict("nik_taken")
    if {"rt", "rw"} & set(changed):
        columns["rt_id"] = rt_id
    for name, value in columns.items():
        setattr(row, name, value)
    row.save(update_fields=[*columns, "sources"])
    if "name" in columns:
        renew_names([row])


def _without_numbers(text: str) -> str:
    """The record is read by many: long numbers in a reason are masked."""
    return _LONG_NUMBER.sub(lambda found: mask_digits(re.sub(r"\D", "", found[0])), " ".join(text.split()))[:300]
