"""Charts as geometry: where each mark stands on the paper."""

from collections.abc import Sequence
from dataclasses import dataclass

from palui.ui.domain.records import Measure

#: A plot is drawn as wide as a phone, so that its letters stay readable there.
PLOT_WIDTH, PLOT_HEIGHT = 360, 170
PLOT_TOP, PLOT_FLOOR = 18, 146
MOST_LABELS = 8


@dataclass(frozen=True, kw_only=True)
class PlotMark:
    """One measure on the drawing: a column with its left edge, or a point on the line.

    `labelled`: its name is written under it, `valued`: its number above it.
    """

    measure: Measure
    x: float
    y: float
    width: float
    height: float
    labelled: bool
    valued: bool

    @property
    def middle(self) -> float:
        """Where its label stands."""
        return round(self.x + self.width / 2, 1)

    @property
    def above(self) -> float:
        """Where its value stands."""
        return round(self.y - 5, 1)


@dataclass(frozen=True, kw_only=True)
class Plot:
    """A drawing of `width` by `height` units with its marks; `path` is the line, `area` what is under it."""

    marks: tuple[PlotMark, ...]
    width: int = PLOT_WIDTH
    height: int = PLOT_HEIGHT
    floor: int = PLOT_FLOOR
    path: str = ""
    area: str = ""


def column_plot(rows: Sequence[Measure]) -> Plot:
    """Columns from the floor up, the highest touching the top."""
    slot = PLOT_WIDTH / max(len(rows), 1)
    few = len(rows) <= MOST_LABELS
    peak = _peak(rows)
    width = min(slot * 0.7, 44)
    return Plot(
        marks=tuple(
            _mark(rows, place, slot=slot, width=width, valued=few or place == peak) for place in range(len(rows))
        )
    )


def line_plot(rows: Sequence[Measure]) -> Plot:
    """Points joined by a line, the highest touching the top; the highest and the last bear their numbers."""
    slot = PLOT_WIDTH / max(len(rows), 1)
    told = {_peak(rows), len(rows) - 1}
    marks = tuple(_mark(rows, place, slot=slot, width=0, valued=place in told) for place in range(len(rows)))
    if not marks:
        return Plot(marks=())
    path = "M" + " L".join(f"{mark.middle},{mark.y}" for mark in marks)
    area = f"{path} L{marks[-1].middle},{PLOT_FLOOR} L{marks[0].middle},{PLOT_FLOOR} Z"
    return Plot(marks=marks, path=path, area=area)


def _peak(rows: Sequence[Measure]) -> int:
    return max(range(len(rows)), key=lambda place: rows[place].value, default=0)


def _mark(rows: Sequence[Measure], place: int, *, slot: float, width: float, valued: bool) -> PlotMark:
    top = max(row.value for row in rows) or 1
    every = -(-len(rows) // MOST_LABELS)
    height = round(max(rows[place].value, 0) / top * (PLOT_FLOOR - PLOT_TOP), 1)
    return PlotMark(
        measure=rows[place],
        x=round(place * slot + (slot - width) / 2, 1),
        y=round(PLOT_FLOOR - height, 1),
        width=round(width, 1),
        height=height,
        labelled=(len(rows) - 1 - place) % every == 0,
        valued=valued,
    )
