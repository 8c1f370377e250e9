"""The form as JSON Schema (draft 2020-12), for programs that fill it through the API.

The schema never asks for more than `validate` does: what it cannot say (files, "today", order of dates)
it leaves out, and `validate` has the last word.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

from palui.formspec.amounts import LARGEST
from palui.formspec.conditions import (
    All,
    AnyOf,
    Claim,
    Condition,
    Not,
    Operator,
    Other,
    Today,
    named_fields,
)
from palui.formspec.kinds import AMOUNTS, COMPOSITES, FILES, WITH_OPTIONS, WRITTEN, Kind, Precision
from palui.formspec.specification import Choices, Field, FormSpec, Option

Schema: TypeAlias = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_MONTH = r"^[0-9]{4}-(0[1-9]|1[0-2])$"
_PATTERNS: Mapping[Kind, str] = {
    Kind.TIME: r"^([01][0-9]|2[0-3]):[0-5][0-9]$",
    Kind.NIK: r"^[0-9]{16}$",
    Kind.KK: r"^[0-9]{16}$",
    Kind.PHONE: r"^\+[1-9][0-9]{5,14}$",
    Kind.KELURAHAN: r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}$",
    Kind.RT_RW: r"^[0-9]{2,3}$",
}


def json_schema(spec: FormSpec, *, choices: Choices | None = None) -> Schema:
    """The schema of clean answers; `choices` fill the lists the definition leaves open (kelurahan)."""
    asked_when = _Visibility(spec)
    top = [(item, _both(group.show_if, item.show_if)) for group in spec.groups for item in group.fields]
    schema = _object(tuple(item for item, _ in top), choices or {})
    schema["required"] = [item.key for item, condition in top if _must(item) and condition is None]
    conditional = [
        {"if": test, "then": {"required": [item.key]}}
        for item, condition in top
        if _must(item) and condition is not None and (test := asked_when.test(condition)) is not None
    ]
    if conditional:
        schema["allOf"] = conditional
    return {"$schema": DIALECT, **schema}


class _Visibility:
    """Conditions as schemas. A test on a field that may be hidden also asks that the field is shown."""

    def __init__(self, spec: FormSpec, inside: Field | None = None) -> None:
        self._fields: dict[str, Field] = dict(spec.by_key) if inside is None else {f.key: f for f in inside.fields}
        self._shown_when: dict[str, Condition | None] = {}
        if inside is None:
            for group in spec.groups:
                self._shown_when |= {item.key: _both(group.show_if, item.show_if) for item in group.fields}
        else:
            self._shown_when |= {item.key: item.show_if for item in inside.fields}

    def test(self, condition: Condition) -> Schema | None:
        """The schema that answers meet exactly when the condition holds; None when no schema can say it."""
        match condition:
            case Claim():
                return self._claim(condition)
            case Not(part):
                inner = self.test(part)
                return None if inner is None else {"not": inner}
            case All(parts) | AnyOf(parts):
                tests = [self.test(part) for part in parts]
                if any(test is None for test in tests):
                    return None
                return {"allOf" if isinstance(condition, All) else "anyOf": tests}

    def _claim(self, claim: Claim) -> Schema | None:
        if claim.operator is Operator.IS_NOT:
            return self.test(Not(Claim(claim.field, Operator.IS, claim.operand)))
        if claim.operator is Operator.FILLED and claim.operand is False:
            return self.test(Not(Claim(claim.field, Operator.FILLED, True)))
        key, _, part = claim.field.partition(".")
        item = self._fields.get(key)
        value = _value_test(claim, item) if item is not None else None
        if item is None or value is None:
            return None
        if part:
            value = {"required": [part], "properties": {part: value}}
        test: Schema = {"required": [key], "properties": {key: value}}
        shown_when = self._shown_when[key]
        if shown_when is None:
            return test
        shown = self.test(shown_when)
        return None if shown is None else {"allOf": [shown, test]}


def _value_test(claim: Claim, item: Field) -> Schema | None:
    operand = claim.operand
    if item.kind in FILES or isinstance(operand, Other | Today):
        return None
    if claim.operator is Operator.FILLED:
        return {}
    if claim.operator in (Operator.IS, Operator.IN):
        wanted = list(operand) if isinstance(operand, tuple) else [operand]
        return {"contains": {"enum": wanted}} if item.kind is Kind.CHOICES else {"enum": wanted}
    if item.kind not in AMOUNTS:
        return None
    words = {
        Operator.AT_LEAST: "minimum",
        Operator.AT_MOST: "maximum",
        Operator.BEFORE: "exclusiveMaximum",
        Operator.AFTER: "exclusiveMinimum",
    }
    return {words[claim.operator]: operand}


def _both(first: Condition | None, second: Condition | None) -> Condition | None:
    if first is None or second is None:
        return first or second
    return All((first, second))


def _must(item: Field) -> bool:
    """Files travel apart from the answers, so a schema cannot ask for them."""
    return item.required and item.kind not in FILES


def _field(item: Field, choices: Choices) -> Schema:
    schema: Schema = {"title": item.label}
    if item.hint:
        schema["description"] = item.hint
    if item.kind is Kind.REPEAT:
        return schema | _repeat(item, choices)
    if item.kind in COMPOSITES:
        schema |= _object(item.parts, choices)
        schema["required"] = [part.key for part in item.parts if part.required]
        if item.kind is Kind.PLACE:
            schema["anyOf"] = [{"required": ["lat", "lon"]}, {"required": ["description"]}]
            schema["dependentRequired"] = {"lat": ["lon"], "lon": ["lat"]}
        return schema
    return schema | _scalar(item, choices)


def _object(fields: tuple[Field, ...], choices: Choices) -> Schema:
    return {
        "type": "object",
        "properties": {item.key: _field(item, choices) for item in fields},
        "additionalProperties": False,
    }


def _repeat(item: Field, choices: Choices) -> Schema:
    row = _object(item.fields, choices)
    row["minProperties"] = 1
    row["required"] = [inner.key for inner in item.fields if _must(inner) and inner.show_if is None]
    asked_when = _Visibility(FormSpec(groups=()), inside=item)
    own = {inner.key for inner in item.fields}
    conditional = [
        {"if": test, "then": {"required": [inner.key]}}
        for inner in item.fields
        if _must(inner)
        and inner.show_if is not None
        # An item cannot look at the form around it.
        and all(name.partition(".")[0] in own for name in named_fields(inner.show_if))
        and (test := asked_when.test(inner.show_if)) is not None
    ]
    if conditional:
        row["allOf"] = conditional
    return {"type": "array", "minItems": max(item.min_items, 1), "maxItems": item.max_items, "items": row}


def _scalar(item: Field, choices: Choices) -> Schema:
    if item.kind in WRITTEN:
        return _text(item)
    if item.kind in AMOUNTS:
        return _amount(item)
    if item.kind in WITH_OPTIONS:
        options = _enum(item.options)
        if item.kind is Kind.CHOICE:
            return options
        return {"type": "array", "items": options, "uniqueItems": True, "minItems": 1}
    if item.kind is Kind.KELURAHAN and Kind.KELURAHAN in choices:
        return _enum(choices[Kind.KELURAHAN])
    return _fixed(item)


def _fixed(item: Field) -> Schema:
    match item.kind:
        case Kind.YES_NO:
            return {"type": "boolean"}
        case Kind.DATE if item.precision is Precision.DAY:
            return {"type": "string", "format": "date"}
        case Kind.DATE:
            return {"type": "string", "pattern": _MONTH}
        case Kind.PHOTO | Kind.FILE:
            return {"type": "string", "minLength": 1}
        case _:
            return {"type": "string", "pattern": _PATTERNS[item.kind]}


def _text(item: Field) -> Schema:
    schema: Schema = {"type": "string", "minLength": max(item.min_length, 1), "maxLength": item.max_length}
    if item.pattern:
        schema["pattern"] = f"^(?:{item.pattern})$"
    return schema


def _amount(item: Field) -> Schema:
    is_whole = item.kind is Kind.MONEY or (item.kind is Kind.NUMBER and not item.decimals)
    schema: Schema = {"type": "integer" if is_whole else "number"}
    lowest = item.minimum if item.minimum is not None else 0 if item.kind is Kind.MONEY else -LARGEST
    if item.kind is Kind.MONEY and isinstance(lowest, int | float):
        lowest = max(lowest, 0)
    schema["minimum"] = lowest
    schema["maximum"] = item.maximum if item.maximum is not None else LARGEST
    return schema


def _enum(options: tuple[Option, ...]) -> Schema:
    return {
        "type": "string",
        "enum": [option.value for option in options],
        "oneOf": [{"const": option.value, "title": option.label} for option in options],
    }
