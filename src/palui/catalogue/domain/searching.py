"""Finds a service by what people write: everyday words, Banjar, and slips of the finger."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

#: Words that say nothing about the need, Indonesian and Banjar.
_EMPTY_WORDS = """
    surat keterangan untuk buat bikin membuat minta meminta mengurus urus ngurus cara bagaimana mau ingin perlu butuh dari di ke yang dan saya aku
    kami apa pun nya kelurahan lurah ulun unda handak gasan maulah nang wan lawan kayapa dimana
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())
_WORD = re.compile(r"[a-z0-9]+")
_EXACT, _BEGINNING, _CLOSE = 1.0, 0.7, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Searchable:
    """A service and its words, from the most telling to the least: (weight, text)."""

    code: str
    texts: tuple[tuple[float, str], ...]

    def words(self) -> dict[str, float]:
        """Each word with its greatest weight."""
        found: dict[str, float] = {}
        for weight, text in self.texts:
            for word in _words(text):
                found[word] = max(weight, found.get(word, 0.0))
        return found


def rank(text: str, services: Iterable[Searchable]) -> tuple[str, ...]:
    """Codes of the services that fit, the best first; empty when none does."""
    wanted = _words(text) or _all_words(text)
    scored = [(_score(wanted, service.words()), service.code) for service in services]
    return tuple(code for score, code in sorted(scored, key=lambda pair: (-pair[0], pair[1])) if score > 0)


def _words(text: str) -> list[str]:
    return [word for word in _all_words(text) if word not in _EMPTY]


def _all_words(text: str) -> list[str]:
    return _WORD.findall(text.lower())[:20]


def _score(wanted: list[str], words: Mapping[str, float]) -> float:
    return sum(
        max((weight * _likeness(word, known) for known, weight in words.items()), default=0.0) for word in wanted
    )


def _likeness(typed: str, known: str) -> float:
    """How alike two words are: the same, one the beginning of the other, or a slip apart; else 0."""
    if typed == known:
        return _EXACT
    if len(typed) >= 3 and known.startswith(typed):
        return _BEGINNING
    if len(known) >= 5 and typed.startswith(known):
        return _BEGINNING
    if len(typed) < 4 or len(known) < 4:
        return 0.0
    allowed = 2 if min(len(typed), len(known)) >= 7 else 1
    return _CLOSE if _is_within(typed, known, allowed) else 0.0


def _is_within(first: str, second: str, allowed: int) -> bool:
    """Whether so few letters changed, missing, added or swapped with a neighbour lead from one to the other."""
    if abs(len(first) - len(second)) > allowed:
        return False
    before: list[int] = []
    last = list(range(len(second) + 1))
    for row, sign in enumerate(first, start=1):
        line = [row]
        for column, other in enumerate(second, start=1):
            cost = min(line[-1] + 1, last[column] + 1, last[column - 1] + (sign != other))
            if row > 1 and column > 1 and sign == second[column - 2] and first[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        before, last = last, line
    return last[-1] <= allowed
