"""Picking from weighted lists."""

import random
from collections.abc import Sequence
from itertools import accumulate


class Choice:
    """A list written as "word|weight" (no bar: weight 1), from which one word is picked."""

    def __init__(self, entries: Sequence[str]) -> None:
        parts = [entry.rpartition("|") if "|" in entry else (entry, "|", "1") for entry in entries]
        self._words = [word for word, _, _ in parts]
        self._limits = list(accumulate(int(weight) for _, _, weight in parts))

    def pick(self, luck: random.Random) -> str:
        """One word, by weight."""
        return luck.choices(self._words, cum_weights=self._limits)[0]
