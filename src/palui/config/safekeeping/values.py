"""Values of columns on their way into a backup and out again, the same for both engines.

SQLite keeps times as text, truth as numbers and durations as microseconds; PostgreSQL has types of its own. In the
backup times are ISO 8601 in UTC, durations microseconds, bytes base64; what is not named here is JSON already.
"""

import base64
import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

_MICROSECOND = timedelta(microseconds=1)


def to_json(value: Any, kind: str) -> Any:
    """What a driver gave for a column of that kind (Django's internal type)."""
    return value if value is None or kind not in _TO_JSON else _TO_JSON[kind](value)


def to_driver(value: Any, kind: str, connection: BaseDatabaseWrapper) -> Any:
    """The value again, as the driver of this connection takes it."""
    return value if value is None or kind not in _TO_DRIVER else _TO_DRIVER[kind](value, connection)


def _moment(value: str | datetime) -> str:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return (moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)).isoformat()


def _as_text(value: str | date | time) -> str:
    return value if isinstance(value, str) else value.isoformat()


def _duration(value: int, connection: BaseDatabaseWrapper) -> timedelta | int:
    return timedelta(microseconds=value) if connection.features.has_native_duration_field else value


_TO_JSON: Mapping[str, Callable[[Any], Any]] = {
    "BinaryField": lambda value: base64.b64encode(bytes(value)).decode(),
    "DateTimeField": _moment,
    "DateField": _as_text,
    "TimeField": _as_text,
    "DurationField": lambda value: value if isinstance(value, int) else value // _MICROSECOND,
    "BooleanField": bool,
    "JSONField": json.loads,  # both drivers give its text
    "DecimalField": str,
    "UUIDField": str,
}
_TO_DRIVER: Mapping[str, Callable[[Any, BaseDatabaseWrapper], Any]] = {
    "BinaryField": lambda value, _: base64.b64decode(value),
    "DateTimeField": lambda value, to: to.ops.adapt_datetimefield_value(datetime.fromisoformat(value)),
    "DateField": lambda value, to: to.ops.adapt_datefield_value(date.fromisoformat(value)),
    "TimeField": lambda value, to: to.ops.adapt_timefield_value(time.fromisoformat(value)),
    "DurationField": _duration,
    "JSONField": lambda value, _: json.dumps(value),
    "DecimalField": lambda value, to: to.ops.adapt_decimalfield_value(Decimal(value)),
}
