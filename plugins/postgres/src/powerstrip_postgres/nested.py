"""Values that hold others, and the driver's own objects, as plain Python.

Composite values become objects, anonymous ones and arrays lists; what JSON has nothing for becomes text as PostgreSQL
writes it, except that dates and times stay ISO 8601.
"""

import datetime
import re
from collections.abc import Callable
from typing import Any

from powerstrip_postgres.wire import Type

__all__ = ["converter", "is_flat", "is_small", "plain"]

#: Types of `pg_catalog` whose values the driver reads as plain Python, alone and in arrays.
_PLAIN = frozenset(
    {"bool", "bpchar", "bytea", "date", "float4", "float8", "int2", "int4", "int8", "interval", "json", "jsonb"}
    | {"money", "name", "numeric", "oid", "text", "time", "timestamp", "timestamptz", "timetz", "uuid", "varchar"}
    | {"xid", "xid8", "xml"}
)
#: Of these, those whose values have 16 bytes at most.
_SMALL = frozenset(
    {"bool", "date", "float4", "float8", "int2", "int4", "int8", "interval", "oid", "time", "timestamp", "timestamptz"}
    | {"timetz", "uuid", "xid", "xid8"}
)
_QUOTED_BOUND = re.compile(r'[\s,"\\()\[\]]')


def converter(kind: Type) -> Callable[[Any], Any] | None:
    """Return what makes values of a type plain, None if they are already.

    Args:
        kind: as the driver describes it.
    """
    if kind.schema != "pg_catalog":
        # Enumerations and the types of extensions arrive as text.
        return None if kind.kind == "scalar" else plain
    name = kind.name.removesuffix("[]")
    if name == "char":
        return _character
    return None if name in _PLAIN else plain


def is_flat(kind: Type) -> bool:
    """Return whether a value of a type is one text, number, moment or JSON value, and not an object of the driver's.

    Args:
        kind: as the driver describes it.
    """
    return converter(kind) is None and not kind.name.endswith("[]")


def is_small(kind: Type) -> bool:
    """Return whether a value of a type has 16 bytes at most.

    Args:
        kind: as the driver describes it.
    """
    return kind.schema == "pg_catalog" and kind.name in _SMALL


def plain(value: Any) -> Any:
    """Return the value without any object of the driver's.

    Args:
        value: as the driver read it.
    """
    if convert := _CONVERT.get(type(value).__name__):
        return convert(value)
    if type(value) in (list, tuple):
        return [plain(each) for each in value]
    return value


def _character(value: Any) -> Any:
    """Return a value of the one-byte type `"char"`, which the driver reads as bytes."""
    if isinstance(value, list):
        return [_character(each) for each in value]
    return value.decode("ascii", "backslashreplace") if isinstance(value, bytes) else value


def _record(value: Any) -> Any:
    return {name: plain(each) for name, each in value.items()}


def _range(value: Any) -> str:
    if value.isempty:
        return "empty"
    opening, closing = "[" if value.lower_inc else "(", "]" if value.upper_inc else ")"
    return f"{opening}{_bound(value.lower)},{_bound(value.upper)}{closing}"


def _bound(value: Any) -> str:
    if value is None:
        return ""
    text = value.isoformat() if isinstance(value, datetime.date) else str(value)
    if text and not _QUOTED_BOUND.search(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _point(value: Any) -> str:
    return f"({value[0]!r},{value[1]!r})"


def _points(values: Any) -> str:
    return ",".join(_point(value) for value in values)


def _path(value: Any) -> str:
    return f"({_points(value.points)})" if value.is_closed else f"[{_points(value.points)}]"


#: By the name of the class, so that the driver need not be imported for it.
_CONVERT: dict[str, Callable[[Any], Any]] = {
    "BitString": lambda value: value.as_string().replace(" ", ""),
    "Box": _points,
    "Circle": lambda value: f"<{_point(value[0])},{value[1]!r}>",
    "IPv4Address": str,
    "IPv4Interface": str,
    "IPv4Network": str,
    "IPv6Address": str,
    "IPv6Interface": str,
    "IPv6Network": str,
    "Line": lambda value: f"{{{value[0]!r},{value[1]!r},{value[2]!r}}}",
    "LineSegment": lambda value: f"[{_points(value)}]",
    "Path": _path,
    "Point": _point,
    "Polygon": lambda value: f"({_points(value.points)})",
    "Range": _range,
    "Record": _record,
}
