"""Cases under way in the kelurahan of the named people, so that every desk has something on it."""

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from palui.accounts import selectors as accounts
from palui.accounts import services as accounts_services
from palui.accounts.domain import Acting, Role
from palui.accounts.selectors import PersonRecord
from palui.accounts.services import NewPerson
from palui.cases import services as cases
from palui.intake import selectors as intake_read
from palui.intake import services as intake
from palui.intake.domain import Channel
from palui.kernel import clock
from palui.kernel.actors import SYSTEM
from palui.kernel.errors import NotFound
from palui.practice.domain import cast
from palui.practice.domain.answers import answers_for
from palui.practice.models import PracticeCity
from palui.practice.services.filling import Progress
from palui.practice.services.signing import acting_as
from palui.regions import selectors as regions
from palui.residents import selectors as residents
from palui.residents.domain import ResidentRecord

#: Service and whose turn it becomes; "correction" is the applicant's.
STAGES = (
    ("domisili", "rt"),
    ("domisili", "officer"),
    ("domisili", "lurah"),
    ("sktm", "rw"),
    ("domisili", "correction"),
    ("sktm", "inspection"),
    ("sktm", "rt"),
    ("domisili", "rw"),
    ("sktm", "officer"),
    ("domisili", "lurah"),
    ("domisili", "officer"),
    ("domisili", "lurah"),
)
_EVIDENCE = {"domisili": ("foto_rumah",), "sktm": ("surat_pernyataan", "foto_rumah")}
_OLD_ENOUGH = 19
_LOOKED_AT = 200
_PREFIX = "warga-sj-"
_DARK = "Fotonya gelap. Tolong ulangi dari depan rumah, saat terang."


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """Somebody who asks, with an account and a household."""

    acting: Acting
    record: ResidentRecord
    people: int


def open_present(*, progress: Progress) -> None:
    """Ask for letters and take each as far as its stage; goes on where it was interrupted."""
    row = PracticeCity.objects.get()
    if row.under_way >= len(STAGES):
        return
    office = regions.office_of_kelurahan(cast.KELURAHAN)
    people = _applicants(office.id)
    for number, ((service, stage), applicant) in enumerate(zip(STAGES, people, strict=False), start=1):
        if number > row.under_way:
            _advance(_ask(service, applicant, number), stage, office_id=office.id)
            row.under_way = number
            row.save(update_fields=["under_way"])
            progress("Berkas berjalan", number, len(STAGES))
    row.under_way = len(STAGES)  # also where fewer people live than there are stages
    row.save(update_fields=["under_way"])


def _applicants(office_id: int) -> tuple[Applicant, ...]:
    """Heads of households, each with an account; made once, found again later. RT 12 and RW 02 come first."""
    named = {person.name for household in cast.HOUSEHOLDS for person in household}
    heads: list[tuple[ResidentRecord, PersonRecord | None, int]] = []
    for household in sorted(residents.households_of_office(office_id, limit=_LOOKED_AT), key=_farness):
        head = household[0]
        if len(heads) == len(STAGES) or head.name in named or head.age(clock.today()) < _OLD_ENOUGH:
            continue
        account = accounts.account_of_resident(head.id)
        if account is None or account.username.startswith(_PREFIX):
            heads.append((head, account, len(household)))
    new = {
        head.id: NewPerson(
            username=f"{_PREFIX}{number:02d}",
            name=head.name,
            phone=f"+6281200000{number:03d}",
            email=f"{_PREFIX}{number:02d}@{cast.EMAIL_DOMAIN}",
            resident_id=head.id,
        )
        for number, (head, account, _) in enumerate(heads, start=1)
        if account is None
    }
    if new:
        accounts_services.create_people(by=SYSTEM, people=list(new.values()), password=cast.PASSWORD)
    return tuple(
        Applicant(acting=_as_resident(account or accounts.account_of_resident(head.id)), record=head, people=people)
        for head, account, people in heads
    )


def _farness(household: Sequence[ResidentRecord]) -> int:
    """The RT of the named people is nearest, then the rest of their RW, then the others."""
    address = household[0].address
    if (address.rt, address.rw) == (cast.RT, cast.RW):
        return 0
    return 1 if address.rw == cast.RW else 2


def _as_resident(person: PersonRecord | None) -> Acting:
    if person is None:
        raise NotFound("person")
    return Acting(user_id=person.id, name=person.name, phone=person.phone, resident_id=person.resident_id, mandates=())


def _ask(service: str, applicant: Applicant, number: int) -> str:
    """A submission, filled in and sent from a phone; its code."""
    acting = applicant.acting
    luck = random.Random(f"palui/berjalan/{number}")  # noqa: S311 - made-up cases, the same every time
    code = intake.start_draft(acting=acting, service_code=service, channel=Channel.PHONE)
    raw = answers_for(
        service,
        luck,
        address=applicant.record.as_context()["address"],
        people=applicant.people,
        job=applicant.record.occupation,
        on=clock.today(),
    )
    intake.save_answers(acting=acting, code=code, raw=raw)
    for key in _EVIDENCE[service]:
        intake.attach_evidence(acting=acting, code=code, key=key, content=_picture(luck), filename=f"{key}.jpg")
    intake.submit(acting=acting, code=code)
    return code


def _advance(code: str, stage: str, *, office_id: int) -> None:
    """Let everybody before this stage do their part."""
    desk = {
        (held.mandate.role, held.mandate.rt_id or held.mandate.rw_id): acting_as(held)
        for held in reversed(accounts.mandates_of_office(office_id))
        if held.state == "now"
    }
    case = intake_read.submission(code)
    officer = desk[Role.OFFICER, None]
    if stage == "rt":
        return
    cases.endorse(acting=desk[Role.RT_HEAD, case.rt_id], code=code)
    if stage == "rw":
        return
    cases.endorse(acting=desk[Role.RW_HEAD, case.rw_id], code=code)
    if stage == "officer":
        return
    if stage == "correction":
        cases.ask_correction(acting=officer, code=code, items=[("foto_rumah", _DARK)])
        return
    cases.verify(acting=officer, code=code, note="Data cocok dengan daftar penduduk.")


def _picture(luck: random.Random) -> bytes:
    """A drawn house that is plainly no photo of anybody's."""
    tone = luck.choice(("#8cc9d3", "#cfe8ec", "#f6d98a"))
    picture = Image.new("RGB", (960, 720), tone)
    pen = ImageDraw.Draw(picture)
    pen.polygon([(180, 330), (480, 140), (780, 330)], fill="#12262c")
    pen.rectangle((230, 330, 730, 620), fill="#fbfaf5")
    pen.rectangle((430, 430, 530, 620), fill=luck.choice(("#0d5c6b", "#b4551f", "#2f6f44")))
    pen.text((250, 650), "LATIHAN", fill="#12262c", font_size=44)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=80)
    return file.getvalue()
