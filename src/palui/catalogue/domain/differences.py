"""What is different between two definitions, told by place. Pure."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Change(StrEnum):
    """What became of something. What moved has another place in its list, and may have changed beside."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One place that is different. `path` is the place in the new definition, of what was removed in the old one.

    `before` and `after` are the values (JSON), of what moved its places in the list, counted from 1.
    """

    path: str
    kind: Change
    before: Any = None
    after: Any = None


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Difference, ...]:
    """What is different, in the order of the new definition; nothing when both say the same.

    Items of a list that have a `key` (of choices: a `value`) are the same item wherever they stand; a question that was
    put elsewhere has moved, and was not removed and written anew.
    """
    return tuple(_mappings(old, new, ""))


def _values(old: Any, new: Any, path: str) -> Iterator[Difference]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from _mappings(old, new, path)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _lists(old, new, path)
    elif not _same(old, new):
        yield Difference(path=path, kind=Change.CHANGED, before=old, after=new)


def _mappings(old: Mapping[str, Any], new: Mapping[str, Any], path: str) -> Iterator[Difference]:
    for key in [*new, *(key for key in old if key not in new)]:
        at = f"{path}.{key}" if path else str(key)
        if key not in new:
            yield Difference(path=at, kind=Change.REMOVED, before=old[key])
        elif key not in old:
            yield Difference(path=at, kind=Change.ADDED, after=new[key])
        else:
            yield from _values(old[key], new[key], at)


def _lists(old: Sequence[Any], new: Sequence[Any], path: str) -> Iterator[Difference]:
    before, after = _names(old), _names(new)
    if before is None or after is None:
        yield from _by_place(old, new, path)
        return
    places = {name: place for place, name in enumerate(before)}
    stayed = _in_order([places[name] for name in after if name in places])
    for place, (name, item) in enumerate(zip(after, new, strict=True)):
        at = f"{path}[{place}]"
        if name not in places:
            yield Difference(path=at, kind=Change.ADDED, after=item)
            continue
        was = places[name]
        if was not in stayed:
            yield Difference(path=at, kind=Change.MOVED, before=was + 1, after=place + 1)
        yield from _values(old[was], item, at)
    known = set(after)
    for place, (name, item) in enumerate(zip(before, old, strict=True)):
        if name not in known:
            yield Difference(path=f"{path}[{place}]", kind=Change.REMOVED, before=item)


def _by_place(old: Sequence[Any], new: Sequence[Any], path: str) -> Iterator[Difference]:
    for place in range(max(len(old), len(new))):
        at = f"{path}[{place}]"
        if place >= len(new):
            yield Difference(path=at, kind=Change.REMOVED, before=old[place])
        elif place >= len(old):
            yield Difference(path=at, kind=Change.ADDED, after=new[place])
        else:
            yield from _values(old[place], new[place], at)


def _names(items: Sequence[Any]) -> list[str] | None:
    """Under which name each item is the same in another list; None where they have none, or two have the same."""
    names = [_name(item) for item in items]
    found = [name for name in names if name is not None]
    return found if len(found) == len(items) == len(set(found)) else None


def _name(item: Any) -> str | None:
    if isinstance(item, Mapping):
        named = item.get("key", item.get("value"))
        return f"key {named}" if isinstance(named, str) else None
    return f"text {item}" if isinstance(item, str) else None


def _in_order(places: Sequence[int]) -> set[int]:
    """The most places that stand in rising order: those did not move."""
    ends: list[int] = []  # the lowest end of a rising row of each length
    rows: list[list[int]] = []
    for place in places:
        length = bisect_left(ends, place)
        row = [*(rows[length - 1] if length else ()), place]
        if length == len(ends):
            ends.append(place)
            rows.append(row)
        else:
            ends[length], rows[length] = place, row
    return set(rows[-1]) if rows else set()


def _same(old: Any, new: Any) -> bool:
    """Equal as JSON: true is not 1."""
    return isinstance(old, bool) is isinstance(new, bool) and bool(old == new)
