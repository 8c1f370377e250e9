"""How many RT and RW a made-up kelurahan has, and how many people live in each."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

#: The kelurahan of the named people has these, whatever the dice say: RT 12 lies in RW 02.
CAST_RTS = 28
RTS_A_RW = 10


@dataclass(frozen=True, kw_only=True)
class Neighbourhoods:
    """RT of one kelurahan as (number, RW number), and the share of the city's people who live there."""

    code: str
    pairs: tuple[tuple[str, str], ...]
    weight: float


def neighbourhoods(codes: Sequence[str], *, cast_code: str) -> tuple[Neighbourhoods, ...]:
    """For each kelurahan 16 to 46 RT, ten to a RW; about 1,600 in 52, as the city has."""
    luck = random.Random("palui/rt")  # noqa: S311 - made-up people, the same every time
    result = []
    for code in codes:
        count = CAST_RTS if code == cast_code else luck.randint(16, 46)
        pairs = tuple((f"{number:02d}", f"{(number - 1) // RTS_A_RW + 1:02d}") for number in range(1, count + 1))
        result.append(Neighbourhoods(code=code, pairs=pairs, weight=count * luck.uniform(0.8, 1.25)))
    return tuple(result)


def shares(total: int, weights: Sequence[float]) -> tuple[int, ...]:
    """`total` people divided by weight, in whole numbers that add up to it."""
    whole = sum(weights)
    limits, reached = [], 0.0
    for weight in weights:
        reached += weight
        limits.append(round(total * reached / whole))
    return tuple(limit - before for before, limit in zip([0, *limits], limits, strict=False))
