"""The only reader of the wall clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

#: Central Indonesian Time (WITA, UTC+8), in which offices of the city open and close.
WITA = ZoneInfo("Asia/Makassar")


def now() -> datetime:
    """This moment, with its time zone (UTC)."""
    return datetime.now(UTC)


def local(moment: datetime) -> datetime:
    """The same moment on the city's clock (WITA)."""
    return moment.astimezone(WITA)


def today() -> date:
    """The calendar day in the city, which may be a day ahead of UTC."""
    return local(now()).date()
