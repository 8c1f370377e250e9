"""What can go wrong, as types. A code in the code; the sentence for people is chosen by `ui`.

PaluiError
├── DomainError            a rule refuses; `code` names the rule, `params` fill its sentence
│   ├── InvalidInput       what was typed or uploaded needs correcting; one sentence per place
│   ├── NotFound           missing, or not for this person: the answer is the same
│   └── Conflict           somebody else was first; nothing of yours is lost
└── OutsideFailure         another system did not do its part
    ├── TemporaryFailure   try again later
    └── PermanentFailure   trying again will not help
"""

from collections.abc import Mapping

from palui.kernel.language import say


class PaluiError(Exception):
    """Anything Palui itself raises."""


class DomainError(PaluiError):
    """A rule refuses. `code` is stable English; `params` fill the sentence a person reads."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        details = ", ".join(f"{key}={value}" for key, value in self.params.items())
        return f"{self.code}({details})" if details else self.code


class InvalidInput(DomainError):
    """What was given needs correcting. `errors` maps a place ("alamat.rt") to a sentence, said in the reader's language."""

    def __init__(self, errors: Mapping[str, str], code: str = "invalid_input") -> None:
        super().__init__(code)
        self.errors = {place: say(text) for place, text in errors.items()}

    def __str__(self) -> str:
        return f"{self.code}({'; '.join(f'{place}: {text}' for place, text in self.errors.items())})"


class NotFound(DomainError):
    """It does not exist, or this person may not know that it does: both look the same."""

    def __init__(self, kind: str, key: object = "") -> None:
        super().__init__("not_found", kind=kind, key=key)


class Conflict(DomainError):
    """Somebody else acted first. `code` says on what; the caller keeps what the person typed."""


class OutsideFailure(PaluiError):
    """Another system did not do its part."""


class TemporaryFailure(OutsideFailure):
    """It may work later: keep it and try again."""


class PermanentFailure(OutsideFailure):
    """It will not work, however often it is tried: tell a person."""
