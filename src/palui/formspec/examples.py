"""Plausible answers to every question of a form: for previews, for trying a service out, and for samples of letters."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from palui.formspec.kinds import Kind, Precision
from palui.formspec.specification import Choices, Field, FormSpec
from palui.formspec.validation import validate
from palui.kernel import clock

#: Of a district that exists nowhere, so they belong to nobody.
_NIK, _KK = "637198010190{:04}", "637198010191{:04}"
_PEOPLE = ("Aminah", "Bahrani", "Camelia", "Darmawan", "Erlina", "Fahriah", "Gusti Noor", "Halimah")


def example(spec: FormSpec, *, choices: Choices | None = None, today: date | None = None) -> dict[str, Any]:
    """Raw answers (JSON) that the form takes, as far as its rules can be met by answering plainly.

    Files are not answered. Where an answer is refused, what else may be said is tried, and what may be left out is left out.
    """
    maker = _Maker(choices or {}, today or clock.today())
    answers = {key: value for key, item in spec.by_key.items() if (value := maker.value(item)) is not None}
    for at in _refused(spec, answers, maker):
        item = spec.by_key[at]
        if not item.required:
            del answers[at]
            continue
        for other in maker.others(item):
            answers[at] = other
            if at not in _refused(spec, answers, maker):
                break
    return answers


def _refused(spec: FormSpec, answers: Mapping[str, Any], maker: "_Maker") -> tuple[str, ...]:
    """The answered questions that need correcting."""
    errors = validate(spec, answers, files={}, choices=maker.choices, today=maker.today).errors
    return tuple(dict.fromkeys(root for at in errors if (root := at.partition(".")[0]) in answers))


class _Maker:
    def __init__(self, choices: Choices, today: date) -> None:
        self.choices, self.today = choices, today
        self._count = 0
        self._by_kind: Mapping[Kind, Callable[[Field], Any]] = {
            Kind.CHOICE: lambda item: item.options[0].value,
            Kind.CHOICES: lambda item: [item.options[0].value],
            Kind.YES_NO: lambda _: True,
            Kind.NUMBER: _amount,
            Kind.MONEY: _amount,
            Kind.DEGREE: _amount,
            Kind.DATE: self._day,
            Kind.TIME: lambda _: "09:30",
            Kind.KELURAHAN: lambda _: next((option.value for option in self.choices.get(Kind.KELURAHAN, ())), None),
            Kind.RT_RW: lambda _: "012",
            Kind.NIK: lambda _: _NIK.format(self._number()),
            Kind.KK: lambda _: _KK.format(self._number()),
            Kind.PHONE: lambda _: f"0812345{self._number():05}",
            Kind.REPEAT: lambda item: [self._inside(item.fields) for _ in range(max(item.min_items, 1))],
            Kind.PERSON: lambda item: self._inside(item.parts) or None,
            Kind.ADDRESS: lambda item: self._inside(item.parts) or None,
            Kind.PLACE: lambda item: self._inside(item.parts) or None,
            Kind.PHOTO: lambda _: None,
            Kind.FILE: lambda _: None,
        }

    def value(self, item: Field) -> Any:
        """One answer; None for what is not answered."""
        return self._by_kind.get(item.kind, self._text)(item)

    def others(self, item: Field) -> tuple[Any, ...]:
        """What else might be answered where the first answer is refused."""
        if item.kind is Kind.CHOICE:
            return item.values[1:]
        if item.kind is Kind.YES_NO:
            return (False,)
        if item.kind is Kind.DATE:
            return tuple((self.today + timedelta(days=days)).isoformat() for days in (30, 7, 1, 0, -1, -7, -30, -7000))
        return ()

    def _inside(self, fields: Iterable[Field]) -> dict[str, Any]:
        return {inner.key: value for inner in fields if (value := self.value(inner)) is not None}

    def _number(self) -> int:
        self._count += 1
        return self._count

    def _day(self, item: Field) -> str:
        ahead = 21 if item.minimum == "today" else -7
        day = self.today + timedelta(days=ahead)
        return day.isoformat()[:7] if item.precision is Precision.MONTH else day.isoformat()

    def _text(self, item: Field) -> str:
        if item.key in {"surel", "email"}:
            return "siti@contoh.id"
        if item.is_name or item.autocomplete == "name" or item.key in {"nama", "name"}:
            return f"{_PEOPLE[self._number() % len(_PEOPLE)]} binti Abdurrahman"[: item.max_length]
        text = item.hint.removeprefix("Misalnya ").rstrip(".") if item.hint.startswith("Misalnya ") else item.label
        return text[: item.max_length].strip()


def _amount(item: Field) -> int:
    low = item.minimum if isinstance(item.minimum, int | float) else 0
    high = item.maximum if isinstance(item.maximum, int | float) else 4_000_000
    usual = 2_500_000 if item.kind is Kind.MONEY else 2
    return int(min(max(usual, low), high))
