"""Rows whose values JSON holds as they are, made column by column.

What a column needs is decided once for a prepared statement. One that needs nothing costs nothing, and the others are
gone through without a call for each of their values where that can be.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from operator import itemgetter
from typing import TypeAlias

from powerstrip_postgres.raw import RAW_COLUMNS, Cells, numbers
from powerstrip_postgres.values import VALUES
from powerstrip_postgres.wire import Attribute, Record, Type
from powerstrip_sdk import Row
from powerstrip_sdk.plain import EXACT, plain

__all__ = ["json_rows"]

_Converter: TypeAlias = Callable[[Cells], Cells]
#: What is to be done to which columns.
_Conversions: TypeAlias = Sequence[tuple[int, _Converter]]


def json_rows(attributes: Sequence[Attribute], *, is_raw: bool) -> Callable[[list[Record]], list[Row]]:
    """Return what turns the driver's records into rows of values that JSON holds as they are.

    Args:
        attributes: as the driver describes the statement's rows, whose values hold no others.
        is_raw: whether the statement was prepared inside of `raw_codecs`.
    """
    known = _RAW if is_raw else _COLUMNS
    convert = [(index, found) for index, each in enumerate(attributes) if (found := _converter(each.type, known))]
    return partial(_changed if any(function not in _CHECKS for _, function in convert) else _checked, convert)


def _checked(convert: _Conversions, records: list[Record]) -> list[Row]:
    """Return rows whose columns are hardly ever changed."""
    rows = list(map(VALUES, records))
    if any((column := tuple(map(itemgetter(at), rows))) is not function(column) for at, function in convert):
        return _changed(convert, records)
    return rows


def _changed(convert: _Conversions, records: list[Record]) -> list[Row]:
    if not records:
        return []
    columns = list(zip(*records, strict=True))
    for at, function in convert:
        columns[at] = function(columns[at])
    return list(zip(*columns, strict=True))


def _converter(kind: Type, known: Mapping[str, _Converter | None]) -> _Converter | None:
    # Enumerations arrive as text.
    return known.get(kind.name, _plain) if kind.schema == "pg_catalog" else None


def _integers(column: Cells) -> Cells:
    try:
        is_exact = max(column) <= EXACT and min(column) >= -EXACT
    except (TypeError, ValueError):  # there are NULLs among them, or no rows
        is_exact = max(map(abs, filter(None, column)), default=0) <= EXACT
    return column if is_exact else _plain(column)


def _floats(column: Cells) -> Cells:
    return column if all(map(math.isfinite, filter(None, column))) else _plain(column)


def _texts(column: Cells) -> Cells:
    return tuple([None if each is None else str(each) for each in column])


def _times(column: Cells) -> Cells:
    # The end of a day is text already.
    return tuple([each if each is None or type(each) is str else each.isoformat() for each in column])


def _plain(column: Cells) -> Cells:
    return tuple([plain(each) for each in column])


#: These return the column that they are given, unless it holds what JSON does not.
_CHECKS = (_integers, _floats, numbers)
#: By type of `pg_catalog`, None where a value needs no look. What is not here may be anything.
_COLUMNS: dict[str, _Converter | None] = {
    **dict.fromkeys(("bool", "int2", "int4", "oid", "xid", "text", "varchar", "bpchar", "name", "interval")),
    # What Python has no object for is text already, and the host writes the others as JSON in one go.
    **dict.fromkeys(("date", "timestamp", "timestamptz")),
    **dict.fromkeys(("int8", "xid8"), _integers),
    **dict.fromkeys(("float4", "float8"), _floats),
    **dict.fromkeys(("numeric", "uuid"), _texts),
    **dict.fromkeys(("time", "timetz"), _times),
}
_RAW: dict[str, _Converter | None] = {**_COLUMNS, **RAW_COLUMNS}
