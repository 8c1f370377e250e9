"""What changes seldom is read once and remembered for a while."""

import time_machine

from palui.kernel.memory import remembered


def test_a_result_is_kept_for_so_long_and_no_longer() -> None:
    asked: list[tuple[int, bool]] = []

    @remembered(seconds=5)
    def price(of: int, *, twice: bool = False) -> int:
        asked.append((of, twice))
        return of * (2 if twice else 1)

    with time_machine.travel(0, tick=False) as clock:
        assert [price(3), price(3), price(3, twice=True), price(3, twice=True)] == [3, 3, 6, 6]
        assert asked == [(3, False), (3, True)]
        clock.shift(4.9)
        price(3)
        assert len(asked) == 2
        clock.shift(0.2)
        price(3)
        assert len(asked) == 3
        price.forget()
        price(3)
        assert len(asked) == 4
        clock.shift(-3600)
        price(3)
        assert len(asked) == 5


def test_what_failed_is_tried_again() -> None:
    tries: list[int] = []

    @remembered(seconds=5)
    def fragile() -> str:
        tries.append(1)
        if len(tries) == 1:
            raise LookupError
        return "there"

    try:
        fragile()
    except LookupError:
        assert fragile() == "there"
    assert len(tries) == 2


def test_it_keeps_a_bounded_number() -> None:
    asked: list[int] = []

    @remembered(seconds=5, most=2)
    def itself(number: int) -> int:
        asked.append(number)
        return number

    assert [itself(number) for number in (1, 2, 3, 1)] == [1, 2, 3, 1]
    assert asked == [1, 2, 3, 1]
