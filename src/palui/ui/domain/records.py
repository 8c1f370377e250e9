"""What the parts of a page show: small records, filled by whoever has the facts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class NavEntry:
    """One way to go: in the masthead, in tabs, in the footer. `icon` is a name in the sprite."""

    label: str
    url: str
    current: bool = False
    count: int | None = None
    icon: str = ""


StepState = Literal["done", "current", "waiting", "ahead", "refused"]


@dataclass(frozen=True, kw_only=True)
class RiverStep:
    """A dock on the way. `waiting`: it is the reader's turn; `note` is small, under the label."""

    label: str
    state: StepState
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class LogLine:
    """One fact in a timeline. `look` marks an entry where somebody only looked."""

    at: datetime
    text: str
    detail: str = ""
    look: bool = False


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A name and its value in a list of facts. `tag` is a short verdict beside it, of kind `kind`."""

    label: str
    value: str
    note: str = ""
    tag: str = ""
    kind: str = ""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One number of a chart: its place on the axis, its size, and whether to point at it."""

    label: str
    value: float
    marked: bool = False
