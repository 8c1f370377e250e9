"""Plausible answers to every question of a form: for previews, for trying a service out, and for samples of letters."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from palui.formspec.kinds import Kind, Precision
from palui.formspec.specification import Choices, Field, FormSpec
from palui.formspec.validation import validate
from palui.kernel import clock

#: Of a district that exists nowhere, so they belong to nobody.
_NIK, _KK = "637198010190{:04}", "637198010191{:04}"
_NAMES = ("Aminah", "Bahrani", "Camelia", "Darmawan", "Erlina", "Fahriah", "Gusti Noor", "Halimah")


def example(spec: FormSpec, *, choices: Choices | None = None, today: date | None = None) -> dict[str, Any]:
    """Raw answers (JSON) that the form takes, as far as its rules can be met by answering plainly.

    Files are not answered. Where a first choice is refused by a rule, the others are tried.
    """
    maker = _Maker(choices or {}, today or clock.today())
    answers = {key: value for key, item in spec.by_key.items() if (value := maker.value(item)) is not None}
    for rule in spec.rules:
        item = spec.by_key.get(rule.at)
        for other in maker.others(item) if item is not None else ():
            if not _refused(spec, answers, rule.at, maker):
                break
            answers[rule.at] = other
    return answers


def _refused(spec: FormSpec, answers: Mapping[str, Any], at: str, maker: "_Maker") -> bool:
    return at in validate(spec, answers, files={}, choices=maker.choices, today=maker.today).errors


class _Maker:
    def __init__(self, choices: Choices, today: date) -> None:
        self.choices, self.today = choices, today
        self._count = 0

    def value(self, item: Field) -> Any:
        """One answer."""
        match item.kind:
            case Kind.CHOICE:
                return item.options[0].value
            case Kind.CHOICES:
                return [item.options[0].value]
            case Kind.YES_NO:
                return True
            case Kind.NUMBER | Kind.MONEY | Kind.DEGREE:
                return _amount(item)
            case Kind.DATE:
                return self._day(item)
            case Kind.TIME:
                return "09:30"
            case Kind.KELURAHAN:
                known = self.choices.get(Kind.KELURAHAN, ())
                return known[0].value if known else None
            case Kind.REPEAT:
                many = max(item.min_items, 1)
                return [
                    {inner.key: value for inner in item.fields if (value := self.value(inner)) is not None}
                    for _ in range(many)
                ]
            case Kind.PERSON | Kind.ADDRESS | Kind.PLACE:
                parts = {part.key: value for part in item.parts if (value := self.value(part)) is not None}
                return parts or None
            case Kind.PHOTO | Kind.FILE:
                return None
            case _:
                return self._text(item)

    def others(self, item: Field) -> tuple[Any, ...]:
        """What else might be answered where a rule refuses the first."""
        if item.kind is Kind.CHOICE:
            return item.values[1:]
        if item.kind is Kind.YES_NO:
            return (False,)
        if item.kind is Kind.DATE:
            return tuple((self.today + timedelta(days=days)).isoformat() for days in (30, 7, 1, 0, -1, -7, -30, -7000))
        return ()

    def _day(self, item: Field) -> str:
        earliest = self.today if item.minimum == "today" else None
        day = earliest + timedelta(days=21) if earliest else self.today - timedelta(days=7)
        return day.isoformat()[:7] if item.precision is Precision.MONTH else day.isoformat()

    def _text(self, item: Field) -> str:
        self._count += 1
        if item.kind is Kind.NIK:
            return _NIK.format(self._count)
        if item.kind is Kind.KK:
            return _KK.format(self._count)
        if item.kind is Kind.PHONE:
            return f"0812345{self._count:05}"
        if item.kind is Kind.RT_RW:
            return "012"
        name = f"{_NAMES[self._count % len(_NAMES)]} binti Abdurrahman"
        if item.is_name or item.autocomplete == "name" or item.key in {"nama", "name"}:
            return name[: item.max_length]
        if item.key in {"surel", "email"}:
            return "siti@contoh.id"
        text = item.hint.removeprefix("Misalnya ").rstrip(".") if item.hint.startswith("Misalnya ") else item.label
        return (text or item.label)[: item.max_length].strip()


def _amount(item: Field) -> int:
    low = item.minimum if isinstance(item.minimum, int | float) else 0
    high = item.maximum if isinstance(item.maximum, int | float) else 4_000_000
    usual = 2_500_000 if item.kind is Kind.MONEY else 2
    return int(min(max(usual, low), high))
