"""What is measured, against which limit, and how near the two should be."""

import json
from dataclasses import dataclass

#: Requests at a time, each from a client of its own: as many as two serving processes answer together.
CLIENTS = 8
#: Letters that the lurah signs in one go; on a usual day there are thirty.
SIGNED_AT_ONCE = 8
#: People who press the button together.
CROWD = 64

#: What counts as good, by measure. Machines differ, so most figures are judged by their ratio to a limit that the same
#: machine showed in the same run; what people feel or pay for is judged by the value itself.
TARGETS: dict[str, str] = {
    "memory": "value <= 300",
    "submit_p99": "value <= 1500",
    "cases": "value >= 15",
    "letter_cpu": "ratio <= 3",
    "letter_worded_cpu": "ratio <= 1.25",
    "letter_preview": "value <= 300",
    "verification_cpu": "ratio <= 4",
    "tracking_cpu": "ratio <= 8",
    "desk_cpu": "ratio <= 35",
    "first_visit": "value <= 60000",
    "desk_p95": "ratio <= 1.5",
    "register_p95": "ratio <= 1.5",
    "search_p95": "ratio <= 1.5",
}
#: Measures of a city with a long past; they take many minutes.
OF_A_LONG_PAST = ("desk_p95", "register_p95", "search_p95")


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
