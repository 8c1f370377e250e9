"""The letter of a service that is only being tried out: made-up people, no number, no link, and CONTOH across the page."""

from collections.abc import Mapping
from typing import Any

from palui.accounts.domain import ROLE_NAMES
from palui.cases.domain import ROLE_OF
from palui.catalogue import selectors as catalogue
from palui.catalogue.domain import Said, ServiceDefinition, StepKind, at_line, checksum_of
from palui.formspec import DefinitionError, FormSpec, example, summary
from palui.kernel import clock
from palui.kernel.errors import DomainError, NotFound, PermanentFailure
from palui.letters.domain import (
    FOOTER_EXAMPLE,
    TRY_OUT_WATERMARK,
    Confirmed,
    FurtherPlace,
    LetterContent,
    Row,
    Signatory,
    last_day,
)
from palui.letters.selectors import emblem
from palui.letters.services import composing, rendering
from palui.regions import selectors as regions
from palui.regions.domain import OfficeKind
from palui.regions.selectors import OfficeRecord
from palui.ui.domain import day_in_words

#: Whom the letter is about; the number is of a district that exists nowhere.
_PERSON = (
    ("subjek.nama", "Nama", "Siti Rahmah"),
    ("subjek.nik", "NIK", "6371994203910001"),
    ("subjek.ttl", "Tempat, tanggal lahir", "Banjarmasin, 2 Maret 1991"),
    ("subjek.jenis_kelamin", "Jenis kelamin", "Perempuan"),
    ("subjek.agama", "Agama", "Islam"),
    ("subjek.status_perkawinan", "Status perkawinan", "Kawin"),
    ("subjek.pekerjaan", "Pekerjaan", "Pedagang"),
    ("subjek.kewarganegaraan", "Kewarganegaraan", "Indonesia"),
    ("subjek.alamat", "Alamat", "Jl. Sungai Jingah Gg. Keluarga No. 8, RT 12 RW 02"),
)
_FACTS = {
    "subject": "Siti Rahmah",
    "applicant": "Rahmat Hidayat",
    "relation": "Istri",
    "address": "Jl. Sungai Jingah Gg. Keluarga No. 8, RT 12 RW 02",
    "kk": "6371990101100012",
    "born": "1991-03-02",
    "rt_title": "Ketua RT 12 RW 02",
}


def try_out(
    *, definition: ServiceDefinition, answers: Mapping[str, Any] | None = None, ppi: float = 96
) -> tuple[bytes, ...]:
    """Every page of the letter as PNG, with those answers (clean, else made by example).

    Raises DomainError `service_has_no_letter`, PermanentFailure for a template that is missing or cannot be drawn.
    """
    return rendering.pictures(try_out_content(definition, answers), at=clock.now(), ppi=ppi)


def try_to_print(*, definition: ServiceDefinition) -> bytes:
    """The same as the archivable PDF that would be signed. Raises what `try_out` raises, and for signs no font has."""
    return rendering.render(try_out_content(definition, None), at=clock.now())


def check_bundled() -> None:
    """Raises DefinitionFileError for a definition that comes with Palui, is not offered yet, and whose letter cannot be made.

    Before there are offices, no letter can be.
    """
    if not regions.offices(kind=OfficeKind.KELURAHAN):
        catalogue.read_bundled()
        return
    offered = {record.checksum for record in catalogue.offered()}
    for file, text in catalogue.bundled_files():
        definition = catalogue.read_file(file, text)
        if definition.letter is None or checksum_of(definition.data) in offered:
            continue
        try:
            try_to_print(definition=definition)
        except PermanentFailure as failure:
            place = "letter.template" if definition.letter.template else "letter.body"
            raise at_line(DefinitionError(place, f"cannot be drawn: {failure}"), text=text, file=file) from failure


def try_out_content(definition: ServiceDefinition, answers: Mapping[str, Any] | None) -> LetterContent:
    """What such a letter says. Raises DomainError `service_has_no_letter`."""
    letter = definition.letter
    if letter is None:
        raise DomainError("service_has_no_letter")
    office = _office()
    said = _said(definition.form, answers)
    reports = {step.key: _said(step.form, None) for step in definition.route if step.form is not None}
    facts = _facts(definition)
    signers = [step.who for step in definition.route if step.kind is StepKind.SIGN] or ["lurah"]
    position = _position(signers[0], office)
    authority = ", ".join([position, *_places(office)])
    words = {place: Said(value) for place, _, value in _PERSON}
    words |= {
        "kantor.lurah": Said(authority),
        "kantor.tempat": Said(office.place),
        "subjek.almarhum": Said("almarhumah"),
    }
    words |= composing.words_of(said, reports, facts)
    given = (said[key]["text"] for key in letter.purpose if key in said)
    return LetterContent(
        template=letter.template or composing.WORDED,
        title=letter.title,
        number="",
        letterhead=composing.letterhead_of(office),
        authority=authority,
        subject=tuple(Row(label=label, value=value) for _, label, value in _PERSON),
        signatory=Signatory(position=(position,), name="…"),
        place=office.place,
        date=day_in_words(clock.today()),
        link="",
        footer=FOOTER_EXAMPLE,
        code=TRY_OUT_WATERMARK,
        purpose=next(given, ""),
        answers=said,
        reports=reports,
        facts=facts,
        further=tuple(
            FurtherPlace(order=order, label=_position(who, office)) for order, who in enumerate(signers[1:], start=2)
        ),
        confirmed=_confirmed(definition, said),
        logo=emblem(office.letterhead.logo),
        watermark=TRY_OUT_WATERMARK,
        wording=composing.filled(letter.wording, words, said) if letter.wording is not None else (),
    )


def _said(form: FormSpec, answers: Mapping[str, Any] | None) -> dict[str, dict[str, Any]]:
    choices = catalogue.choices()
    given = answers if answers is not None else example(form, choices=choices)
    return {
        row.key: {"value": given.get(row.key), "text": row.text}
        for group in summary(form, given, choices=choices)
        for row in group.rows
        if row.is_answered and not row.file
    }


def _facts(definition: ServiceDefinition) -> dict[str, str]:
    today = day_in_words(clock.today())
    facts = _FACTS | {"submitted_on": today}
    kinds = {step.kind for step in definition.route}
    if StepKind.ENDORSE in kinds:
        facts["endorsed_on"] = today
    if StepKind.INSPECT in kinds:
        facts["inspected_on"] = today
    until = last_day(clock.today(), definition.validity_months)
    return facts | ({"valid_until": day_in_words(until)} if until is not None else {})


def _confirmed(definition: ServiceDefinition, said: Mapping[str, Mapping[str, Any]]) -> tuple[Confirmed, ...]:
    """Everybody who would be asked, as if they had confirmed by their link."""
    return tuple(
        Confirmed(
            step=step.key,
            name=answer["text"],
            capacity=definition.form.by_key[step.of].item_label,
            how="tautan sekali pakai",
            when=day_in_words(clock.today()),
        )
        for step in definition.route
        if step.kind is StepKind.CONFIRM and step.of in definition.form.by_key
        for key, answer in said.items()
        if key.startswith(f"{step.of}.") and key.endswith(".nama")
    )


def _office() -> OfficeRecord:
    for office in regions.offices(kind=OfficeKind.KELURAHAN):
        return office
    raise NotFound("office")


def _position(who: str, office: OfficeRecord) -> str:
    place = office.kecamatan_name if who == "camat" else office.region_name
    return f"{ROLE_NAMES[ROLE_OF[who]]} {place}"


def _places(office: OfficeRecord) -> tuple[str, ...]:
    return tuple(filter(None, (f"Kecamatan {office.kecamatan_name}", office.city_name)))
