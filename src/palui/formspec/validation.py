"""Reads a whole form: which questions are asked, what was answered, what needs correcting."""

import dataclasses
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from typing import Any

from palui.formspec import sentences
from palui.formspec.conditions import Condition, Lookup, decidable, holds, named_fields
from palui.formspec.kinds import COMPOSITES, FILES, Kind
from palui.formspec.specification import Choices, Field, FormSpec, Group
from palui.formspec.text import storable
from palui.formspec.values import Refused, Surroundings, read_scalar
from palui.kernel import clock
from palui.kernel.language import say


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an attempt.

    `answers` are the clean answers of the groups asked for; `errors` map places ("alamat.rt",
    "anak.0.name") to sentences, in the order of the form; `raw` is everything typed, also in fields that
    are hidden now, in a form that can be stored as the draft.
    """

    answers: dict[str, Any]
    errors: dict[str, str]
    raw: dict[str, Any]

    @property
    def is_valid(self) -> bool:
        """Whether nothing needs correcting."""
        return not self.errors


@dataclass(slots=True)
class Reading:
    """A form read once: clean values, sentences by place, and the places that are asked at all."""

    values: dict[str, object] = dataclass_field(default_factory=dict)
    errors: dict[str, str] = dataclass_field(default_factory=dict)
    shown: set[str] = dataclass_field(default_factory=set)
    groups: tuple[Group, ...] = ()

    def answer(self, name: str) -> object:
        """The clean answer of a field ("status") or of a part of one ("alamat.kelurahan")."""
        if "." not in name:
            return self.values.get(name)
        whole, _, part = name.partition(".")
        value = self.values.get(whole)
        return value.get(part) if isinstance(value, dict) else None


def validate(
    spec: FormSpec,
    raw: object,
    *,
    groups: Collection[str] | None = None,
    files: Mapping[str, object] | None = None,
    choices: Choices | None = None,
    today: date | None = None,
) -> Outcome:
    """Check answers, whatever they are: JSON values, or what `from_form_data` made of a posted form.

    `raw` should hold the answers of all groups so far, because conditions may look at them; `groups` (keys)
    limits what is judged and returned. `files` are the uploads that are there, by key. Never raises.
    """
    today = today or clock.today()
    reading = read_form(spec, raw, Surroundings(today, files or {}, choices or {}))
    asked = {
        item.key
        for group in reading.groups
        if groups is None or group.key in groups
        for item in group.fields
        if item.key in reading.shown
    }
    errors = {place: text for place, text in reading.errors.items() if place.partition(".")[0] in asked}
    for rule in spec.rules:
        if rule.at in asked and rule.at not in errors and _breaks(rule.check, reading, today):
            errors[rule.at] = say(rule.message)
    answers: dict[str, Any] = {key: value for key, value in reading.values.items() if key in asked}
    return Outcome(answers=answers, errors=errors, raw=kept(spec, raw))


def visible_groups(
    spec: FormSpec,
    answers: object,
    *,
    files: Mapping[str, object] | None = None,
    choices: Choices | None = None,
    today: date | None = None,
) -> tuple[Group, ...]:
    """The groups (pages) that apply to these answers, in order."""
    return read_form(spec, answers, Surroundings(today or clock.today(), files or {}, choices or {})).groups


def kept(spec: FormSpec, raw: object) -> dict[str, Any]:
    """What was typed, in the shape of the form and free of signs no database stores; unknown keys are left out."""
    if not isinstance(raw, Mapping):
        return {}
    return {key: _kept(item, raw[key]) for key, item in spec.by_key.items() if raw.get(key) is not None}


def read_form(spec: FormSpec, raw: object, around: Surroundings) -> Reading:
    """Read every field that applies. Answers of hidden fields are passed over and count as not given."""
    reading = Reading()
    sent = raw if isinstance(raw, Mapping) else {}
    groups: list[Group] = []
    for group in spec.groups:
        if not _applies(group.show_if, reading.answer, around.today):
            continue
        shown_before = len(reading.shown)
        for item in group.fields:
            _read_into(reading.values, item, sent.get(item.key), item.key, around, reading, reading.answer)
        if len(reading.shown) > shown_before:
            groups.append(group)
    reading.groups = tuple(groups)
    return reading


def _breaks(check: Condition, reading: Reading, today: date) -> bool:
    """A rule speaks only when everything it looks at is readable."""
    wrong = {place.partition(".")[0] for place in reading.errors}
    if any(name.partition(".")[0] in wrong for name in named_fields(check)):
        return False
    return decidable(check, reading.answer) and not holds(check, reading.answer, today)


def _applies(condition: Condition | None, answer: Lookup, today: date) -> bool:
    return condition is None or holds(condition, answer, today)


def _read_into(
    values: dict[str, object],
    item: Field,
    raw: object,
    path: str,
    around: Surroundings,
    reading: Reading,
    answer: Lookup,
) -> None:
    if not _applies(item.show_if, answer, around.today):
        return
    reading.shown.add(path)
    errors_before = len(reading.errors)
    value = _read(item, raw, path, around, reading)
    if value is not None:
        values[item.key] = value
    elif item.required and len(reading.errors) == errors_before:
        reading.errors[path] = sentences.missing(item)


def _read(item: Field, raw: object, path: str, around: Surroundings, reading: Reading) -> object:
    try:
        if item.kind in FILES:
            return _read_file(raw, path, around)
        if item.kind is Kind.REPEAT:
            return _read_repeat(item, raw, path, around, reading)
        if item.kind in COMPOSITES:
            return _read_whole(item, raw, path, around, reading)
        return read_scalar(item, raw, around)
    except Refused as refused:
        reading.errors[path] = say(str(refused))
        return None


def _read_file(raw: object, path: str, around: Surroundings) -> str | None:
    """The key of the evidence. Items of a repeat name theirs themselves: an item may move when another goes."""
    if isinstance(raw, str) and raw.strip():
        if raw in around.files:
            return raw
        raise Refused(sentences.NO_FILE)
    return path if raw in (None, "") and "." not in path and path in around.files else None


def _read_whole(item: Field, raw: object, path: str, around: Surroundings, reading: Reading) -> object:
    if _is_blank(raw):
        if not item.required or item.missing or item.kind is Kind.PLACE:
            return None
        raw = {}
    if not isinstance(raw, Mapping):
        raise Refused(sentences.unreadable(item))
    errors_before = len(reading.errors)
    parts = _read_parts(item, raw, path, around, reading)
    if len(reading.errors) > errors_before:
        return None
    return _whole_place(parts) if item.kind is Kind.PLACE else parts


def _read_parts(
    item: Field, raw: Mapping[Any, Any], path: str, around: Surroundings, reading: Reading
) -> dict[str, object]:
    parts: dict[str, object] = {}
    for part in item.parts:
        try:
            value = read_scalar(part, raw.get(part.key), around)
        except Refused as refused:
            reading.errors[f"{path}.{part.key}"] = say(str(refused))
            continue
        if value is not None:
            parts[part.key] = value
        elif part.required:
            reading.errors[f"{path}.{part.key}"] = sentences.missing(part)
    return parts


def _whole_place(parts: dict[str, object]) -> dict[str, object]:
    """A point needs both degrees; words alone are a place too, for phones that know no position."""
    if ("lat" in parts) != ("lon" in parts):
        raise Refused(sentences.DEGREE)
    if "lat" not in parts:
        parts.pop("accuracy", None)
    if not parts:
        raise Refused(sentences.PLACE)
    return parts


def _read_repeat(item: Field, raw: object, path: str, around: Surroundings, reading: Reading) -> object:
    rows = [] if _is_blank(raw) and not isinstance(raw, list | tuple) else raw
    if not isinstance(rows, list | tuple):
        raise Refused(sentences.unreadable(item))
    errors_before = len(reading.errors)
    items = [
        values
        for place in _places_to_read(item, rows)
        if (values := _read_item(item, rows[place], f"{path}.{place}", around, reading))
    ]
    if len(reading.errors) > errors_before:
        return None
    if len(items) < item.min_items:
        raise Refused(sentences.too_few_items(item))
    return items or None


def _places_to_read(item: Field, rows: Sequence[object]) -> list[int]:
    """Items with something in them, and as many empty ones as are still missing: their questions then speak."""
    blank = [_is_blank(row) for row in rows]
    written = len(rows) - sum(blank)
    if written > item.max_items:
        raise Refused(sentences.too_many_items(item))
    spare = max(item.min_items - written, 0)
    places: list[int] = []
    for place, is_blank in enumerate(blank):
        if is_blank and spare == 0:
            continue
        spare -= is_blank
        places.append(place)
    return places


def _read_item(item: Field, sent: object, path: str, around: Surroundings, reading: Reading) -> dict[str, object]:
    if _is_blank(sent):
        sent = {}
    if not isinstance(sent, Mapping):
        reading.errors[path] = sentences.unreadable(dataclasses.replace(item, invalid=""))
        return {}
    values: dict[str, object] = {}
    answer = _inside(values, {inner.key for inner in item.fields}, reading.answer)
    for inner in item.fields:
        _read_into(values, inner, sent.get(inner.key), f"{path}.{inner.key}", around, reading, answer)
    return values


def _inside(values: dict[str, object], keys: set[str], outer: Lookup) -> Callable[[str], object]:
    """Answers as a field inside an item sees them: its neighbours first, then the whole form."""

    def answer(name: str) -> object:
        whole, _, part = name.partition(".")
        if whole not in keys:
            return outer(name)
        value = values.get(whole)
        if not part:
            return value
        return value.get(part) if isinstance(value, dict) else None

    return answer


def _is_blank(raw: object, depth: int = 0) -> bool:
    """Nothing in it that a person typed."""
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return True
    if depth > 3:
        return False
    if isinstance(raw, Mapping):
        return all(_is_blank(value, depth + 1) for value in raw.values())
    return isinstance(raw, list | tuple) and all(_is_blank(value, depth + 1) for value in raw)


def _kept(item: Field, raw: object) -> Any:
    if item.kind is Kind.REPEAT:
        rows = raw if isinstance(raw, list | tuple) else []
        return [_kept_object(item.fields, row) for row in rows]
    if item.kind in COMPOSITES:
        return _kept_object(item.parts, raw)
    if item.kind is Kind.CHOICES:
        return [_kept_scalar(one) for one in (raw if isinstance(raw, list | tuple) else [raw])]
    return _kept_scalar(raw)


def _kept_object(fields: tuple[Field, ...], raw: object) -> dict[str, Any]:
    if not isinstance(raw, Mapping):
        return {}
    return {inner.key: _kept(inner, raw[inner.key]) for inner in fields if raw.get(inner.key) is not None}


def _kept_scalar(raw: object) -> str | int | float | bool | None:
    if isinstance(raw, str):
        return storable(raw)
    if isinstance(raw, int | float) and abs(raw) <= 10**30:
        return raw
    return None
