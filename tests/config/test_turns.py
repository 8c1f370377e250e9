import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from palui.config.sqlite.turns import Turns, TurnTimeout


@pytest.fixture
def turns(tmp_path: Path) -> Turns:
    return Turns(tmp_path / "db.lock")


def test_threads_write_in_the_order_in_which_they_came(turns: Turns) -> None:
    order: list[int] = []

    def write(number: int) -> None:
        turns.take(timeout=10)
        order.append(number)
        turns.give_back()

    turns.take(timeout=1)
    threads = []
    for number in range(20):
        thread = threading.Thread(target=write, args=(number,))
        thread.start()
        threads.append(thread)
        while len(turns._waiting) <= number:
            time.sleep(0.001)
    turns.give_back()
    for thread in threads:
        thread.join()

    assert order == list(range(20))


def test_who_waits_too_long_is_told_and_the_queue_goes_on(turns: Turns) -> None:
    turns.take(timeout=1)
    with pytest.raises(TurnTimeout):
        turns.take(timeout=0.05)
    turns.give_back()

    turns.take(timeout=0.05)


def test_a_process_that_writes_without_pause_does_not_starve_another(tmp_path: Path) -> None:
    """Three threads here take one turn after the other; another process still gets its 30 turns soon."""
    lock_file = tmp_path / "db.lock"
    turns = Turns(lock_file)
    is_over = threading.Event()

    def write_on_and_on() -> None:
        while not is_over.is_set():
            turns.take(timeout=10)
            time.sleep(0.002)
            turns.give_back()

    threads = [threading.Thread(target=write_on_and_on) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        longest_wait = float(subprocess.check_output([sys.executable, "-c", _OTHER_WRITER, lock_file], timeout=60))
    finally:
        is_over.set()
        for thread in threads:
            thread.join()

    # A fair wait is one foreign turn of some milliseconds; a starved one took seconds before there were turns.
    assert longest_wait < 0.5


def test_the_turn_of_a_killed_process_is_free_again(tmp_path: Path) -> None:
    lock_file = tmp_path / "db.lock"
    other = subprocess.Popen([sys.executable, "-c", _HOLDER, lock_file], stdout=subprocess.PIPE)
    assert other.stdout is not None
    assert other.stdout.readline() == b"mine\n"
    turns = Turns(lock_file)
    with pytest.raises(TurnTimeout):
        turns.take(timeout=0.05)

    other.kill()
    other.wait()
    other.stdout.close()

    turns.take(timeout=5)


_OTHER_WRITER = """
import sys, time
from pathlib import Path
from palui.config.sqlite.turns import Turns
turns = Turns(Path(sys.argv[1]))
longest = 0.0
for _ in range(30):
    asked = time.monotonic()
    turns.take(timeout=30)
    longest = max(longest, time.monotonic() - asked)
    turns.give_back()
print(longest)
"""
_HOLDER = """
import sys, time
from pathlib import Path
from palui.config.sqlite.turns import Turns
turns = Turns(Path(sys.argv[1]))
turns.take(timeout=5)
print("mine", flush=True)
time.sleep(60)
"""
