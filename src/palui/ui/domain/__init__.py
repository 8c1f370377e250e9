"""What every screen says and shows the same way: sentences, words for times and amounts, records, charts. Pure."""

from palui.ui.domain.plots import MOST_LABELS, PLOT_FLOOR, PLOT_TOP, PLOT_WIDTH, Plot, PlotMark, column_plot, line_plot
from palui.ui.domain.records import Fact, LogLine, Measure, NavEntry, RiverStep, StepState
from palui.ui.domain.sentences import FALLBACK, SENTENCES, sentence, sentence_for
from palui.ui.domain.words import (
    DAYS,
    MONTHS,
    clock_in_words,
    day_in_words,
    initials,
    length_in_words,
    moment_in_words,
    month_in_words,
    number_in_words,
    rupiah,
    time_left,
    urgency,
)

__all__ = [
    "DAYS",
    "FALLBACK",
    "MONTHS",
    "MOST_LABELS",
    "PLOT_FLOOR",
    "PLOT_TOP",
    "PLOT_WIDTH",
    "SENTENCES",
    "Fact",
    "LogLine",
    "Measure",
    "NavEntry",
    "Plot",
    "PlotMark",
    "RiverStep",
    "StepState",
    "clock_in_words",
    "column_plot",
    "day_in_words",
    "initials",
    "length_in_words",
    "line_plot",
    "moment_in_words",
    "month_in_words",
    "number_in_words",
    "rupiah",
    "sentence",
    "sentence_for",
    "time_left",
    "urgency",
]
