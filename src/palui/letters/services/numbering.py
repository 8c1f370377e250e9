"""The next number of a book, given inside the transaction that signs: no gap, no double."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from palui.letters.domain import number_from_pattern, register_words
from palui.letters.models import Letter, NumberBook, RegisterWords
from palui.regions.selectors import OfficeRecord
from palui.statements.selectors import Given, Statement
from palui.statements.services import change

_BOOK = Statement(
    lambda: NumberBook.objects.select_for_update(of=("self",)).filter(
        office_id=Given("office_id"), book=Given("book"), year=Given("year")
    )
)

_LAST = Statement(
    lambda: NumberBook.objects.filter(office_id=Given("office_id"), book=Given("book"), year=Given("year")).values_list(
        "last", flat=True
    )
)


@dataclass(frozen=True, kw_only=True)
class GivenNumber:
    """A number and its place in the book."""

    book: str
    year: int
    sequence: int
    text: str


def next_number(*, office: OfficeRecord, book: str, classification: str, on: date) -> GivenNumber:
    """Take the next number. The book stays locked until the caller's transaction ends; a rollback gives it back."""
    held = _BOOK.first(office_id=office.id, book=book, year=on.year)
    if held is None:
        NumberBook.objects.get_or_create(office_id=office.id, book=book, year=on.year)
        (held,) = _BOOK(office_id=office.id, book=book, year=on.year)
    held.last += 1
    change(held, "last")
    text = _text(office, held.last, classification=classification, on=on)
    return GivenNumber(book=book, year=on.year, sequence=held.last, text=text)


def probably_next(*, office: OfficeRecord, book: str, classification: str, on: date) -> str:
    """The number that `next_number` would give now. Nothing is held, so another may take it."""
    last = _LAST.first(office_id=office.id, book=book, year=on.year) or 0
    return _text(office, last + 1, classification=classification, on=on)


def _text(office: OfficeRecord, sequence: int, *, classification: str, on: date) -> str:
    return number_from_pattern(
        office.number_pattern, sequence=sequence, classification=classification, office_code=office.code, on=on
    )


def enter(letter: Letter, *, office_id: int, numbers: Iterable[tuple[str, int]]) -> None:
    """Let the register of an office find a letter by the name on it and by its numbers, each with its sequence.

    A second signature of the same office adds its number alone.
    """
    words = register_words(subject=letter.subject_name, numbers=numbers)
    RegisterWords.objects.bulk_create(
        (RegisterWords(letter_id=letter.pk, office_id=office_id, words=text) for text in words), ignore_conflicts=True
    )
