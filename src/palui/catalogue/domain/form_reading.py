"""Reads a form question by question, so that every mistake in it is found and not only the first."""

from collections.abc import Iterator, Mapping
from typing import Any

from palui.formspec import DefinitionError, FormSpec

#: Around the questions that were read; no definition has such keys, for the catalogue refuses double underscores there.
_GROUP = {"key": "read__", "title": "-"}
_ALONE = {"key": "alone__", "title": "-"}


def read_form(data: object, at: str) -> tuple[FormSpec, tuple[str, ...], list[DefinitionError]]:
    """The form, or what of it could be read; the keys of the questions that could not; and every mistake.

    `at` is the form's place in the whole. What a question says of one that could not be read is not held against it.
    """
    try:
        return FormSpec.parse(data), (), []
    except DefinitionError as error:
        if not isinstance(data, Mapping):
            return FormSpec(groups=()), (), [_placed(error, at)]
        first = _placed(error, at)
    reader = _Reader(at)
    form = reader.read(data)
    return form, tuple(reader.unread), reader.mistakes or [first]


class _Reader:
    """Each question is read behind those before it that could be read."""

    def __init__(self, at: str) -> None:
        self._at = at
        self._read: list[Mapping[str, Any]] = []
        self.unread: list[str] = []
        self.mistakes: list[DefinitionError] = []

    def read(self, data: Mapping[str, Any]) -> FormSpec:
        groups = data.get("groups")
        keys: list[object] = []
        for place, group in enumerate(groups if isinstance(groups, list) else ()):
            self._group(group, f"groups[{place}]")
            key = group.get("key") if isinstance(group, Mapping) else None
            if key is not None and key in keys:
                self._note(f"groups[{place}].key", f"{key!r} is used twice")
            keys.append(key)
        self._rules(data.get("rules"))
        self._whole(data)
        return FormSpec.parse(self._behind(None)) if self._read else FormSpec(groups=())

    def _group(self, group: Any, at: str) -> None:
        fields = group.get("fields") if isinstance(group, Mapping) else None
        if not isinstance(group, Mapping) or not isinstance(fields, list) or not fields:
            self._try({"groups": [group]}, {"groups[0]": at})
            return
        # What the group says itself, with a question that is always right.
        alone = {**group, "fields": [{"key": "any__", "kind": "text", "label": "-"}]}
        self._try(self._behind(self._lenient(alone)), {f"groups[{self._place()}]": at})
        for place, item in enumerate(fields):
            self._field(item, f"{at}.fields[{place}]")

    def _field(self, item: Any, at: str) -> None:
        written = self._lenient(item) if isinstance(item, Mapping) else item
        if self._try(self._behind({**_ALONE, "fields": [written]}), {f"groups[{self._place()}].fields[0]": at}):
            self._read.append(written)
        elif isinstance(item, Mapping) and isinstance(item.get("key"), str):
            self.unread.append(item["key"])

    def _rules(self, rules: Any) -> None:
        for place, rule in enumerate(rules if isinstance(rules, list) else ()):
            if self._read and not self._names_unread(rule):
                self._try({**self._behind(None), "rules": [rule]}, {"rules[0]": f"rules[{place}]"})

    def _whole(self, data: Mapping[str, Any]) -> None:
        """What is wrong between groups (a key used twice), and keys that nobody knows."""
        if self.mistakes:
            rest = {key: value for key, value in data.items() if key not in ("groups", "rules")}
            if self._read:
                self._try({**rest, **self._behind(None)}, {})
            return
        self._try(data, {})

    def _try(self, data: Any, places: Mapping[str, str]) -> bool:
        try:
            FormSpec.parse(data)
        except DefinitionError as error:
            path = error.path
            for start, real in places.items():
                if path.startswith(start):
                    path = real + path[len(start) :]
            self._note(path, error.problem)
            return False
        return True

    def _note(self, path: str, problem: str) -> None:
        self.mistakes.append(_placed(DefinitionError(path, problem), self._at))

    def _behind(self, group: Mapping[str, Any] | None) -> dict[str, Any]:
        """A form of the questions that were read, and a group behind them."""
        read = [{**_GROUP, "fields": self._read}] if self._read else []
        return {"groups": [*read, *([group] if group is not None else ())]}

    def _place(self) -> int:
        return int(bool(self._read))

    def _lenient(self, item: Mapping[str, Any]) -> Mapping[str, Any]:
        """Without a condition that names a question which could not be read."""
        made = dict(item)
        if self.unread and self._names_unread(made.get("show_if")):
            del made["show_if"]
        return made

    def _names_unread(self, data: Any) -> bool:
        return any(name.partition(".")[0] in self.unread for name in _named(data))


def _named(data: Any) -> Iterator[str]:
    """Every question that a condition names, wherever in it."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            if key in ("field", "at") and isinstance(value, str):
                yield value
            else:
                yield from _named(value)
    elif isinstance(data, list):
        for item in data:
            yield from _named(item)


def _placed(error: DefinitionError, at: str) -> DefinitionError:
    return DefinitionError(f"{at}.{error.path}" if error.path else at, error.problem)
