"""Signs that cannot be kept or printed, found in a definition before anybody depends on it."""

import unicodedata
from collections.abc import Iterator, Mapping

from palui.formspec import DefinitionError
from palui.formspec.definition import Node
from palui.formspec.text import is_printable, storable


def unstorable(value: object, path: str) -> Iterator[DefinitionError]:
    """Texts with signs that no database takes: NUL and halves of a character."""
    if isinstance(value, str) and storable(value) != value:
        yield DefinitionError(path, "holds a sign that cannot be stored (NUL or half a character)")
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if storable(str(key)) != str(key):
                yield DefinitionError(path, "has a key with a sign that cannot be stored")
            yield from unstorable(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            yield from unstorable(inner, f"{path}[{place}]")


def unprintable(value: object, path: str) -> Iterator[DefinitionError]:
    """Words of a form that come to stand in a letter and cannot be printed there: what can be chosen, and units."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key in ("label", "unit") and (key == "unit" or (path.endswith("]") and ".options[" in path)):
                yield from _signs(inner, f"{path}.{key}")
            yield from unprintable(inner, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            yield from unprintable(inner, f"{path}[{place}]")


def _signs(text: object, path: str) -> Iterator[DefinitionError]:
    for sign in text if isinstance(text, str) else ():
        if not _prints(sign):
            yield DefinitionError(path, f"{sign!r} cannot be printed in a letter")
            return


def _prints(sign: str) -> bool:
    """Whether a letter can show it: its fonts have no emoji and the like, and no sign may turn a line around."""
    return is_printable(sign) and unicodedata.category(sign) not in ("Cc", "Cf")


def printable(node: Node, key: str, *, strip: bool = True) -> str:
    """A text that a letter can show: its fonts have no emoji and the like, and an archivable letter no empty boxes."""
    text = node.text(key)
    for place, line in enumerate(text.splitlines() or [text], start=1):
        for sign in line:
            if not _prints(sign) and sign != "\t":
                node.fail(key, f"line {place}: {sign!r} cannot be printed in a letter")
    return text if strip else str(node.raw(key))
