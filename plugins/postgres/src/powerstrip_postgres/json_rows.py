"""Rows whose values JSON holds as they are, made column by column.

What a column needs is decided once for a prepared statement. One that needs nothing costs nothing, and the others are
gone through without a call for each of their values where that can be.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from powerstrip_postgres.wire import Attribute, Record, Type
from powerstrip_sdk import Row
from powerstrip_sdk.plain import EXACT, plain

__all__ = ["json_rows"]

#: The values of one column.
_Cells: TypeAlias = tuple[Any, ...]


def json_rows(attributes: Sequence[Attribute]) -> Callable[[list[Record]], list[Row]]:
    """Return what turns the driver's records into rows of values that JSON holds as they are.

    Args:
        attributes: as the driver describes the statement's rows, whose values hold no others.
    """
    convert = [(index, found) for index, each in enumerate(attributes) if (found := _converter(each.type))]

    def rows(records: list[Record]) -> list[Row]:
        if not records:
            return []
        # There and back takes half of what `tuple` takes for each record.
        columns = list(zip(*records, strict=True))
        for index, function in convert:
            columns[index] = function(columns[index])
        return list(zip(*columns, strict=True))

    return rows


def _converter(kind: Type) -> Callable[[_Cells], _Cells] | None:
    # Enumerations arrive as text.
    return _COLUMNS.get(kind.name, _plain) if kind.schema == "pg_catalog" else None


def _integers(column: _Cells) -> _Cells:
    known = [each for each in column if each is not None] if None in column else column
    return column if max(map(abs, known), default=0) <= EXACT else _plain(column)


def _floats(column: _Cells) -> _Cells:
    return column if all(map(math.isfinite, filter(None, column))) else _plain(column)


def _texts(column: _Cells) -> _Cells:
    return tuple([None if each is None else str(each) for each in column])


def _times(column: _Cells) -> _Cells:
    # The end of a day is text already.
    return tuple([each if each is None or type(each) is str else each.isoformat() for each in column])


def _plain(column: _Cells) -> _Cells:
    return tuple([plain(each) for each in column])


#: By type of `pg_catalog`, None where a value needs no look. What is not here may be anything.
_COLUMNS: dict[str, Callable[[_Cells], _Cells] | None] = {
    **dict.fromkeys(("bool", "int2", "int4", "oid", "xid", "text", "varchar", "bpchar", "name", "interval")),
    # What Python has no object for is text already, and the host writes the others as JSON in one go.
    **dict.fromkeys(("date", "timestamp", "timestamptz")),
    **dict.fromkeys(("int8", "xid8"), _integers),
    **dict.fromkeys(("float4", "float8"), _floats),
    **dict.fromkeys(("numeric", "uuid"), _texts),
    **dict.fromkeys(("time", "timetz"), _times),
}
