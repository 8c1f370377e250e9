"""Every event of the flow is delivered again, late and in any order: nothing is done a second time."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.conf import settings as django_settings

from palui.accounts import services as accounts
from palui.cases import selectors as cases_read
from palui.cases import services as cases
from palui.catalogue import selectors as catalogue_read
from palui.catalogue import services as catalogue
from palui.config.environment import MailServer
from palui.delivery.ports import mailer, texter
from palui.flow import FLOW
from palui.intake import services as intake
from palui.intake.domain import Channel, Consent, ConsentKind
from palui.integrations.email_smtp.adapter import SmtpMailer
from palui.integrations.sms_gateway.adapter import GatewayTexter
from palui.kernel import clock
from palui.kernel.actors import SYSTEM
from palui.kernel.identifiers import Nik
from palui.letters import services as letters
from palui.outbox import services as outbox
from palui.outbox.domain import State
from palui.outbox.models import OutboxEntry
from palui.residents import selectors as residents
from palui.residents import services as register
from palui.residents.models import RegisterImport
from tests.cast import ANSWERS, PASSPHRASE, SITI_NIK, Person, a_photo
from tests.conftest import TUESDAY_MORNING
from tests.peers.sms import SmsGateway
from tests.peers.smtp import SmtpSink

pytestmark = pytest.mark.django_db

#: Orders in which everything comes again; each the same in every run.
ORDERS = (1, 2, 3)
REASON = "Alamat pada surat ternyata keliru."
HASAN = (
    "NO_KK;NIK;NAMA_LGKP;TMPT_LHR;TGL_LHR;JENIS_KLAMIN;AGAMA;STAT_KWN;STAT_HBKEL;PDDK_AKH;JENIS_PKRJN;ALAMAT;NO_RT;NO_RW\n"
    "6371990101100055;6371991204800005;HASAN BASRI;BANJARMASIN;12-04-1980;LAKI-LAKI;ISLAM;KAWIN;KEPALA KELUARGA;"
    "SLTA/SEDERAJAT;PERDAGANGAN;JL. SUNGAI JINGAH NO. 3;012;002\n"
)


@dataclass
class Lines:
    """What leads outside: the post and the phones."""

    post: SmtpSink
    phones: SmsGateway


@pytest.fixture
def lines(smtp_sink: SmtpSink, settings: Any) -> Iterator[Lines]:
    """A real mail server and a real gateway for texts, and Palui wired to both."""
    gateway = SmsGateway()
    gateway.start()
    server: MailServer = settings.PALUI_MAIL_SERVER
    try:
        with (
            mailer.filled_with(SmtpMailer(server, sender=settings.DEFAULT_FROM_EMAIL)),
            texter.filled_with(GatewayTexter(gateway.url, token=gateway.token)),
        ):
            yield Lines(smtp_sink, gateway)
    finally:
        gateway.stop()


@dataclass
class Cast:
    """Who plays."""

    ask: Callable[..., str]
    siti: Person
    masrani: Person
    fauzi: Person
    ratna: Person
    noor: Person
    rahmat_id: int
    office_id: int

    def looked_at(self, service: str = "domisili", **more: Any) -> str:
        """A case that RT and officer have looked at."""
        code = self.ask(service, **more)
        cases.endorse(acting=self.masrani.acting, code=code)
        cases.verify(acting=self.fauzi.acting, code=code)
        return code

    def sign(self, code: str, person: Person | None = None) -> int:
        """A signature; the letter's id."""
        who = person or self.ratna
        return letters.sign(acting=who.acting, code=code, passphrase=PASSPHRASE).id

    def everybody_says_yes(self, code: str) -> None:
        """Whoever is asked to confirm does, until nobody is."""
        while waiting := [person for person in cases_read.case(code).confirmations if person.is_waiting]:
            cases.confirm_at_counter(
                acting=self.fauzi.acting, code=code, confirmation_id=waiting[0].id, identity_seen=True
            )


@pytest.fixture
def cast(
    siti_asks: Callable[..., str],
    siti: Person,
    masrani: Person,
    fauzi: Person,
    ratna: Person,
    camat: Person,
    rahmat_id: int,
    city: Any,
) -> Cast:
    letters.issue(acting=camat.acting, passphrase=PASSPHRASE)
    return Cast(siti_asks, siti, masrani, fauzi, ratna, camat, rahmat_id, city.office_id)


def signed_and_replaced(cast: Cast) -> None:
    letter = cast.sign(cast.looked_at())
    letters.replace(acting=cast.ratna.acting, letter_id=letter, reason=REASON, passphrase=PASSPHRASE)


def signed_and_revoked(cast: Cast) -> None:
    letter = cast.sign(cast.looked_at("belum-menikah"))
    letters.revoke(acting=cast.ratna.acting, letter_id=letter, reason=REASON)


def corrected_and_sent_back(cast: Cast) -> None:
    code = cast.ask("usaha")
    cases.endorse(acting=cast.masrani.acting, code=code)
    cases.ask_correction(acting=cast.fauzi.acting, code=code, items=[("sejak", "Bulannya keliru")])
    work()
    cases.answer_correction(acting=cast.siti.acting, code=code, raw={"sejak": "April 2021"})
    cases.verify(acting=cast.fauzi.acting, code=code)
    work()
    cases.send_back(acting=cast.ratna.acting, code=code, note="Periksa lagi alamatnya.")
    cases.verify(acting=cast.fauzi.acting, code=code)
    cast.sign(code)


def refused(cast: Cast) -> None:
    code = cast.ask()
    cases.endorse(acting=cast.masrani.acting, code=code)
    cases.reject(acting=cast.fauzi.acting, code=code, reason="Rumahnya tidak ada.", legal_basis="Perwali 59/2013")


def withdrawn(cast: Cast) -> None:
    cases.withdraw(acting=cast.siti.acting, code=cast.ask())


def confirmed_by_two_witnesses(cast: Cast) -> None:
    code = cast.looked_at("kematian", subject=cast.rahmat_id)
    work()
    first, *_ = cases_read.case(code).confirmations
    cases.decline_at_counter(
        acting=cast.fauzi.acting, code=code, confirmation_id=first.id, identity_seen=True, reason="Tanggalnya keliru."
    )
    cases.verify(acting=cast.fauzi.acting, code=code)
    cast.everybody_says_yes(code)
    cast.sign(code)


def confirmation_still_asked(cast: Cast) -> None:
    cast.looked_at("kematian", subject=cast.rahmat_id)


def signed_by_lurah_and_camat(cast: Cast) -> None:
    code = cast.looked_at("ahli-waris", subject=cast.rahmat_id)
    cast.everybody_says_yes(code)
    cast.sign(code)
    work()
    cases.send_back(acting=cast.noor.acting, code=code, note="Periksa lagi akta kematiannya.")
    work()
    cases.verify(acting=cast.fauzi.acting, code=code)
    cast.everybody_says_yes(code)
    cast.sign(code)
    cast.sign(code, cast.noor)


def left_lying(cast: Cast) -> None:
    cast.ask()


def filled_in_with_a_code(cast: Cast, lines: Lines) -> None:
    resident = residents.find_by_nik(Nik.parse(SITI_NIK))
    assert resident
    code = intake.start_draft(
        acting=cast.fauzi.acting, service_code="domisili", channel=Channel.COUNTER, on_behalf=resident.public_id
    )
    assert intake.save_answers(acting=cast.fauzi.acting, code=code, raw=ANSWERS["domisili"]).is_valid
    intake.attach_evidence(
        acting=cast.fauzi.acting, code=code, key="foto_rumah", content=a_photo(), filename="rumah.jpg"
    )
    intake.ask_consent_code(acting=cast.fauzi.acting, code=code)
    work()
    digits = re.search(r"\b\d{6}\b", lines.phones.texts_to(cast.siti.record.phone)[-1])
    assert digits
    consent = Consent(kind=ConsentKind.CODE, code=digits.group())
    intake.give_consent(acting=cast.fauzi.acting, code=code, consent=consent)
    intake.submit(acting=cast.fauzi.acting, code=code)


def asked_for_a_code_and_no_more(cast: Cast) -> None:
    resident = residents.find_by_nik(Nik.parse(SITI_NIK))
    assert resident
    code = intake.start_draft(
        acting=cast.fauzi.acting, service_code="domisili", channel=Channel.COUNTER, on_behalf=resident.public_id
    )
    intake.ask_consent_code(acting=cast.fauzi.acting, code=code)


def new_address_given(cast: Cast) -> None:
    accounts.change_profile(acting=cast.masrani.acting, email="masrani.baru@contoh.id")


def service_planned() -> None:
    """A new wording of a service, to be offered in an hour."""
    data = catalogue_read.current("bepergian").definition.data
    catalogue.publish(data={**data, "summary": "Untuk bepergian jauh."}, by=SYSTEM, at=clock.now() + timedelta(hours=1))


def register_imported(cast: Cast) -> None:
    public_id = register.receive_import(
        acting=cast.ratna.acting, office_id=cast.office_id, filename="penduduk.csv", content=HASAN.encode()
    )
    work()
    row = RegisterImport.objects.get(public_id=public_id)
    register.start_import(
        acting=cast.ratna.acting,
        public_id=public_id,
        fields=row.fields,
        register=row.register,
        dry_run=False,
        makes_rts=False,
    )


def test_whatever_is_delivered_again_nothing_happens_twice(cast: Cast, lines: Lines) -> None:
    with time_machine.travel(TUESDAY_MORNING) as traveller:
        filled_in_with_a_code(cast, lines)
        asked_for_a_code_and_no_more(cast)
        signed_and_replaced(cast)
        signed_and_revoked(cast)
        corrected_and_sent_back(cast)
        refused(cast)
        withdrawn(cast)
        confirmed_by_two_witnesses(cast)
        confirmation_still_asked(cast)
        signed_by_lurah_and_camat(cast)
        left_lying(cast)
        new_address_given(cast)
        register_imported(cast)
        service_planned()
        work()
        nothing_happens_again(lines)

        # Ten days on, every timer has rung and every link is old.
        traveller.shift(timedelta(days=10))
        work()
        assert OutboxEntry.objects.filter(event="StepOverdue").exists()
        nothing_happens_again(lines)

    made = set(OutboxEntry.objects.values_list("event", "reaction"))
    declared = {(event.__name__, outbox.reaction_name(one)) for event, reactions in FLOW.items() for one in reactions}
    assert made == declared
    assert set(OutboxEntry.objects.values_list("state", flat=True)) == {State.DONE.value}


def nothing_happens_again(lines: Lines) -> None:
    """Deliver all that was delivered once more, in several orders, and compare the whole world each time."""
    before = the_world(lines)
    for order in ORDERS:
        again(order)
        after = the_world(lines)
        changed = {place: (before[place], after[place]) for place in before if before[place] != after[place]}
        assert changed == {}, f"order {order}"
        failed = OutboxEntry.objects.exclude(last_error="").values_list("reaction", "last_error")
        assert list(failed) == [], f"order {order}"


def again(order: int) -> None:
    """All entries that were delivered wait once more, one second after another in a shuffled order."""
    entries = list(OutboxEntry.objects.filter(state=State.DONE).order_by("id"))
    random.Random(order).shuffle(entries)  # noqa: S311 - the same order in every run
    since = clock.now() - timedelta(seconds=len(entries) + 1)
    for place, entry in enumerate(entries):
        entry.state, entry.attempts, entry.leased_until, entry.done_at = State.WAITING, 0, None, None
        entry.due_at = since + timedelta(seconds=place)
    OutboxEntry.objects.bulk_update(entries, ["state", "attempts", "leased_until", "done_at", "due_at"])
    work()


def the_world(lines: Lines) -> dict[str, Any]:
    """Every row of every table but the outbox's own book-keeping, every file, and all that went out."""
    world: dict[str, Any] = {
        model._meta.label: sorted(repr(row) for row in model._default_manager.values_list())
        for model in apps.get_models()
        if model._meta.app_label != "outbox"
    }
    world["outbox.OutboxEntry"] = OutboxEntry.objects.count()
    folder = Path(django_settings.MEDIA_ROOT)
    world["files"] = sorted((str(path), path.stat().st_size) for path in folder.rglob("*") if path.is_file())
    world["e-mail"] = sorted((str(letter["To"]), str(letter["Subject"])) for letter in lines.post.messages)
    world["texts"] = sorted((text.to, text.body) for text in lines.phones.received)
    return world


def work() -> None:
    """What the worker does until nothing is due."""
    while outbox.deliver_due():
        pass
