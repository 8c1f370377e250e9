"""What letters announce."""

from dataclasses import dataclass

from palui.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class LetterSigned(Event):
    """The letter of a case is signed and stored. `signer_title`: in what capacity ("Plt. Lurah …")."""

    code: str
    letter_id: int
    signer_id: int
    signer_title: str


@dataclass(frozen=True, kw_only=True)
class LetterRevoked(Event):
    """A letter no longer holds."""

    code: str
    letter_id: int


@dataclass(frozen=True, kw_only=True)
class LetterReplaced(Event):
    """A letter no longer holds; a corrected one took its place."""

    code: str
    letter_id: int
    new_letter_id: int
