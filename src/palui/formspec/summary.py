"""Answers as people read them: on the page to check them, on the officer's desk, in print, in a letter."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from palui.formspec.amounts import say_money, say_number
from palui.formspec.dates import say_clock, say_date
from palui.formspec.kinds import FILES, Kind
from palui.formspec.specification import Choices, Field, FormSpec, Option
from palui.formspec.validation import Reading, read_form
from palui.formspec.values import Surroundings
from palui.kernel import clock
from palui.kernel.identifiers import Phone, mask_digits
from palui.kernel.language import say

_SAYINGS: Mapping[Kind, Callable[[str], str]] = {
    Kind.DATE: say_date,
    Kind.TIME: say_clock,
    Kind.PHONE: lambda e164: Phone(e164).national,
    Kind.PHOTO: lambda _: say("Foto terlampir"),
    Kind.FILE: lambda _: say("Berkas terlampir"),
}


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One answer. `key` is its place ("alamat", "anak.0.nama"); `file` names the evidence of a photo or file."""

    key: str
    label: str
    text: str
    is_answered: bool = True
    file: str = ""


@dataclass(frozen=True, slots=True)
class SummaryGroup:
    """The answers of one page."""

    key: str
    title: str
    rows: tuple[SummaryRow, ...]


def summary(
    spec: FormSpec,
    answers: Mapping[str, Any],
    *,
    choices: Choices | None = None,
    files: Mapping[str, object] | None = None,
    mask: bool = False,
    today: date | None = None,
) -> tuple[SummaryGroup, ...]:
    """Every question that applies with its answer in words; `mask` hides the middle of NIK and KK.

    Takes clean answers as well as a draft; what cannot be read counts as not answered.
    """
    there = _references(spec, answers) if files is None else files
    around = Surroundings(today or clock.today(), there, choices or {})
    reading = read_form(spec, answers, around)
    speaker = _Speaker(reading, choices or {}, mask)
    return tuple(
        SummaryGroup(group.key, say(group.title), rows)
        for group in reading.groups
        if (rows := tuple(row for item in group.fields for row in speaker.rows(item)))
    )


class _Speaker:
    def __init__(self, reading: Reading, choices: Choices, mask: bool) -> None:
        self._reading = reading
        self._choices = choices
        self._mask = mask

    def rows(self, item: Field) -> list[SummaryRow]:
        """The rows of one field: one, or one for every question of every item."""
        if item.key not in self._reading.shown:
            return []
        value = self._reading.values.get(item.key)
        if item.kind is not Kind.REPEAT or not isinstance(value, list):
            return [self._row(item, value, item.key, say(item.label))]
        return [
            self._row(inner, row[inner.key], f"{item.key}.{place}.{inner.key}", _item_label(item, place, inner))
            for place, row in enumerate(value)
            for inner in item.fields
            if inner.key in row
        ]

    def _row(self, item: Field, value: object, key: str, label: str) -> SummaryRow:
        if value is None:
            return SummaryRow(key, label, say("Tidak diisi"), is_answered=False)
        file = str(value) if item.kind in FILES else ""
        return SummaryRow(key, label, self.say(item, value), file=file)

    def say(self, item: Field, value: object) -> str:
        """One clean answer in words."""
        match item.kind, value:
            case ((Kind.ADDRESS | Kind.PERSON | Kind.PLACE), dict()):
                return self._say_whole(item, value)
            case Kind.YES_NO, bool():
                return say("Ya") if value else say("Tidak")
            case Kind.MONEY, int():
                return say_money(value)
            case Kind.NUMBER, int() | float():
                return say_number(value) + (f" {say(item.unit)}" if item.unit else "")
            case Kind.CHOICES, list():
                return ", ".join(_label(item.options, str(one)) for one in value)
            case _:
                return self._say_text(item, str(value))

    def _say_text(self, item: Field, value: str) -> str:
        if item.kind in (Kind.CHOICE, Kind.KELURAHAN):
            options = item.options if item.kind is Kind.CHOICE else self._choices.get(Kind.KELURAHAN, ())
            return _label(options, value)
        if item.kind in (Kind.NIK, Kind.KK):
            return mask_digits(value) if self._mask else value
        saying = _SAYINGS.get(item.kind)
        return saying(value) if saying else value

    def _say_whole(self, item: Field, value: dict[str, Any]) -> str:
        said = {part.key: self.say(part, value[part.key]) for part in item.parts if part.key in value}
        if item.kind is Kind.ADDRESS:
            neighbourhood = f"RT {said['rt']} RW {said['rw']}" if "rw" in said else f"RT {said['rt']}"
            return f"{said['street']}, {neighbourhood}, Kelurahan {said['kelurahan']}"
        if item.kind is Kind.PLACE:
            return _say_place(said)
        return ", ".join(f"NIK {text}" if key == "nik" else text for key, text in said.items())


def _say_place(said: dict[str, str]) -> str:
    pieces = [said["description"]] if "description" in said else []
    if "lat" in said:
        pieces.append(f"{said['lat']}, {said['lon']}")
    return " · ".join(pieces)


def _item_label(item: Field, place: int, inner: Field) -> str:
    return f"{say(item.item_label)} {place + 1}: {say(inner.label)}"


def _label(options: tuple[Option, ...], value: str) -> str:
    return next((say(option.label) for option in options if option.value == value), value)


def _references(spec: FormSpec, answers: Mapping[str, Any]) -> dict[str, object]:
    """The files that the answers themselves name."""
    found: dict[str, object] = {}
    for item in spec.by_key.values():
        value = answers.get(item.key)
        if item.kind in FILES and isinstance(value, str):
            found[value] = True
        elif item.kind is Kind.REPEAT and isinstance(value, list):
            keys = [inner.key for inner in item.fields if inner.kind in FILES]
            found |= {str(row[key]): True for row in value if isinstance(row, Mapping) for key in keys if row.get(key)}
    return found
