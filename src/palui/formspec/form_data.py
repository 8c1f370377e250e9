"""Turns the flat names of a posted HTML form ("alamat.rt", "anak.0.name") into nested answers, and back again."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from palui.formspec.kinds import COMPOSITES, Kind
from palui.formspec.specification import MOST_ITEMS, Field, FormSpec

#: `request.POST.getlist`, or a mapping from name to the values sent under it.
FormData: TypeAlias = Callable[[str], Sequence[str]] | Mapping[str, Sequence[str]]
_Values: TypeAlias = Callable[[str], Sequence[str]]


def from_form_data(spec: FormSpec, data: FormData, *, groups: Collection[str] | None = None) -> dict[str, Any]:
    """The answers a posted form carries.

    A name that was not posted is left out, so that merging keeps what stood there; a posted empty value
    is "", [] or {}, so that merging clears it.
    """
    values = _values_of(data)
    answers: dict[str, Any] = {}
    for group in spec.groups:
        if groups is None or group.key in groups:
            answers.update(_object(group.fields, values, ""))
    return answers


def merge(draft: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """The draft with the answers of a group laid over it, field by field."""
    return {**draft, **answers}


def prefill(spec: FormSpec, context: Mapping[str, Any]) -> dict[str, Any]:
    """First answers from what is known: every field with `prefill: resident.name` takes that place of the context."""
    answers: dict[str, Any] = {}
    for key, item in spec.by_key.items():
        value = known_value(item, context)
        if value is not None:
            answers[key] = value
    return answers


def known_value(item: Field, context: Mapping[str, Any]) -> Any:
    """What the context says about a field, as JSON could hold it; None when it says nothing."""
    if not item.prefill:
        return None
    value: Any = context
    for step in item.prefill.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(step)
    return _as_json(value)


def add_item(spec: FormSpec, answers: Mapping[str, Any], *, at: str) -> dict[str, Any]:
    """The answers with one more, empty item in the repeated group `at` ("anak"). An unknown place changes nothing."""
    item = spec.by_key.get(at)
    if item is None or item.kind is not Kind.REPEAT:
        return dict(answers)
    rows = _rows(answers.get(at))
    shown = max(len(rows), item.min_items)
    if shown >= item.max_items:
        return dict(answers)
    rows += [{} for _ in range(shown + 1 - len(rows))]
    return {**answers, at: rows}


def remove_item(spec: FormSpec, answers: Mapping[str, Any], *, at: str) -> dict[str, Any]:
    """The answers without one item of a repeated group ("anak.0"). An unknown place changes nothing."""
    key, _, place = at.partition(".")
    item = spec.by_key.get(key)
    rows = _rows(answers.get(key))
    if item is None or item.kind is not Kind.REPEAT or not (place.isascii() and place.isdigit()):
        return dict(answers)
    return {**answers, key: [row for number, row in enumerate(rows) if str(number) != place]}


def attach(answers: Mapping[str, Any], *, at: str, reference: str) -> dict[str, Any]:
    """The answers with an uploaded file noted at its place ("foto", "anak.0.akta")."""
    key, _, rest = at.partition(".")
    if not rest:
        return {**answers, key: reference}
    place, _, inner = rest.partition(".")
    rows = _rows(answers.get(key))
    if not (place.isascii() and place.isdigit() and int(place) < MOST_ITEMS):
        return dict(answers)
    rows += [{} for _ in range(int(place) + 1 - len(rows))]
    rows[int(place)] = {**rows[int(place)], inner: reference}
    return {**answers, key: rows}


def _rows(value: object) -> list[dict[str, Any]]:
    return [dict(row) if isinstance(row, Mapping) else {} for row in value] if isinstance(value, list) else []


def _values_of(data: FormData) -> _Values:
    if not isinstance(data, Mapping):
        return data
    mapping = data

    def values(name: str) -> Sequence[str]:
        found = mapping.get(name, ())
        return (found,) if isinstance(found, str) else found

    return values


def _object(fields: tuple[Field, ...], values: _Values, prefix: str) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for item in fields:
        found = _answer(item, values, prefix + item.key)
        if found is not None:
            answers[item.key] = found
    return answers


def _answer(item: Field, values: _Values, name: str) -> Any:
    if item.kind in COMPOSITES:
        return _object(item.parts, values, f"{name}.") or None
    if item.kind is Kind.REPEAT:
        return _items(item, values, name)
    sent = values(name)
    if not sent:
        return None
    # A page sends an empty value before each checkbox and radio, so that "nothing chosen" arrives too.
    return [value for value in sent if value] if item.kind is Kind.CHOICES else sent[-1]


def _items(item: Field, values: _Values, name: str) -> list[dict[str, Any]] | None:
    rows: list[dict[str, Any]] = []
    for place in range(MOST_ITEMS + 1):
        row = _object(item.fields, values, f"{name}.{place}.")
        if row or values(f"{name}.{place}"):
            rows.append(row)
    return rows if rows or values(name) else None


def _as_json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _as_json(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_as_json(inner) for inner in value]
    return value if isinstance(value, str | int | float | bool) else None
