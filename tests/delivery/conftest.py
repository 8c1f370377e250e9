"""A mail server that Palui sends through, and a worker that can be asked to work."""

import re
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from palui.config.environment import MailServer
from palui.delivery.ports import mailer, texter
from palui.integrations.email_smtp.adapter import SmtpMailer
from palui.integrations.sms_gateway.adapter import GatewayTexter
from palui.outbox import services as outbox
from tests.peers.sms import SmsGateway
from tests.peers.smtp import SmtpSink


@pytest.fixture
def post(smtp_sink: SmtpSink, settings: Any) -> Iterator[SmtpSink]:
    """A real mail server, and Palui wired to it."""
    with mailer.filled_with(SmtpMailer(settings.PALUI_MAIL_SERVER, sender=settings.DEFAULT_FROM_EMAIL)):
        yield smtp_sink


@pytest.fixture
def dead_post(settings: Any) -> Iterator[None]:
    """Palui is wired to a place where no mail server answers."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        server = MailServer(host="127.0.0.1", port=held.getsockname()[1], user="", password="", tls="none")
        with mailer.filled_with(SmtpMailer(server, sender=settings.DEFAULT_FROM_EMAIL)):
            yield


@pytest.fixture
def phones() -> Iterator[SmsGateway]:
    """A real gateway for texts, and Palui wired to it."""
    gateway = SmsGateway()
    gateway.start()
    try:
        with texter.filled_with(GatewayTexter(gateway.url, token=gateway.token)):
            yield gateway
    finally:
        gateway.stop()


@pytest.fixture
def work_off() -> Callable[[], None]:
    """What the worker does until nothing is due."""

    def work() -> None:
        while outbox.deliver_due():
            pass

    return work


def texts_to(sink: SmtpSink, address: str) -> list[str]:
    """The plain texts of the letters to that address."""
    bodies = [letter.get_body(("plain",)) for letter in sink.messages if letter["To"] == address]
    return [body.get_content() for body in bodies if body is not None]


def link_in(text: str) -> str:
    """The path of the first link in a letter."""
    found = re.search(r"http://testserver(\S+)", text)
    assert found, text
    return found.group(1)
