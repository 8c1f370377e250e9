"""A condition of any shape as alternatives, each a list of tests that must all hold: what a page can show in rows. Pure.

`{all: [A, {any: [B, C]}]}` is the two alternatives A and B, or A and C (disjunctive normal form).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

#: What is the opposite of a test without `not`, also where there is no answer.
_OPPOSITES = {"is": "is_not", "is_not": "is"}


@dataclass(frozen=True)
class Criterion:
    """One test on one answer, as a definition writes it; `negated`: it must not hold."""

    claim: Mapping[str, Any]
    negated: bool = False

    def written(self) -> dict[str, Any]:
        """As a definition writes it."""
        return {"not": dict(self.claim)} if self.negated else dict(self.claim)


Alternatives = tuple[tuple[Criterion, ...], ...]


def alternatives(written: Any, *, most: int) -> Alternatives | None:
    """The alternatives that say the same; none of them for no condition.

    None where it is no condition, or where more than `most` tests would be needed.
    """
    if written is None:
        return ()
    return _read(written, negated=False, most=most)


def joined(found: Alternatives) -> dict[str, Any] | None:
    """The condition that says the alternatives; None for none."""
    return _either("any", [one for tests in found if (one := _either("all", [test.written() for test in tests]))])


def _either(word: str, parts: list[dict[str, Any]]) -> dict[str, Any] | None:
    if len(parts) > 1:
        return {word: parts}
    return parts[0] if parts else None


def _read(written: Any, *, negated: bool, most: int) -> Alternatives | None:
    if not isinstance(written, Mapping):
        return None
    for word in ("all", "any"):
        parts = written.get(word)
        if word in written:
            if len(written) != 1 or not isinstance(parts, list) or not parts or len(parts) > most:
                return None
            inner = [_read(part, negated=negated, most=most) for part in parts]
            known = [one for one in inner if one is not None]
            if len(known) != len(inner):
                return None
            # De Morgan: the opposite of "all" is "any" of the opposites.
            return _together(known, most) if (word == "all") is not negated else _within(_each(known), most)
    if "not" in written:
        return _read(written["not"], negated=not negated, most=most) if len(written) == 1 else None
    return ((_test(written, negated),),)


def _test(claim: Mapping[str, Any], negated: bool) -> Criterion:
    if not negated:
        return Criterion(claim)
    for word, opposite in _OPPOSITES.items():
        if set(claim) == {"field", word} and not isinstance(claim[word], Mapping):
            return Criterion({"field": claim["field"], opposite: claim[word]})
    if set(claim) == {"field", "filled"} and isinstance(claim["filled"], bool):
        return Criterion({"field": claim["field"], "filled": not claim["filled"]})
    return Criterion(claim, negated=True)


def _each(parts: Iterable[Alternatives]) -> Alternatives:
    return tuple(tests for part in parts for tests in part)


def _together(parts: list[Alternatives], most: int) -> Alternatives | None:
    found: Alternatives = ((),)
    for part in parts:
        crossed = _within(
            tuple((*left, *(test for test in right if test not in left)) for left, right in product(found, part)), most
        )
        if crossed is None:
            return None
        found = crossed
    return found


def _within(found: Alternatives, most: int) -> Alternatives | None:
    once = tuple(dict.fromkeys(map(_hashable, found)))
    kept = tuple(next(tests for tests in found if _hashable(tests) == key) for key in once)
    return kept if sum(map(len, kept)) <= most else None


def _hashable(tests: tuple[Criterion, ...]) -> frozenset[str]:
    return frozenset(repr((sorted(test.claim.items(), key=repr), test.negated)) for test in tests)
