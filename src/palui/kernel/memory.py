"""What changes seldom and is read all the time, remembered for some seconds in each process.

Only for what may be a few seconds old on another server without anybody being misled: offices, working hours, the
services on offer. Never for who may do what, nor for where a case or letter stands.
"""

import time
from collections.abc import Callable, Hashable
from functools import update_wrapper
from threading import Lock
from typing import Any, Generic, ParamSpec, TypeVar
from weakref import WeakSet

P = ParamSpec("P")
R = TypeVar("R")

_all: "WeakSet[Remembered[Any, Any]]" = WeakSet()


class Remembered(Generic[P, R]):
    """A function whose results are kept for `seconds`, at most `most` of them; what it raises is not kept."""

    def __init__(self, function: Callable[P, R], *, seconds: float, most: int) -> None:
        self._function, self._seconds, self._most = function, seconds, most
        self._kept: dict[Hashable, tuple[float, R]] = {}
        self._lock = Lock()
        update_wrapper(self, function)
        _all.add(self)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        key = (args, tuple(sorted(kwargs.items())))
        now = time.time()
        found = self._kept.get(key)
        if found is not None and 0 <= now - found[0] < self._seconds:
            return found[1]
        result = self._function(*args, **kwargs)
        with self._lock:
            if len(self._kept) >= self._most:
                self._kept.clear()
            self._kept[key] = (now, result)
        return result

    def forget(self) -> None:
        """Read anew at the next call; for whoever has just changed what is remembered."""
        with self._lock:
            self._kept.clear()


def remembered(*, seconds: float, most: int = 1024) -> Callable[[Callable[P, R]], Remembered[P, R]]:
    """Decorates a function of hashable arguments."""
    return lambda function: Remembered(function, seconds=seconds, most=most)


def forget_all() -> None:
    """Everything that this process remembers; for tests, whose databases come and go."""
    for one in _all:
        one.forget()
