"""Reads one answer: from what was typed or sent to a normal form that JSON can hold.

Normal forms: text and chosen values as text; numbers as numbers; rupiah as a whole number; dates as
"2026-11-24", months as "2021-03"; hours as "08:30"; NIK and KK as 16 digits; telephones in E.164;
person, address and place as objects; photos and files as the key of the evidence; repeats as lists.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from typing import TypeAlias

import re2

from palui.formspec import sentences
from palui.formspec.amounts import LARGEST, read_money, read_number, whole_if_whole
from palui.formspec.conditions import TODAY
from palui.formspec.dates import NotADate, read_clock, read_day, read_month
from palui.formspec.kinds import Kind, Precision
from palui.formspec.specification import Choices, Field
from palui.formspec.text import is_name, is_printable, tidy
from palui.kernel.errors import DomainError
from palui.kernel.identifiers import Kk, Nik, Phone


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What reading an answer needs to know beside the form: the day, the files that are there, the options."""

    today: date
    files: Mapping[str, object] = dataclass_field(default_factory=dict)
    choices: Choices = dataclass_field(default_factory=dict)


class Refused(Exception):
    """The answer needs correcting; the text is the sentence for the person."""


Reader: TypeAlias = Callable[[Field, object, Surroundings], object]

_KELURAHAN_CODE = re.compile(r"\d{2}\.\d{2}\.\d{2}\.\d{4}", re.ASCII)
_YES = frozenset({"ya", "y", "true", "1", "yes", "on"})
_NO = frozenset({"tidak", "t", "false", "0", "no", "off"})
_BIGGEST_SENT = 10**30
_LONGEST_TYPED = 500


def read_scalar(field: Field, raw: object, around: Surroundings) -> object:
    """The normal form of an answer that is not an object, a list or a file; None when nothing was answered.

    Raises Refused with the sentence for the person.
    """
    return _READERS[field.kind](field, raw, around)


def as_text(raw: object) -> str | None:
    """What was sent as a person would have typed it; None for a shape that nobody can type."""
    if raw is None:
        return ""
    if isinstance(raw, str):
        return raw
    number = _sent_number(raw)
    return None if number is None else str(number)


def _sent_number(raw: object) -> float | int | None:
    """A JSON number of a size that makes sense; None for anything else."""
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not abs(raw) <= _BIGGEST_SENT:
        return None
    return whole_if_whole(raw)


def _typed(field: Field, raw: object) -> str:
    text = as_text(raw)
    if text is None or len(text) > _LONGEST_TYPED:
        raise Refused(sentences.unreadable(field))
    return tidy(text)


def _text(field: Field, raw: object, _around: Surroundings) -> str | None:
    typed = as_text(raw)
    if typed is None:
        raise Refused(sentences.unreadable(field))
    if len(typed) > _LONGEST_TYPED + 4 * field.max_length:
        raise Refused(sentences.too_long(field, len(typed)))
    text = tidy(typed, lines=field.kind is Kind.LONG_TEXT)
    if not text:
        return None
    problem = _problem_of(field, text)
    if problem:
        raise Refused(problem)
    return text


def _problem_of(field: Field, text: str) -> str:
    if len(text) > field.max_length:
        return sentences.too_long(field, len(text))
    if len(text) < field.min_length:
        return sentences.too_short(field)
    if field.is_name and not is_name(text):
        return sentences.NAME
    if not is_printable(text):
        return sentences.UNPRINTABLE
    return field.invalid if field.pattern and not re2.fullmatch(field.pattern, text) else ""


def _number(field: Field, raw: object, _around: Surroundings) -> float | int | None:
    number: float | int | None
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        number = _sent_number(raw)
    else:
        text = _typed(field, raw)
        if not text:
            return None
        number = read_number(text.removesuffix(field.unit).strip() if field.unit else text)
    if number is None or abs(number) > LARGEST:
        raise Refused(sentences.not_a_number(field))
    if round(number, field.decimals) != number:
        raise Refused(sentences.not_whole(field))
    return _within(field, number)


def _money(field: Field, raw: object, _around: Surroundings) -> int | None:
    rupiah: float | int | None
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        rupiah = _sent_number(raw)
    else:
        text = _typed(field, raw)
        if not text:
            return None
        rupiah = read_money(text)
    if not isinstance(rupiah, int) or not 0 <= rupiah <= LARGEST:
        raise Refused(field.invalid or sentences.MONEY)
    _within(field, rupiah)
    return rupiah


def _within(field: Field, number: float | int) -> float | int:
    if isinstance(field.minimum, int | float) and number < field.minimum:
        raise Refused(sentences.out_of_range(field, field.minimum, is_floor=True))
    if isinstance(field.maximum, int | float) and number > field.maximum:
        raise Refused(sentences.out_of_range(field, field.maximum, is_floor=False))
    return number


def _degree(field: Field, raw: object, _around: Surroundings) -> float | int | None:
    text = _typed(field, raw)
    if not text:
        return None
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        raise Refused(sentences.DEGREE) from None
    lowest, highest = field.minimum, field.maximum
    if not isinstance(lowest, int) or not isinstance(highest, int) or not lowest <= number <= highest:
        raise Refused(sentences.DEGREE)
    return whole_if_whole(round(number, 6))


def _date(field: Field, raw: object, around: Surroundings) -> str | None:
    text = _typed(field, raw)
    if not text:
        return None
    read = read_month if field.precision is Precision.MONTH else read_day
    try:
        found = read(text, around.today)
    except NotADate as error:
        raise Refused(sentences.not_a_date(field, error.reason)) from None
    for bound, is_floor in ((field.minimum, True), (field.maximum, False)):
        if isinstance(bound, str):
            limit = around.today.isoformat() if bound == TODAY else bound
            if (found < limit[: len(found)]) if is_floor else (found > limit[: len(found)]):
                sentence = sentences.date_out_of_range(
                    field, limit[: len(found)], is_floor=is_floor, is_today=bound == TODAY
                )
                raise Refused(sentence)
    return found


def _time(field: Field, raw: object, _around: Surroundings) -> str | None:
    text = _typed(field, raw)
    if not text:
        return None
    clock = read_clock(text)
    if clock is None:
        raise Refused(field.invalid or sentences.CLOCK)
    return clock


def _choice(field: Field, raw: object, _around: Surroundings) -> str | None:
    text = _typed(field, raw)
    if not text:
        return None
    if text not in field.values:
        raise Refused(sentences.not_an_option(field))
    return text


def _choices(field: Field, raw: object, _around: Surroundings) -> list[str] | None:
    sent = raw if isinstance(raw, list | tuple) else [raw]
    picked = {_typed(field, item) for item in sent} - {""}
    if not picked:
        return None
    if not picked <= set(field.values):
        raise Refused(sentences.not_an_option(field))
    return [value for value in field.values if value in picked]


def _yes_no(field: Field, raw: object, _around: Surroundings) -> bool | None:
    if isinstance(raw, bool):
        return raw
    text = _typed(field, raw).lower()
    if not text:
        return None
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise Refused(sentences.YES_NO)


def _nik(field: Field, raw: object, _around: Surroundings) -> str | None:
    text = _typed(field, raw)
    return _recognised(lambda: Nik.parse(text).digits) if text else None


def _kk(field: Field, raw: object, _around: Surroundings) -> str | None:
    text = _typed(field, raw)
    return _recognised(lambda: Kk.parse(text).digits) if text else None


def _phone(field: Field, raw: object, _around: Surroundings) -> str | None:
    text = _typed(field, raw)
    return _recognised(lambda: Phone.parse(text).e164) if text else None


def _recognised(parse: Callable[[], str]) -> str:
    try:
        return parse()
    except DomainError as error:
        raise Refused(sentences.number_refused(error)) from None


def _kelurahan(field: Field, raw: object, around: Surroundings) -> str | None:
    text = _typed(field, raw)
    if not text:
        return None
    known = around.choices.get(Kind.KELURAHAN)
    fits = _KELURAHAN_CODE.fullmatch(text) if known is None else any(option.value == text for option in known)
    if not fits:
        raise Refused(field.missing or sentences.not_an_option(field))
    return text


def _rt_rw(field: Field, raw: object, _around: Surroundings) -> str | None:
    text = _typed(field, raw).upper().removeprefix(field.label).strip(" .")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and 1 <= int(text) <= 999):
        raise Refused(sentences.RT_RW)
    return f"{int(text):02}"


_READERS: Mapping[Kind, Reader] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.DATE: _date,
    Kind.TIME: _time,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.YES_NO: _yes_no,
    Kind.NIK: _nik,
    Kind.KK: _kk,
    Kind.PHONE: _phone,
    Kind.KELURAHAN: _kelurahan,
    Kind.RT_RW: _rt_rw,
    Kind.DEGREE: _degree,
}
