"""Finds a service by what people write: everyday words, Banjar, and slips of the finger."""

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

#: Words that say nothing about the need, Indonesian and Banjar.
_EMPTY_WORDS = """
    surat keterangan untuk buat bikin membuat minta meminta mengurus urus ngurus cara bagaimana mau ingin perlu butuh dari di ke yang dan saya aku
    kami apa pun nya kelurahan lurah ulun unda handak gasan maulah nang wan lawan kayapa dimana
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())
_WORD = re.compile(r"[a-z0-9]+")
_EXACT, _BEGINNING, _CLOSE = 1.0, 0.7, 0.5


#: What it is worth that somebody wrote a whole title or phrase, or one and more.
_WHOLE, _WITHIN = 6.0, 2.0
#: What fits far less than the best is not shown: a page of everything is no answer.
_WORTH_SHOWING = 1 / 3


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


class Index:
    """The words of all services, taken apart once. A word that many services use says little about any of them."""

    def __init__(self, services: Iterable[Searchable]) -> None:
        self._of_service: dict[str, dict[str, float]] = {}
        self._phrases: dict[str, frozenset[str]] = {}
        for service in services:
            self._of_service[service.code] = service.words()
            self._phrases[service.code] = frozenset(" ".join(_words(text)) for _, text in service.texts)
        used = Counter(word for words in self._of_service.values() for word in words)
        self._tells = {word: math.log(1 + len(self._of_service) / count) for word, count in used.items()}

    def rank(self, text: str) -> tuple[str, ...]:
        """Codes of the services that fit, the best first; empty when none does."""
        wanted = _words(text) or _all_words(text)
        alike = [self._alike(word) for word in wanted]
        scored = [(self._score(code, alike) + self._bonus(code, wanted), code) for code in self._of_service]
        least = max((score for score, _ in scored), default=0.0) * _WORTH_SHOWING
        return tuple(
            code for score, code in sorted(scored, key=lambda pair: (-pair[0], pair[1])) if score > 0 and score >= least
        )

    def _alike(self, typed: str) -> dict[str, float]:
        """The known words that are like a typed one, with how alike and how telling they are."""
        return {known: near * tells for known, tells in self._tells.items() if (near := _likeness(typed, known))}

    def _score(self, code: str, alike: list[dict[str, float]]) -> float:
        words = self._of_service[code]
        return sum(
            max((value * words[known] for known, value in one.items() if known in words), default=0.0) for one in alike
        )

    def _bonus(self, code: str, wanted: list[str]) -> float:
        typed = " ".join(wanted)
        if typed in self._phrases[code]:
            return _WHOLE
        said = f" {typed} "
        return _WITHIN * any(" " in phrase and f" {phrase} " in said for phrase in self._phrases[code])


def _words(text: str) -> list[str]:
    return [word for word in _all_words(text) if word not in _EMPTY]


def _all_words(text: str) -> list[str]:
    return _WORD.findall(text.lower())[:20]


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
    # Each slip changes at most two kinds of letters; most pairs of words differ in more, and are done with here.
    if abs(len(first) - len(second)) > allowed or len(set(first) ^ set(second)) > 2 * allowed:
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
