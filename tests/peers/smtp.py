"""A real SMTP server on loopback that keeps what it is given."""

import socket
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class SmtpSink:
    """Accepts letters and keeps them in `messages`, in order of arrival.

    `refuse_with` is the answer to the next letters ("451 later", "550 no such box"); empty means accept.
    """

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refuse_with = ""
        self.host = "127.0.0.1"
        self.port = _free_port()
        self._controller = Controller(self, hostname=self.host, port=self.port)

    @property
    def url(self) -> str:
        """The value for PALUI_EMAIL_URL."""
        return f"smtp://{self.host}:{self.port}?tls=none"

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        if self.refuse_with:
            return self.refuse_with
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.messages.append(message)
        return "250 kept"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
