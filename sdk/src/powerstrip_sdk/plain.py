"""From the values that drivers return to values that JSON holds exactly."""

import base64
import datetime
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from powerstrip_sdk.errors import Unsupported

__all__ = ["EXACT", "plain"]

#: Larger integers lose digits in clients that read every number as a double (RFC 8259, section 6).
EXACT = 2**53 - 1
#: Levels of nesting in one value; no client is known to read more.
_DEEPEST = 100


def plain(value: Any, depth: int = 0) -> Any:
    """Return a value as JSON can hold it without losing anything.

    Args:
        value: as the connector returned it.
        depth: how deep it is nested in another one.

    Raises:
        Unsupported: if it is nested too deeply.
    """
    if depth > _DEEPEST:
        raise Unsupported(f"a value is nested more than {_DEEPEST} levels, cast it to text")
    if (write := _WRITTEN.get(type(value))) is not None:
        return write(value)
    if value is None or isinstance(value, (str, bool)):
        return str(value) if type(value) not in (str, bool, type(None)) else value
    if isinstance(value, int):
        return value if -EXACT <= value <= EXACT else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else _not_finite(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return base64.b64encode(value).decode()
    if isinstance(value, (list, tuple)):
        return [plain(each, depth + 1) for each in value]
    if isinstance(value, dict):
        return {str(key): plain(each, depth + 1) for key, each in value.items()}
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return _duration(value) if isinstance(value, datetime.timedelta) else str(value)


def _not_finite(value: float) -> str:
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _duration(value: datetime.timedelta) -> str:
    """ISO 8601: days and seconds, which is all that a timedelta knows."""
    sign, value = ("-", -value) if value < datetime.timedelta() else ("", value)
    seconds = (
        f"{value.seconds}.{value.microseconds:06}".rstrip("0").rstrip(".") if value.microseconds else value.seconds
    )
    return f"{sign}P{value.days}DT{seconds}S"


#: What most of the values are that JSON has no word for, each found at once.
_WRITTEN: dict[type, Callable[[Any], str]] = {
    Decimal: str,
    UUID: str,
    datetime.datetime: datetime.datetime.isoformat,
    datetime.date: datetime.date.isoformat,
    datetime.time: datetime.time.isoformat,
}
