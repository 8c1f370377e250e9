"""What cases need to know of later steps, as shapes."""

from typing import Protocol


class LetterFact(Protocol):
    """That the letter of a case was signed, by whom and in what capacity."""

    @property
    def code(self) -> str:
        """The case's code."""

    @property
    def signer_id(self) -> int:
        """The account that signed."""

    @property
    def signer_title(self) -> str:
        """In what capacity: "Lurah Sungai Jingah", "Plt. Lurah …"."""
