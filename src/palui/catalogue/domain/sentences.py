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
    """Every sentence that people read in their language, each once, in its order.

    Letters are Indonesian always; only their titles stand on pages too.
    """
    told = (*_told(data), *_title_of_letter(data))
    return tuple(dict.fromkeys(text.strip() for text in told if text.strip()))


def _title_of_letter(data: Any) -> Iterator[str]:
    letter, titles = (data.get(key) if isinstance(data, Mapping) else None for key in ("letter", "titles"))
    title = letter.get("title") if isinstance(letter, Mapping) else None
    # Named like its service, it is translated with that one's name.
    if isinstance(title, str) and not (isinstance(titles, Mapping) and titles.get("id") == title):
        yield title


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
