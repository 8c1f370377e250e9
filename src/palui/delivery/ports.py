"""What delivery needs from whoever can send letters and texts."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from palui.kernel.ports import Port


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One e-mail. `message_id` is the same however often it is tried, so that a repeat can be recognised."""

    to: str
    subject: str
    text: str
    html: str
    message_id: str


class Post(Protocol):
    """An open line to the outside."""

    def send(self, mail: Mail) -> None:
        """Hand it over. Raises TemporaryFailure or PermanentFailure."""


class Mailer(Protocol):
    """Sends e-mail."""

    @property
    def is_ready(self) -> bool:
        """Whether e-mail can be sent in this installation at all."""

    def open(self) -> AbstractContextManager[Post]:
        """A line to the outside; what must be made fresh is made once it is open. Raises TemporaryFailure."""


@dataclass(frozen=True, kw_only=True)
class Text:
    """One short message. `to` is E.164; `reference` is the same however often it is tried."""

    to: str
    body: str
    reference: str


class Texter(Protocol):
    """Sends short messages to telephones."""

    @property
    def is_ready(self) -> bool:
        """Whether texts can be sent in this installation at all."""

    def send(self, text: Text) -> None:
        """Hand it over. Raises TemporaryFailure or PermanentFailure."""


mailer: Port[Mailer] = Port("mailer")
texter: Port[Texter] = Port("texter")
