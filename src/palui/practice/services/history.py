"""Six months of cases: most taken over as history, the newest with real signed letters."""

from palui.practice.selectors import PracticeCityRecord
from palui.practice.services.filling import Progress


def is_complete(city: PracticeCityRecord) -> bool:
    """Whether nothing is left to fill."""
    return city.filled_at is not None


def fill_history(*, progress: Progress) -> None:
    """Fill in what is missing of the past six months."""
