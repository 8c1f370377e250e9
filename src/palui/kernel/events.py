"""An event is a fact in the past tense. It carries ids and codes, never personal data."""

from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar, Self


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened. Fields are JSON scalars, so an event can be stored and read again."""

    known: ClassVar[dict[str, type["Event"]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.__name__ in Event.known and Event.known[cls.__name__].__module__ != cls.__module__:
            raise TypeError(f"two events are called {cls.__name__}")
        Event.known[cls.__name__] = cls

    @property
    def name(self) -> str:
        """The event's stable name in the outbox and in the docs."""
        return type(self).__name__

    def as_json(self) -> dict[str, Any]:
        """The fields as a JSON object."""
        return asdict(self)

    @classmethod
    def from_json(cls, payload: dict[str, Any]) -> Self:
        """The event again. Unknown fields of a newer version are ignored."""
        names = {field.name for field in fields(cls)}
        return cls(**{key: value for key, value in payload.items() if key in names})
