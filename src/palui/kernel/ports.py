"""A port is a typed hole in a room that exactly one adapter fills, in `config/wiring.py`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

Adapter = TypeVar("Adapter")


class Port(Generic[Adapter]):
    """A named need of a room. Calling it gives the adapter; an empty port is a wiring mistake."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._adapter: Adapter | None = None

    def fill(self, adapter: Adapter) -> None:
        """Put the adapter in; done once at start by the wiring."""
        self._adapter = adapter

    def __call__(self) -> Adapter:
        if self._adapter is None:
            raise LookupError(f"no adapter fills port {self.name!r}; see config/wiring.py")
        return self._adapter

    @contextmanager
    def filled_with(self, adapter: Adapter) -> Iterator[Adapter]:
        """Another adapter for the length of a `with` block (tests, dry runs)."""
        before, self._adapter = self._adapter, adapter
        try:
            yield adapter
        finally:
            self._adapter = before
