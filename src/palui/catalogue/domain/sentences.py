"""The sentences of a definition that people read, and what they are in English. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

#: Keys under which people read sentences; everything else is for machines.
_READ = frozenset(
    {
        *(
            "summary",
            "title",
            "label",
            "hint",
            "missing",
            "invalid",
            "message",
            "item_label",
            "unit",
            "about",
            "statement",
        ),
        *("fee", "time", "product", "reason", "where", "requirements", "steps", "bring"),
    }
)
#: Under these stands what is no sentence, or what is translated at its own place.
_NOT_READ = frozenset({"titles", "letter", "search_words", "translations"})


def sentences_of(data: Any) -> tuple[str, ...]:
    """Every sentence that people read in their language, each once, in its order. Letters are Indonesian always."""
    return tuple(dict.fromkeys(text.strip() for text in _told(data) if text.strip()))


def _told(data: Any, key: str = "") -> Iterator[str]:
    if isinstance(data, Mapping):
        for name, inner in data.items():
            if name not in _NOT_READ and not (key == "legal_basis" and name == "title"):
                yield from _told(inner, _key_below(key, name))
    elif isinstance(data, list):
        for inner in data:
            yield from _told(inner, key)
    elif isinstance(data, str) and (key in _READ or key.startswith("standard.")):
        yield data


def _key_below(key: str, name: str) -> str:
    if key == "standard":
        return f"standard.{name}"
    return key if name in ("groups", "fields") else str(name)
