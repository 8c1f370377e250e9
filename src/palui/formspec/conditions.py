"""Conditions over answers: when a field is asked, and what must hold between two answers.

Written as data: `{field: status, is: sewa}`, `{all: [...]}`, `{field: mulai, before: {field: selesai}}`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeAlias

from palui.formspec.definition import DefinitionError, Node
from palui.formspec.kinds import COMPOSITES, FILES, ORDERED, Kind

Lookup: TypeAlias = Callable[[str], object]
TODAY = "today"
_ISO_DATE = re.compile(r"\d{4}-\d{2}(-\d{2})?", re.ASCII)


class Operator(StrEnum):
    """What is asked of one answer."""

    IS = "is"
    IS_NOT = "is_not"
    IN = "in"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BEFORE = "before"
    AFTER = "after"
    FILLED = "filled"


ORDERING = frozenset({Operator.AT_LEAST, Operator.AT_MOST, Operator.BEFORE, Operator.AFTER})


@dataclass(frozen=True, slots=True)
class Other:
    """The answer of another field, to compare with."""

    field: str


@dataclass(frozen=True, slots=True)
class Today:
    """The day on which the form is answered."""


Operand: TypeAlias = str | int | float | bool | tuple[object, ...] | Other | Today


@dataclass(frozen=True, slots=True)
class Claim:
    """One test on one field. A missing answer meets no test but `is_not` and `filled: false`."""

    field: str
    operator: Operator
    operand: Operand


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Condition"


Condition: TypeAlias = Claim | All | AnyOf | Not


class Askable(Protocol):
    """What a condition must know of the field it names."""

    @property
    def kind(self) -> Kind:
        """What the field asks for."""

    @property
    def values(self) -> tuple[str, ...]:
        """The values that may be chosen; empty when the field has none of its own."""


def parse_condition(data: object, path: str, known: Mapping[str, Askable]) -> Condition:
    """Read a condition; `known` are the fields it may name. Raises DefinitionError."""
    node = Node(data, path)
    for word, joined in (("all", All), ("any", AnyOf)):
        if node.has(word):
            items = node.sequence(word)
            node.finish()
            if not items:
                node.fail(word, "needs at least one condition")
            places = (f"{node.at(word)}[{place}]" for place in range(len(items)))
            return joined(tuple(parse_condition(item, at, known) for item, at in zip(items, places, strict=True)))
    if node.has("not"):
        part = parse_condition(node.raw("not"), node.at("not"), known)
        node.finish()
        return Not(part)
    return _parse_claim(node, known)


def named_fields(condition: Condition) -> Iterator[str]:
    """Every field the condition looks at."""
    for claim in claims(condition):
        yield claim.field
        if isinstance(claim.operand, Other):
            yield claim.operand.field


def claims(condition: Condition) -> Iterator[Claim]:
    """The single tests inside a condition."""
    match condition:
        case Claim():
            yield condition
        case Not(part):
            yield from claims(part)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from claims(part)


def holds(condition: Condition, answer: Lookup, today: date) -> bool:
    """Whether the condition is met; `answer` gives a clean answer, or None where there is none."""
    match condition:
        case Claim():
            return _claim_holds(condition, answer, today)
        case All(parts):
            return all(holds(part, answer, today) for part in parts)
        case AnyOf(parts):
            return any(holds(part, answer, today) for part in parts)
        case Not(part):
            return not holds(part, answer, today)


def decidable(condition: Condition, answer: Lookup) -> bool:
    """Whether both sides of every comparison are answered; a rule is silent until they are."""
    for claim in claims(condition):
        if claim.operator in ORDERING and answer(claim.field) is None:
            return False
        if isinstance(claim.operand, Other) and answer(claim.operand.field) is None:
            return False
    return True


def _claim_holds(claim: Claim, answer: Lookup, today: date) -> bool:
    value = answer(claim.field)
    if claim.operator is Operator.FILLED:
        return (value is not None) == claim.operand
    operand: object = claim.operand
    if isinstance(operand, Other):
        operand = answer(operand.field)
    elif isinstance(operand, Today):
        operand = today.isoformat()
    if claim.operator is Operator.IS_NOT:
        return not _same(value, operand)
    if value is None or operand is None:
        return False
    if claim.operator is Operator.IS:
        return _same(value, operand)
    if claim.operator is Operator.IN:
        return isinstance(operand, tuple) and any(_same(value, one) for one in operand)
    return _in_order(claim.operator, value, operand)


def _same(value: object, operand: object) -> bool:
    if isinstance(value, list):
        return operand in value
    if isinstance(value, bool) or isinstance(operand, bool):
        return value is operand
    return value == operand


def _in_order(operator: Operator, value: object, operand: object) -> bool:
    difference = _difference(value, operand)
    if difference is None:
        return False
    match operator:
        case Operator.AT_LEAST:
            return difference >= 0
        case Operator.AT_MOST:
            return difference <= 0
        case Operator.BEFORE:
            return difference < 0
        case _:
            return difference > 0


def _difference(value: object, operand: object) -> float | None:
    """Below, at or above zero; None when the two cannot be compared."""
    if isinstance(value, str) and isinstance(operand, str):
        # A month compares with a day by its own length: "2021-03" is neither before nor after "2021-03-15".
        length = min(len(value), len(operand))
        return float((value[:length] > operand[:length]) - (value[:length] < operand[:length]))
    if isinstance(value, int | float) and isinstance(operand, int | float):
        return float((value > operand) - (value < operand))
    return None


def _parse_claim(node: Node, known: Mapping[str, Askable]) -> Claim:
    if not node.has("field"):
        raise DefinitionError(node.path, "a condition needs `field`, `all`, `any` or `not`")
    name = node.text("field")
    field = known.get(name)
    if field is None:
        node.fail("field", f"no field {name!r} can be asked about here")
    written = [operator for operator in Operator if node.has(operator)]
    if len(written) != 1:
        raise DefinitionError(node.path, f"a condition needs exactly one of: {', '.join(Operator)}")
    operator = written[0]
    operand = _parse_operand(node, operator, field, known)
    node.finish()
    return Claim(name, operator, operand)


def _parse_operand(node: Node, operator: Operator, field: Askable, known: Mapping[str, Askable]) -> Operand:
    if operator is Operator.FILLED:
        return node.flag(operator, default=True)
    _refuse_misfit(node, operator, field)
    if operator is Operator.IN:
        values = node.sequence(operator)
        if not values:
            node.fail(operator, "needs at least one value")
        return tuple(_literal(node, operator, value, field) for value in values)
    value = node.raw(operator)
    if isinstance(value, date):  # YAML reads an unquoted date as one
        value = value.isoformat()
    if isinstance(value, Mapping):
        return _parse_other(Node(value, node.at(operator)), field, known)
    if value == TODAY and field.kind is Kind.DATE:
        return Today()
    return _literal(node, operator, value, field)


def _refuse_misfit(node: Node, operator: Operator, field: Askable) -> None:
    if field.kind in COMPOSITES | FILES | {Kind.REPEAT}:
        node.fail(operator, f"a field of kind {field.kind} can only be asked whether it is `filled`")
    if operator in ORDERING and field.kind not in ORDERED:
        node.fail(operator, f"a field of kind {field.kind} has no order")


def _parse_other(node: Node, field: Askable, known: Mapping[str, Askable]) -> Other:
    name = node.text("field")
    node.finish()
    if name not in known:
        node.fail("field", f"no field {name!r} can be asked about here")
    if known[name].kind is not field.kind:
        node.fail("field", f"cannot compare a {field.kind} with a {known[name].kind}")
    return Other(name)


def _literal(node: Node, operator: Operator, value: object, field: Askable) -> str | int | float | bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if field.kind is Kind.YES_NO:
        fits = isinstance(value, bool)
    elif field.kind in {Kind.NUMBER, Kind.MONEY, Kind.DEGREE}:
        fits = is_number
    else:
        fits = isinstance(value, str) and (not field.values or value in field.values)
        fits = fits and (field.kind is not Kind.DATE or _ISO_DATE.fullmatch(str(value)) is not None)
    if not fits or not isinstance(value, str | int | float):
        node.fail(operator, f"{value!r} is no possible answer of a field of kind {field.kind}")
    return value
