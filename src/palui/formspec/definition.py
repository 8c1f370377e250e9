"""Reads a form definition, key by key, and says exactly where it is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NoReturn, TypeVar

from palui.kernel.errors import DomainError

ChosenT = TypeVar("ChosenT", bound=StrEnum)


class DefinitionError(DomainError):
    """A form definition is wrong. `path` is the place ("groups[0].fields[2].kind"), `problem` the reason.

    Meant for whoever writes the definition, hence English.
    """

    def __init__(self, path: str, problem: str) -> None:
        super().__init__("form_definition", path=path, problem=problem)
        self.path = path
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.path or 'form'}: {self.problem}"


class Node:
    """One mapping of the definition. Every key read is noted; `finish` refuses the keys nobody read."""

    def __init__(self, data: object, path: str) -> None:
        if not isinstance(data, Mapping):
            raise DefinitionError(path, f"expected a mapping, got {type(data).__name__}")
        self._data = data
        self._read: set[str] = set()
        self.path = path

    def at(self, key: str) -> str:
        """The path of one of its keys."""
        return f"{self.path}.{key}" if self.path else key

    def fail(self, key: str, problem: str) -> NoReturn:
        """Refuse the value under a key."""
        raise DefinitionError(self.at(key), problem)

    def has(self, key: str) -> bool:
        """Whether the key is written (an empty value counts as not written)."""
        return self._data.get(key) is not None

    def raw(self, key: str) -> object:
        """The value as written, unchecked."""
        self._read.add(key)
        return self._data.get(key)

    def text(self, key: str, *, default: str | None = None) -> str:
        """A text; required unless a default is given."""
        value = self.raw(key)
        if value is None:
            if default is None:
                self.fail(key, "is missing")
            return default
        if not isinstance(value, str) or not value.strip():
            self.fail(key, f"expected a text, got {value!r} (quote it when it is meant as text)")
        return value.strip()

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false."""
        value = self.raw(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.fail(key, f"expected true or false, got {value!r}")
        return value

    def count(self, key: str, *, default: int, most: int) -> int:
        """A whole number from 0 to `most`."""
        value = self.raw(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            self.fail(key, f"expected a whole number from 0 to {most}, got {value!r}")
        return value

    def member(self, key: str, choices: type[ChosenT], *, default: ChosenT | None = None) -> ChosenT:
        """One word of a fixed list."""
        if default is not None and not self.has(key):
            self.raw(key)
            return default
        word = self.text(key)
        try:
            return choices(word)
        except ValueError:
            known = ", ".join(choices)
            raise DefinitionError(self.at(key), f"unknown {key} {word!r}; known: {known}") from None

    def sequence(self, key: str) -> Sequence[object]:
        """A list; empty when not written."""
        value = self.raw(key)
        if value is None:
            return ()
        if not isinstance(value, Sequence) or isinstance(value, str | bytes):
            self.fail(key, f"expected a list, got {type(value).__name__}")
        return value

    def nodes(self, key: str) -> Iterator["Node"]:
        """The mappings of a list."""
        for place, item in enumerate(self.sequence(key)):
            yield Node(item, f"{self.at(key)}[{place}]")

    def finish(self) -> None:
        """Refuse keys that no reader asked for: a misspelt key must not pass silently."""
        for key in self._data:
            if key not in self._read:
                self.fail(str(key), "unknown key here")
