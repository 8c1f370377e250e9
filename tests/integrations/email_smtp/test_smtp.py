"""E-mail against a real server: taken, refused for now, refused for good, not there."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from palui.delivery.ports import Mail
from palui.integrations.email_smtp.adapter import SmtpMailer
from palui.kernel.errors import PermanentFailure, TemporaryFailure
from tests.peers.smtp import SmtpSink

MAIL = Mail(
    to="siti@contoh.id",
    subject="Surat Anda sudah terbit: Keterangan Domisili – RT 12",
    text="Halo Siti,\n\nsurat Anda sudah terbit.\n",
    html="<p>Halo Siti,</p><p>surat Anda sudah terbit.</p>",
    message_id="<7.20261124010000@layanan.contoh.go.id>",
)
SENDER = "Layanan Kelurahan <layanan@contoh.go.id>"


class ChoosySink(SmtpSink):
    """Refuses some recipients at once, as most servers do."""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("tidakada"):
            return f"550 5.1.1 <{address}>: no such user"
        if address.startswith("penuh"):
            return "452 4.2.2 mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"


@dataclass(frozen=True)
class Server:
    """Where to hand letters in."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: str = "none"


@pytest.fixture
def sink() -> Iterator[ChoosySink]:
    sink = ChoosySink()
    sink.start()
    yield sink
    sink.stop()


@pytest.fixture
def mailer(sink: ChoosySink) -> SmtpMailer:
    return SmtpMailer(Server(sink.host, sink.port), sender=SENDER)


def send(mailer: SmtpMailer, **changed: str) -> None:
    facts = {name: getattr(MAIL, name) for name in ("to", "subject", "text", "html", "message_id")} | changed
    with mailer.open() as post:
        post.send(Mail(**facts))


def test_a_letter_arrives_whole(sink: ChoosySink, mailer: SmtpMailer) -> None:
    send(mailer)
    (letter,) = sink.messages
    assert letter["To"] == "siti@contoh.id"
    assert letter["From"] == SENDER
    assert letter["Subject"] == MAIL.subject
    assert letter["Message-ID"] == MAIL.message_id
    assert letter["Auto-Submitted"] == "auto-generated"
    text, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert text is not None
    assert html is not None
    assert "Halo Siti" in text.get_content()
    assert "<p>Halo Siti,</p>" in html.get_content()


def test_several_letters_take_one_line(sink: ChoosySink, mailer: SmtpMailer) -> None:
    with mailer.open() as post:
        post.send(MAIL)
        post.send(MAIL)
    assert len(sink.messages) == 2


def test_an_unknown_recipient_is_refused_for_good(mailer: SmtpMailer) -> None:
    with pytest.raises(PermanentFailure) as refused:
        send(mailer, to="tidakada@contoh.id")
    assert "no such user" in str(refused.value)


def test_the_reason_does_not_tell_the_address(mailer: SmtpMailer) -> None:
    with pytest.raises(PermanentFailure) as refused:
        send(mailer, to="tidakada@contoh.id")
    assert "tidakada@" not in str(refused.value)
    assert "t•••@contoh.id" in str(refused.value)


def test_a_full_mailbox_is_tried_again(mailer: SmtpMailer) -> None:
    with pytest.raises(TemporaryFailure):
        send(mailer, to="penuh@contoh.id")


@pytest.mark.parametrize(
    ("answer", "failure"), [("451 try later", TemporaryFailure), ("554 we think it is spam", PermanentFailure)]
)
def test_an_answer_after_the_letter_counts_too(
    sink: ChoosySink, mailer: SmtpMailer, answer: str, failure: type[Exception]
) -> None:
    sink.refuse_with = answer
    with pytest.raises(failure):
        send(mailer)


def test_a_server_that_is_down_is_tried_again(sink: ChoosySink) -> None:
    with socket.socket() as held:  # a place where nobody listens
        held.bind((sink.host, 0))
        silent = Server(sink.host, held.getsockname()[1])
        with pytest.raises(TemporaryFailure):
            send(SmtpMailer(silent, sender=SENDER))


def test_a_password_that_the_server_does_not_take_loses_no_letter(sink: ChoosySink) -> None:
    mailer = SmtpMailer(Server(sink.host, sink.port, user="palui", password="salah"), sender=SENDER)
    with pytest.raises(TemporaryFailure):
        send(mailer)


def test_a_line_that_cannot_be_sealed_is_not_used(sink: ChoosySink) -> None:
    mailer = SmtpMailer(Server(sink.host, sink.port, tls="starttls"), sender=SENDER)
    with pytest.raises(TemporaryFailure):
        send(mailer)
    assert sink.messages == []


@pytest.mark.parametrize("bad", ["siti@contoh.id\r\nBcc: orang.lain@contoh.id", "siti@contoh.id\nX: y"])
def test_an_address_cannot_smuggle_in_another(sink: ChoosySink, mailer: SmtpMailer, bad: str) -> None:
    with pytest.raises(PermanentFailure):
        send(mailer, to=bad)
    assert sink.messages == []


def test_without_a_server_it_says_so() -> None:
    mailer = SmtpMailer(None, sender=SENDER)
    assert not mailer.is_ready
    with pytest.raises(TemporaryFailure):
        send(mailer)
