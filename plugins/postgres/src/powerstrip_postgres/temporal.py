"""Dates and times between the driver's integers and Python, without loss.

The driver's own conversion turns `infinity` into the year 9999, a month into 30 days, and fails for years that Python
has not. Here a value that Python has no object for becomes text, as ISO 8601 or as PostgreSQL writes it.
"""

import datetime
import re
from collections.abc import Callable, Iterable
from itertools import repeat
from operator import add, mul
from typing import Any

from powerstrip_postgres.wire import Driver

__all__ = [
    "TEMPORAL_CODECS",
    "TEMPORAL_COLUMNS",
    "parse_date",
    "parse_interval",
    "parse_time",
    "parse_timestamp",
    "parse_timestamptz",
    "parse_timetz",
    "set_codecs",
]

_EPOCH = datetime.datetime(2000, 1, 1)  # noqa: DTZ001
_EPOCH_UTC = _EPOCH.replace(tzinfo=datetime.UTC)
_EPOCH_DAY = _EPOCH.toordinal()
_MICROSECOND = datetime.timedelta(microseconds=1)
_SECOND = 1_000_000
_DAY = 86_400 * _SECOND

#: The greatest and the smallest integer stand for infinity.
_INFINITE_DAYS = {2**31 - 1: "infinity", -(2**31): "-infinity"}
_INFINITE_MICROSECONDS = {2**63 - 1: "infinity", -(2**63): "-infinity"}
_FROM_INFINITE_DAYS = {text: value for value, text in _INFINITE_DAYS.items()}
_FROM_INFINITE_MICROSECONDS = {text: value for value, text in _INFINITE_MICROSECONDS.items()}

_DURATION = re.compile(
    r"(?P<sign>[-+]?)P(?=[-+\dT])(?:(?P<years>[-+]?\d+)Y)?(?:(?P<months>[-+]?\d+)M)?(?:(?P<weeks>[-+]?\d+)W)?"
    r"(?:(?P<days>[-+]?\d+)D)?"
    r"(?:T(?=[-+\d])(?:(?P<hours>[-+]?\d+)H)?(?:(?P<minutes>[-+]?\d+)M)?(?:(?P<seconds>[-+]?\d+(?:\.\d{1,6})?)S)?)?",
    re.ASCII,
)


async def set_codecs(driver: Driver) -> None:
    """Make the driver read dates and times without loss; asks the server nothing.

    Args:
        driver: of a connection on which nothing else is done meanwhile.
    """
    for name, (encode, decode) in TEMPORAL_CODECS.items():
        await driver.set_type_codec(name, schema="pg_catalog", encoder=encode, decoder=decode, format="tuple")


def parse_date(text: str) -> tuple[int]:
    """Return the days since 2000 of an ISO 8601 date, or of `infinity`.

    Raises:
        ValueError: if it is neither.
    """
    if text in _FROM_INFINITE_DAYS:
        return (_FROM_INFINITE_DAYS[text],)
    return (datetime.date.fromisoformat(text).toordinal() - _EPOCH_DAY,)


def parse_timestamp(text: str) -> tuple[int]:
    """Return the microseconds since 2000 of an ISO 8601 date and time without an offset, or of `infinity`.

    Raises:
        ValueError: if it is neither.
    """
    if text in _FROM_INFINITE_MICROSECONDS:
        return (_FROM_INFINITE_MICROSECONDS[text],)
    value = datetime.datetime.fromisoformat(text)
    if value.tzinfo is not None:
        raise ValueError("has an offset")
    return ((value - _EPOCH) // _MICROSECOND,)


def parse_timestamptz(text: str) -> tuple[int]:
    """Return the microseconds since 2000 of an ISO 8601 date and time, UTC without an offset, or of `infinity`.

    Raises:
        ValueError: if it is neither.
    """
    if text in _FROM_INFINITE_MICROSECONDS:
        return (_FROM_INFINITE_MICROSECONDS[text],)
    value = datetime.datetime.fromisoformat(text)
    if value.tzinfo is None:
        value = value.replace(tzinfo=datetime.UTC)
    return ((value - _EPOCH_UTC) // _MICROSECOND,)


def parse_time(text: str) -> tuple[int]:
    """Return the microseconds since midnight of an ISO 8601 time without an offset.

    Raises:
        ValueError: if it is not one.
    """
    if text in ("24:00", "24:00:00"):
        return (_DAY,)
    value = datetime.time.fromisoformat(text)
    if value.tzinfo is not None:
        raise ValueError("has an offset")
    return (_microseconds(value),)


def parse_timetz(text: str) -> tuple[int, int]:
    """Return the microseconds since midnight, and the seconds west of UTC, of an ISO 8601 time with an offset.

    Raises:
        ValueError: if it is not one.
    """
    value = datetime.time.fromisoformat(text)
    offset = value.utcoffset()
    if offset is None:
        raise ValueError("has no offset")
    return _microseconds(value), -int(offset.total_seconds())


def parse_interval(text: str) -> tuple[int, int, int]:
    """Return months, days and microseconds of an ISO 8601 duration.

    Raises:
        ValueError: if it is not one.
    """
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError("not an ISO 8601 duration")
    parts = {name: int(match[name] or 0) for name in ("years", "months", "weeks", "days", "hours", "minutes")}
    seconds = parts["hours"] * 3600 + parts["minutes"] * 60
    amounts = (
        parts["years"] * 12 + parts["months"],
        parts["weeks"] * 7 + parts["days"],
        seconds * _SECOND + _seconds(match["seconds"] or "0"),
    )
    months, days, microseconds = amounts if match["sign"] != "-" else (-amount for amount in amounts)
    return months, days, microseconds


def _seconds(text: str) -> int:
    whole, _, fraction = text.partition(".")
    part = int(fraction.ljust(6, "0")) if fraction else 0
    return int(whole) * _SECOND + (-part if whole.startswith("-") else part)


def _microseconds(value: datetime.time) -> int:
    return ((value.hour * 60 + value.minute) * 60 + value.second) * _SECOND + value.microsecond


def _date(wire: tuple[int]) -> datetime.date | str:
    (days,) = wire
    try:
        return datetime.date.fromordinal(_EPOCH_DAY + days)
    except (ValueError, OverflowError):
        return _INFINITE_DAYS.get(days) or _distant_date(days)


def _timestamp(wire: tuple[int]) -> datetime.datetime | str:
    (microseconds,) = wire
    try:
        return _EPOCH + datetime.timedelta(0, 0, microseconds)
    except OverflowError:
        return _INFINITE_MICROSECONDS.get(microseconds) or _distant_timestamp(microseconds)


def _timestamptz(wire: tuple[int]) -> datetime.datetime | str:
    (microseconds,) = wire
    try:
        return _EPOCH_UTC + datetime.timedelta(0, 0, microseconds)
    except OverflowError:
        return _INFINITE_MICROSECONDS.get(microseconds) or _distant_timestamp(microseconds) + "+00:00"


def _time(wire: tuple[int]) -> datetime.time | str:
    (microseconds,) = wire
    if microseconds == _DAY:
        return "24:00:00"
    return (_EPOCH + datetime.timedelta(0, 0, microseconds)).time()


def _timetz(wire: tuple[int, int]) -> datetime.time | str:
    microseconds, west = wire
    zone = datetime.timezone(datetime.timedelta(seconds=-west))
    if microseconds == _DAY:
        return "24:00:00" + datetime.time(tzinfo=zone).isoformat()[8:]
    return (_EPOCH + datetime.timedelta(0, 0, microseconds)).time().replace(tzinfo=zone)


def _interval(wire: tuple[int, int, int]) -> str:
    months, days, microseconds = wire
    if wire[0] in _INFINITE_DAYS and wire[1] == wire[0] and wire[2] in _INFINITE_MICROSECONDS:
        return _INFINITE_DAYS[months]
    years, months = _towards_zero(months, 12)
    seconds, microseconds = _towards_zero(microseconds, _SECOND)
    minutes, seconds = _towards_zero(seconds, 60)
    hours, minutes = _towards_zero(minutes, 60)
    date = "".join(f"{amount}{unit}" for amount, unit in ((years, "Y"), (months, "M"), (days, "D")) if amount)
    time = "".join(f"{amount}{unit}" for amount, unit in ((hours, "H"), (minutes, "M")) if amount)
    if seconds or microseconds:
        time += _seconds_text(seconds, microseconds)
    return f"P{date}T{time}" if time else f"P{date}" if date else "PT0S"


def _seconds_text(seconds: int, microseconds: int) -> str:
    sign = "-" if seconds < 0 or microseconds < 0 else ""
    fraction = f".{abs(microseconds):06}".rstrip("0") if microseconds else ""
    return f"{sign}{abs(seconds)}{fraction}S"


def _towards_zero(amount: int, unit: int) -> tuple[int, int]:
    quotient, rest = divmod(abs(amount), unit)
    return (-quotient, -rest) if amount < 0 else (quotient, rest)


def _distant_date(days: int) -> str:
    """Write a date that Python has not, in the proleptic Gregorian calendar, as ISO 8601 with an expanded year."""
    # The calendar repeats every 400 years, so a date of the years 2000 to 2399 has the same month and day.
    cycles, rest = divmod(days, 146_097)
    inside = datetime.date.fromordinal(_EPOCH_DAY + rest)
    year = inside.year + cycles * 400
    return f"{year:+05}{inside:-%m-%d}" if year < 0 or year > datetime.MAXYEAR else f"{year:04}{inside:-%m-%d}"


def _distant_timestamp(microseconds: int) -> str:
    days, rest = divmod(microseconds, _DAY)
    return f"{_distant_date(days)}T{(_EPOCH + datetime.timedelta(0, 0, rest)).time().isoformat()}"


def _same(wire: Any) -> Any:
    return wire


#: Per type of `pg_catalog`: how a parameter is written, and how a value is read, in the driver's format `tuple`.
TEMPORAL_CODECS: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "date": (_same, _date),
    "timestamp": (_same, _timestamp),
    "timestamptz": (_same, _timestamptz),
    "time": (_same, _time),
    "timetz": (_same, _timetz),
    "interval": (_same, _interval),
}


def _column(
    make: Callable[[Iterable[int]], Iterable[Any]], one: Callable[[tuple[int]], Any]
) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    def convert(column: tuple[Any, ...]) -> tuple[Any, ...]:
        try:
            return tuple(make(column))
        except (TypeError, ValueError, OverflowError):
            # There is a NULL among them, or a value that Python has no object for.
            return tuple([None if each is None else one((each,)) for each in column])

    return convert


def _dates(column: Iterable[int]) -> Iterable[datetime.date]:
    return map(datetime.date.fromordinal, map(add, repeat(_EPOCH_DAY), column))


def _timestamps(column: Iterable[int]) -> Iterable[datetime.datetime]:
    return map(add, repeat(_EPOCH), map(mul, repeat(_MICROSECOND), column))


def _timestamptzs(column: Iterable[int]) -> Iterable[datetime.datetime]:
    return map(add, repeat(_EPOCH_UTC), map(mul, repeat(_MICROSECOND), column))


#: Per type of `pg_catalog` that is one integer on the wire: reads a column of such integers as the codec reads each.
TEMPORAL_COLUMNS: dict[str, Callable[[tuple[Any, ...]], tuple[Any, ...]]] = {
    "date": _column(_dates, _date),
    "timestamp": _column(_timestamps, _timestamp),
    "timestamptz": _column(_timestamptzs, _timestamptz),
}
