"""Changes of a definition in the making: read, put, add, move and remove at a place. Pure; what was given stays as it was.

A place is what DefinitionError says: "form.groups[0].fields[2].label".
"""

import copy
import re
from collections.abc import Mapping
from typing import Any

from palui.catalogue.domain import sentences_of
from palui.kernel.errors import DomainError

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_PATH = re.compile(r"[^.\[\]]+(\[\d+\])*(\.[^.\[\]]+(\[\d+\])*)*")

Data = dict[str, Any]


def value(data: Mapping[str, Any], path: str) -> Any:
    """What stands there; None where nothing does. An empty path is the whole. Raises DomainError `edit_place`."""
    found: Any = data
    for step in _steps(path):
        found = _inner(found, step)
    return found


def put(data: Mapping[str, Any], path: str, new: Any) -> Data:
    """With another value there; mappings on the way are made. Raises DomainError `edit_place`."""
    steps = _steps(path)
    if not steps:
        raise DomainError("edit_place", path=path)
    changed = copy.deepcopy(dict(data))
    holder: Any = changed
    for step in steps[:-1]:
        following = _inner(holder, step)
        if following is None and isinstance(step, str) and isinstance(holder, dict):
            following = holder[step] = {}
        holder = following
    last = steps[-1]
    is_key = isinstance(last, str) and isinstance(holder, dict)
    is_item = isinstance(last, int) and isinstance(holder, list) and last < len(holder)
    if not is_key and not is_item:
        raise DomainError("edit_place", path=path)
    holder[last] = copy.deepcopy(new)
    return changed


def add(data: Mapping[str, Any], path: str, new: Any) -> Data:
    """With one item more at the end of the list there, which is made where it is missing."""
    items = value(data, path)
    if items is not None and not isinstance(items, list):
        raise DomainError("edit_place", path=path)
    return put(data, path, [*(items or ()), new])


def move(data: Mapping[str, Any], path: str, places: int) -> Data:
    """With the item so many places further down its list (up when negative); at most to its end."""
    at, place, items = _item(data, path)
    item = items.pop(place)
    items.insert(max(0, place + places), item)
    return put(data, at, items)


def remove(data: Mapping[str, Any], path: str) -> Data:
    """Without the item or the key there. Raises DomainError `edit_place` where there is none."""
    if not path.endswith("]"):
        at, _, key = path.rpartition(".")
        holder = value(data, at)
        if not key or not isinstance(holder, Mapping) or key not in holder:
            raise DomainError("edit_place", path=path)
        rest = {name: inner for name, inner in holder.items() if name != key}
        return put(data, at, rest) if at else copy.deepcopy(rest)
    at, place, items = _item(data, path)
    del items[place]
    return put(data, at, items)


def without_stale_translations(data: Mapping[str, Any]) -> Data:
    """Without the translations of sentences that are not there any more, as after a change of words."""
    items = data.get("translations")
    if not isinstance(items, list):
        return dict(data)
    known = frozenset(sentences_of(data))
    kept = [item for item in items if not isinstance(item, Mapping) or item.get("id") in known]
    return put(data, "translations", kept) if kept else remove(data, "translations")


def _item(data: Mapping[str, Any], path: str) -> tuple[str, int, list[Any]]:
    """The place of the list, the number in it, and a copy of it."""
    at, bracket, number = path.rpartition("[")
    items = value(data, at) if bracket else None
    if not isinstance(items, list) or not number.removesuffix("]").isdigit() or int(number[:-1]) >= len(items):
        raise DomainError("edit_place", path=path)
    return at, int(number[:-1]), list(items)


def _steps(path: str) -> tuple[str | int, ...]:
    if not path:
        return ()
    if not _PATH.fullmatch(path):
        raise DomainError("edit_place", path=path)
    return tuple(name or int(number) for name, number in _STEP.findall(path))


def _inner(holder: Any, step: str | int) -> Any:
    if isinstance(step, str) and isinstance(holder, Mapping):
        return holder.get(step)
    if isinstance(step, int) and isinstance(holder, list) and step < len(holder):
        return holder[step]
    return None
