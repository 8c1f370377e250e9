"""Several at the same moment, for tests of what happens then."""

import threading
from collections.abc import Callable

from django.db import connection


def together(*tasks: Callable[[], object]) -> list[object]:
    """Run the tasks in threads that start at the same moment; gives what each returned or raised."""
    gate = threading.Barrier(len(tasks))
    results: list[object] = [None] * len(tasks)

    def run(place: int, task: Callable[[], object]) -> None:
        gate.wait()
        try:
            results[place] = task()
        except Exception as problem:  # noqa: BLE001 - the test looks at it
            results[place] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, task)) for place, task in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return results
