"""Fills delivery's mailer with an SMTP server."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from palui.delivery.ports import Mail, Post
from palui.integrations.email_smtp.client import Server, connected, hand_in
from palui.kernel import clock
from palui.kernel.errors import PermanentFailure, TemporaryFailure


class SmtpMailer:
    """Sends through one server. Without a server it says so (`is_ready`) and nothing is queued for it."""

    def __init__(self, server: Server | None, *, sender: str) -> None:
        self._server = server
        self._sender = sender

    @property
    def is_ready(self) -> bool:
        """Whether the operator has named a server."""
        return self._server is not None

    @contextmanager
    def open(self) -> Iterator[Post]:
        """A line to the server. Raises TemporaryFailure when there is none, or it cannot be reached."""
        if self._server is None:
            raise TemporaryFailure("PALUI_EMAIL_URL belum diisi")
        with connected(self._server) as line:
            yield _SmtpPost(line, sender=self._sender)


class _SmtpPost:
    def __init__(self, line: smtplib.SMTP, *, sender: str) -> None:
        self._line = line
        self._sender = sender

    def send(self, mail: Mail) -> None:
        """Hand one letter in; see `hand_in` for its refusals."""
        address = parseaddr(self._sender)[1]
        hand_in(self._line, _letter(mail, sender=self._sender), sender=address, to=mail.to)


def _letter(mail: Mail, *, sender: str) -> EmailMessage:
    letter = EmailMessage(policy=SMTP)
    name, address = parseaddr(sender)
    user, _, domain = address.rpartition("@")
    try:
        letter["From"] = Address(name, user, domain)
        letter["To"] = mail.to
        letter["Subject"] = mail.subject
    except ValueError as problem:
        raise PermanentFailure("alamat atau judul surel tidak sah") from problem
    letter["Date"] = format_datetime(clock.now())
    letter["Message-ID"] = mail.message_id
    letter["Content-Language"] = "id"
    # So that out-of-office answers stay away (RFC 3834).
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(mail.text)
    letter.add_alternative(mail.html, subtype="html")
    return letter
