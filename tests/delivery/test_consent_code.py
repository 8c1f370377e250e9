"""The digits with which a resident agrees that somebody fills in for them go to the resident, and to nobody else."""

import re
from collections.abc import Callable

from palui.delivery.services import send_consent_code
from palui.intake import selectors, services
from palui.intake.domain import Channel, Consent, ConsentKind
from palui.intake.events import ConsentCodeAsked
from palui.intake.models import ConsentCode
from palui.kernel.identifiers import Nik
from palui.residents import selectors as residents
from tests.cast import SITI_NIK, Person
from tests.peers.sms import SmsGateway
from tests.peers.smtp import SmtpSink

Work = Callable[[], None]


def ask(fauzi: Person) -> str:
    """Fauzi fills in for Siti and asks for the code; gives the draft's code."""
    resident = residents.find_by_nik(Nik.parse(SITI_NIK))
    assert resident
    code = services.start_draft(
        acting=fauzi.acting, service_code="domisili", channel=Channel.COUNTER, on_behalf=resident.public_id
    )
    services.ask_consent_code(acting=fauzi.acting, code=code)
    return code


def tell(fauzi: Person, code: str, digits: str) -> None:
    services.give_consent(acting=fauzi.acting, code=code, consent=Consent(kind=ConsentKind.CODE, code=digits))


def is_given(code: str) -> bool:
    assistance = selectors.submission(code).assistance
    return assistance is not None and assistance.is_given


def test_the_code_is_texted_to_the_resident_and_told_back(
    siti: Person, fauzi: Person, phones: SmsGateway, work_off: Work
) -> None:
    code = ask(fauzi)
    work_off()
    (body,) = phones.texts_to(siti.record.phone)
    assert len(phones.received) == 1
    assert "Ahmad Fauzi" in body
    found = re.search(r"\b\d{6}\b", body)
    assert found
    tell(fauzi, code, found.group())
    assert is_given(code)


def test_without_texts_the_code_goes_by_e_mail(siti: Person, fauzi: Person, post: SmtpSink, work_off: Work) -> None:
    code = ask(fauzi)
    work_off()
    mails = [mail for mail in post.messages if "Kode persetujuan" in str(mail["Subject"])]
    assert [mail["To"] for mail in mails] == ["siti@contoh.id"]
    found = re.search(r"\d{3} \d{3}", str(mails[0]["Subject"]))
    assert found
    tell(fauzi, code, found.group())
    assert is_given(code)


def test_the_same_event_twice_sends_once(siti: Person, fauzi: Person, post: SmtpSink, work_off: Work) -> None:
    code = ask(fauzi)
    work_off()
    send_consent_code(ConsentCodeAsked(request_id=ConsentCode.objects.get(submission__code=code).pk))
    assert len([mail for mail in post.messages if "Kode persetujuan" in str(mail["Subject"])]) == 1


def test_while_nothing_goes_out_the_officer_reads_why(
    siti: Person, fauzi: Person, dead_post: None, work_off: Work
) -> None:
    code = ask(fauzi)
    work_off()
    sent = selectors.consent_code_of(code)
    assert sent
    assert not sent.is_sent
    assert sent.failure
    assert sent.failure in fauzi.client.get(f"/loket/isi/{code}/").content.decode()
