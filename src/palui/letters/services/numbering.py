"""The next number of a book, given inside the transaction that signs: no gap, no double."""

from dataclasses import dataclass
from datetime import date

from palui.letters.domain import number_from_pattern
from palui.letters.models import NumberBook


@dataclass(frozen=True, kw_only=True)
class GivenNumber:
    """A number and its place in the book."""

    book: str
    year: int
    sequence: int
    text: str


def next_number(
    *, office_id: int, office_code: str, pattern: str, book: str, classification: str, on: date
) -> GivenNumber:
    """Take the next number. The book stays locked until the caller's transaction ends; a rollback gives it back."""
    books = NumberBook.objects.select_for_update(of=("self",))
    try:
        held = books.get(office_id=office_id, book=book, year=on.year)
    except NumberBook.DoesNotExist:
        NumberBook.objects.get_or_create(office_id=office_id, book=book, year=on.year)
        held = books.get(office_id=office_id, book=book, year=on.year)
    held.last += 1
    held.save(update_fields=["last"])
    text = number_from_pattern(
        pattern, sequence=held.last, classification=classification, office_code=office_code, on=on
    )
    return GivenNumber(book=book, year=on.year, sequence=held.last, text=text)
