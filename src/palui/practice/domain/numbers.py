"""NIK and KK that belong to no one: the district code 99 was never given out."""

from collections import defaultdict
from datetime import date

from palui.kernel.identifiers import PRACTICE_DISTRICT, Kk, Nik

_MOST = 9999


class Numbers:
    """Gives out numbers one after the other; a serial per birth date and sex, per day of issue for family cards."""

    def __init__(self, city_code: str) -> None:
        self._region = city_code.replace(".", "") + PRACTICE_DISTRICT
        self._serials: defaultdict[str, int] = defaultdict(int)

    def nik(self, born: date, *, is_female: bool) -> Nik:
        """The next NIK for this birth date."""
        day = born.day + 40 if is_female else born.day
        return Nik(self._next(f"{self._region}{day:02d}{born:%m%y}", ""))

    def kk(self, issued: date) -> Kk:
        """The next family card of this day."""
        return Kk(self._next(f"{self._region}{issued:%d%m%y}", "kk"))

    def _next(self, head: str, kind: str) -> str:
        given = self._serials[kind + head]
        if given >= _MOST:
            raise OverflowError(f"no serial is left after {head}")
        self._serials[kind + head] = given + 1
        # Not always from 0001: the last four digits are what a screen shows of a number.
        first = int(head) * 7919 % _MOST
        return f"{head}{(first + given) % _MOST + 1:04d}"
