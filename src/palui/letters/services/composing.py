"""What a letter says, put together from case, register, office and signatory. Nothing here knows a service by name."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import translation

from palui.accounts import selectors as accounts
from palui.accounts.domain import ROLE_NAMES, Acting, Capacity, MandateRecord
from palui.cases.domain import ROLE_OF, StepState
from palui.cases.selectors import CaseRecord, SigningTask, StepRecord
from palui.catalogue.domain import Said, StepKind, Wording
from palui.formspec import FormSpec, summary
from palui.intake import selectors as intake
from palui.kernel import clock
from palui.kernel.errors import DomainError
from palui.letters.domain import (
    FOOTER_LOCAL,
    FOOTER_PREVIEW,
    PRACTICE_WATERMARK,
    PREVIEW_WATERMARK,
    Confirmed,
    FurtherPlace,
    LetterContent,
    Letterhead,
    Row,
    Signatory,
    last_day,
    signatory,
)
from palui.letters.selectors import emblem
from palui.regions import selectors as regions
from palui.regions.selectors import OfficeRecord
from palui.residents import selectors as residents
from palui.residents.domain import ResidentRecord, Sex
from palui.ui.domain import day_in_words, moment_in_words

#: Of every letter (Law 24/2009 art. 28), whatever language its signatory reads.
LANGUAGE = "id"
#: The template of letters whose words stand in their definition.
WORDED = "worded"
#: Who signs where a route does not say.
_USUAL = "lurah"


def signed_content(task: SigningTask, *, mandate: MandateRecord, number: str, link: str, at: datetime) -> LetterContent:
    """The letter as it will be signed with that mandate at that moment."""
    with translation.override(LANGUAGE):
        return _content(
            task,
            office=regions.office(mandate.office_id),
            authority=_authority(mandate),
            block=signature_block(mandate),
            on=clock.local(at).date(),
            number=number,
            link=link,
            footer=FOOTER_LOCAL,
            watermark=PRACTICE_WATERMARK if settings.PALUI_PRACTICE else "",
        )


def preview_content(task: SigningTask, *, mandate: MandateRecord | None) -> LetterContent:
    """The same letter before it is signed: no number, no link. Without a mandate, as its usual signatory would sign."""
    mandate = mandate or _usual_mandate(task.case)
    if mandate is not None:
        office, authority, block = regions.office(mandate.office_id), _authority(mandate), signature_block(mandate)
    else:
        who = signing_role(task.case)
        office = regions.office(_signing_office_id(task.case, who))
        authority = _position(who, office)
        block = Signatory(position=(authority,), name="…")
    with translation.override(LANGUAGE):
        return _content(
            task,
            office=office,
            authority=authority,
            block=block,
            on=clock.today(),
            number="",
            link="",
            footer=FOOTER_PREVIEW,
            watermark=PREVIEW_WATERMARK,
        )


def mandate_to_sign(acting: Acting, case: CaseRecord) -> MandateRecord | None:
    """The mandate with which this person gives the signature whose turn it is (before any: the first), or None."""
    steps = sign_steps(case)
    return _held(acting, case, steps[order_of(case) - 1].who if steps else _USUAL)


def mandate_to_number(acting: Acting, case: CaseRecord) -> MandateRecord | None:
    """The mandate with which this person gives the first signature, and so decides about the letter, or None."""
    return _held(acting, case, signing_role(case))


def signing_role(case: CaseRecord) -> str:
    """Who signs letters of this case first: "lurah" or "camat"."""
    return next((step.who for step in sign_steps(case)), _USUAL)


def sign_steps(case: CaseRecord) -> tuple[StepRecord, ...]:
    """The steps that sign, in their order."""
    return tuple(step for step in case.steps if step.kind is StepKind.SIGN)


def order_of(case: CaseRecord) -> int:
    """Which signature comes next, from 1."""
    done = sum(step.state is StepState.DONE for step in sign_steps(case))
    return min(done + 1, max(1, len(sign_steps(case))))


def further_places(case: CaseRecord) -> tuple[FurtherPlace, ...]:
    """Whose signatures come after the first."""
    return tuple(
        FurtherPlace(order=order, label=_position(step.who, regions.office(_signing_office_id(case, step.who))))
        for order, step in enumerate(sign_steps(case)[1:], start=2)
    )


def signature_block(mandate: MandateRecord) -> Signatory:
    """Who signs with that mandate, as it is shown."""
    who = accounts.person(mandate.user_id)
    return signatory(
        title=mandate.title, capacity=mandate.capacity, name=who.name, rank=who.rank, nip=_spaced_nip(who.nip)
    )


def valid_until(task: SigningTask, signed_on: date) -> date | None:
    """The letter's last day, or None when it does not run out."""
    return last_day(signed_on, task.submission.service.definition.validity_months)


def _content(
    task: SigningTask,
    *,
    office: OfficeRecord,
    authority: str,
    block: Signatory,
    on: date,
    number: str,
    link: str,
    footer: str,
    watermark: str,
) -> LetterContent:
    definition = task.submission.service.definition
    if definition.letter is None:
        raise DomainError("service_has_no_letter")
    person = _subject(task)
    answers = _answers(definition.form, task.submission.answers)
    given = (answers[key]["text"] for key in definition.letter.purpose if key in answers)
    reports, facts = _reports(task), _facts(task, person, on)
    authority = ", ".join([authority, *_places(office)])
    wording = definition.letter.wording
    words = _words_of_person(person) | {"kantor.lurah": Said(authority), "kantor.tempat": Said(office.place)}
    return LetterContent(
        template=definition.letter.template or WORDED,
        title=definition.letter.title,
        number=number,
        letterhead=letterhead_of(office),
        authority=authority,
        subject=_identity(task, person),
        signatory=block,
        place=office.place,
        date=day_in_words(on),
        link=link,
        footer=footer,
        code=task.case.code,
        purpose=next(given, ""),
        answers=answers,
        reports=reports,
        facts=facts,
        further=further_places(task.case),
        confirmed=_confirmed(task),
        logo=emblem(office.letterhead.logo),
        watermark=watermark,
        wording=filled(wording, words | words_of(answers, reports, facts), answers) if wording is not None else (),
    )


def filled(
    wording: Wording, words: Mapping[str, Said], answers: Mapping[str, Mapping[str, Any]]
) -> tuple[Mapping[str, Any], ...]:
    """What a letter says, for its layout."""
    return tuple(wording.filled(words, _repeated(answers)))


def words_of(
    answers: Mapping[str, Mapping[str, Any]],
    reports: Mapping[str, Mapping[str, Mapping[str, Any]]],
    facts: Mapping[str, str],
) -> dict[str, Said]:
    """What a wording may fill in (`catalogue.domain.wording.CASE_WORDS`, and the answers)."""
    words = {key: Said(said["text"], said["value"]) for key, said in answers.items()}
    for step, report in reports.items():
        words |= {f"{step}.{key}": Said(said["text"], said["value"]) for key, said in report.items()}
    return words | {word: Said(facts[key]) for word, key in _WORDS_OF_FACTS.items() if key in facts}


def _words_of_person(person: ResidentRecord | None) -> dict[str, Said]:
    if person is None:
        return {}
    return {
        "subjek.nik": Said(person.nik.digits),
        "subjek.ttl": Said(f"{person.birth_place}, {day_in_words(person.birth_date)}"),
        "subjek.jenis_kelamin": Said(person.sex.label),
        "subjek.agama": Said(person.religion),
        "subjek.status_perkawinan": Said(person.marital_status),
        "subjek.pekerjaan": Said(person.occupation),
        "subjek.kewarganegaraan": Said(person.nationality),
        "subjek.almarhum": Said("almarhumah" if person.sex is Sex.FEMALE else "almarhum"),
    }


_WORDS_OF_FACTS = {
    "subjek.nama": "subject",
    "subjek.alamat": "address",
    "subjek.kk": "kk",
    "subjek.hubungan": "relation",
    "pemohon.nama": "applicant",
    "berkas.diajukan": "submitted_on",
    "berkas.diperiksa": "inspected_on",
    "berkas.ketua_rt": "rt_title",
    "berkas.disetujui_rt": "endorsed_on",
    "berkas.berlaku_sampai": "valid_until",
}


def _repeated(answers: Mapping[str, Mapping[str, Any]]) -> dict[str, list[dict[str, str]]]:
    """The items of each repeated question: what was answered in them, as printed."""
    found: dict[str, dict[int, dict[str, str]]] = {}
    for place, said in answers.items():
        parts = place.split(".")
        if len(parts) == 3 and parts[1].isdigit():
            found.setdefault(parts[0], {}).setdefault(int(parts[1]), {})[parts[2]] = said["text"]
    return {key: [items[number] for number in sorted(items)] for key, items in found.items()}


def _held(acting: Acting, case: CaseRecord, who: str) -> MandateRecord | None:
    return acting.holds(ROLE_OF[who], office_id=_signing_office_id(case, who))


def _position(who: str, office: OfficeRecord) -> str:
    return f"{ROLE_NAMES[ROLE_OF[who]]} {office.region_name}"


def letterhead_of(office: OfficeRecord) -> Letterhead:
    """The head of an office's papers, in lines."""
    head = office.letterhead
    address = " ".join(filter(None, (head.address, head.postal_code)))
    phone = f"Telepon {head.phone}" if head.phone else ""
    return Letterhead(
        lines=head.lines, address=address, contact=" · ".join(filter(None, (phone, head.email, head.website)))
    )


def _authority(mandate: MandateRecord) -> str:
    """Who states it: the head of the office, also when somebody signs on behalf."""
    title = mandate.title.split(", ")[0]
    return title.removeprefix("a.n. ") if mandate.capacity is Capacity.AN else title


def _places(office: OfficeRecord) -> tuple[str, ...]:
    district = f"Kecamatan {office.kecamatan_name}" if office.kecamatan_name != office.region_name else ""
    return tuple(filter(None, (district, office.city_name)))


def _signing_office_id(case: CaseRecord, who: str) -> int:
    return case.district_office_id if who == "camat" and case.district_office_id is not None else case.office_id


def _usual_mandate(case: CaseRecord) -> MandateRecord | None:
    role = ROLE_OF[signing_role(case)]
    office_id = _signing_office_id(case, signing_role(case))
    for person in accounts.holders_of(role, office_id=office_id):
        return accounts.mandate_of(person.id, role, office_id=office_id)
    return None


def _subject(task: SigningTask) -> ResidentRecord | None:
    resident_id = task.submission.subject.resident_id
    return residents.facts_of(resident_id) if resident_id is not None else None


def _identity(task: SigningTask, person: ResidentRecord | None) -> tuple[Row, ...]:
    if person is None:
        return (Row(label="Nama", value=task.case.subject_name),)
    rows = (
        ("Nama", person.name),
        ("NIK", person.nik.digits),
        ("Tempat, tanggal lahir", f"{person.birth_place}, {day_in_words(person.birth_date)}"),
        ("Jenis kelamin", person.sex.label),
        ("Agama", person.religion),
        ("Status perkawinan", person.marital_status),
        ("Pekerjaan", person.occupation),
        ("Kewarganegaraan", person.nationality),
        ("Alamat", person.address.one_line),
    )
    return tuple(Row(label=label, value=value) for label, value in rows)


def _answers(form: FormSpec, answers: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    groups = summary(form, answers, choices=intake.choices())
    return {
        row.key: {"value": answers.get(row.key), "text": row.text}
        for group in groups
        for row in group.rows
        if row.is_answered and not row.file
    }


def _reports(task: SigningTask) -> dict[str, dict[str, dict[str, Any]]]:
    forms = {step.key: step.form for step in task.submission.service.definition.route}
    return {key: _answers(form, report) for key, report in task.reports.items() if (form := forms.get(key)) is not None}


def _confirmed(task: SigningTask) -> tuple[Confirmed, ...]:
    """Who confirmed what the letter says, in the order of the route and the form."""
    return tuple(
        Confirmed(
            step=item.step,
            name=item.name,
            capacity=item.role,
            how=item.how.words if item.how is not None else "",
            when=moment_in_words(item.answered_at) if item.answered_at is not None else "",
        )
        for item in task.confirmations
    )


def _facts(task: SigningTask, person: ResidentRecord | None, on: date) -> dict[str, str]:
    """Words of the case that a template may use; what is not known is left out."""
    facts: dict[str, str] = {"subject": task.case.subject_name, "applicant": task.case.applicant_name}
    if person is not None:
        facts["subject"] = person.name
        facts["address"] = person.address.one_line
        facts["kk"] = person.kk.digits
        facts["born"] = person.birth_date.isoformat()
    if task.submission.subject.relation and task.case.subject_name != task.case.applicant_name:
        facts["relation"] = task.submission.subject.relation
    if task.submission.submitted_at is not None:
        facts["submitted_on"] = day_in_words(clock.local(task.submission.submitted_at).date())
    facts |= _facts_of_steps(task.case)
    until = valid_until(task, on)
    if until is not None:
        facts["valid_until"] = day_in_words(until)
    return facts


def _facts_of_steps(case: CaseRecord) -> dict[str, str]:
    facts: dict[str, str] = {}
    for step in case.steps:
        if step.state is not StepState.DONE or step.done_at is None:
            continue
        done_on = day_in_words(clock.local(step.done_at).date())
        if step.kind is StepKind.INSPECT:
            facts["inspected_on"] = done_on
        elif step.who == "rt" and case.rt_id is not None:
            facts |= {"rt_title": f"Ketua {regions.rt_by_id(case.rt_id).label}", "endorsed_on": done_on}
    return facts


def _spaced_nip(digits: str) -> str:
    """A civil servant's number as it is written: "19760412 199803 2 004"."""
    return f"{digits[:8]} {digits[8:14]} {digits[14]} {digits[15:]}" if len(digits) == 18 else digits
