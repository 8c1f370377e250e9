"""SMTP as it is (RFC 5321): a connection, a letter, and what a server's answers mean."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Protocol

from palui.kernel.errors import PermanentFailure, TemporaryFailure
from palui.kernel.identifiers import mask_email

#: Seconds that a server gets for each answer.
PATIENCE = 20


class Server(Protocol):
    """Where letters are handed in. `tls` is `none`, `starttls` or `ssl`; without a user nobody signs in."""

    @property
    def host(self) -> str:
        """Name or address of the computer."""

    @property
    def port(self) -> int:
        """25, 465, 587 …."""

    @property
    def user(self) -> str:
        """Whom to sign in as; may be empty."""

    @property
    def password(self) -> str:
        """The user's password."""

    @property
    def tls(self) -> str:
        """How the line is sealed."""


@contextmanager
def connected(server: Server) -> Iterator[smtplib.SMTP]:
    """An open, sealed and signed-in line.

    Raises TemporaryFailure for everything that an operator or time can mend, a wrong password included: no letter is
    lost because the server was set up wrongly for an hour.
    """
    try:
        line = _dial(server)
    except (smtplib.SMTPException, OSError) as problem:
        raise TemporaryFailure(f"{server.host}:{server.port}: {_reason(problem)}") from problem
    try:
        yield line
    finally:
        _hang_up(line)


def _dial(server: Server) -> smtplib.SMTP:
    if server.tls == "ssl":
        line: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=PATIENCE, context=ssl.create_default_context()
        )
    else:
        line = smtplib.SMTP(server.host, server.port, timeout=PATIENCE)
    try:
        if server.tls == "starttls":
            line.starttls(context=ssl.create_default_context())
        if server.user:
            line.login(server.user, server.password)
    except BaseException:
        _hang_up(line)
        raise
    return line


def _hang_up(line: smtplib.SMTP) -> None:
    try:
        line.quit()
    except (smtplib.SMTPException, OSError):
        line.close()


def hand_in(line: smtplib.SMTP, letter: EmailMessage, *, sender: str, to: str) -> None:
    """Give one letter to the server.

    Raises PermanentFailure when the server refuses for good (5xx on the recipient or the letter), TemporaryFailure
    for everything else. The address never stands in the clear in either.
    """
    try:
        line.send_message(letter, from_addr=sender, to_addrs=[to])
    except smtplib.SMTPRecipientsRefused as refused:
        code, reply = next(iter(refused.recipients.values()))
        raise _failure(code, _words(code, reply), to) from refused
    except smtplib.SMTPSenderRefused as refused:
        # Our own address is wrong: an operator mends it, and the letter then goes out.
        raise TemporaryFailure(_words(refused.smtp_code, refused.smtp_error)) from refused
    except smtplib.SMTPResponseException as refused:
        raise _failure(refused.smtp_code, _words(refused.smtp_code, refused.smtp_error), to) from refused
    except smtplib.SMTPNotSupportedError as problem:
        raise PermanentFailure(f"alamat {mask_email(to)} memakai huruf yang tidak dikenal peladen surel") from problem
    except (smtplib.SMTPException, OSError) as problem:
        raise TemporaryFailure(_reason(problem)) from problem


def _failure(code: int, words: str, to: str) -> TemporaryFailure | PermanentFailure:
    shown = words.replace(to, mask_email(to))
    return PermanentFailure(shown) if 500 <= code < 600 else TemporaryFailure(shown)


def _words(code: int, reply: bytes | str) -> str:
    text = reply.decode(errors="replace") if isinstance(reply, bytes) else reply
    return f"{code} {' '.join(text.split())}"[:300]


def _reason(problem: Exception) -> str:
    if isinstance(problem, smtplib.SMTPResponseException):
        return _words(problem.smtp_code, problem.smtp_error)
    return str(problem)[:300] or type(problem).__name__
