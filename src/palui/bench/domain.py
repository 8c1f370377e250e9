"""What is measured, against which limit, and how near the two should be."""

import json
from dataclasses import dataclass

#: Requests at a time, each from a client of its own.
CLIENTS = 4

#: The ratio that counts as good, by measure. Machines differ, so no figure stands alone: each is divided by a limit that
#: the same machine showed in the same run.
TARGETS: dict[str, str] = {
    "cases": ">= 0.002",
    "letter_cpu": "<= 3",
    "verification_cpu": "<= 8",
    "tracking_cpu": "<= 8",
    "desk_cpu": "<= 55",
    "first_visit": "<= 1.1",
}


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One figure and the limit it is held against, both in `unit`. `machine` says where it was taken."""

    measure: str
    value: float
    unit: str
    limit: float
    machine: str

    @property
    def ratio(self) -> float:
        """How many limits the value is."""
        return self.value / self.limit

    @property
    def line(self) -> str:
        """One line of JSON. Numbers carry four figures; more would be noise."""
        return json.dumps(
            {
                "measure": self.measure,
                "value": _four_figures(self.value),
                "unit": self.unit,
                "limit": _four_figures(self.limit),
                "ratio": _four_figures(self.ratio),
                "target": TARGETS[self.measure],
                "machine": self.machine,
            }
        )


class CannotMeasure(Exception):
    """The run is of no use; the text is one sentence that says why."""


def _four_figures(number: float) -> float:
    return float(f"{number:.4g}")
