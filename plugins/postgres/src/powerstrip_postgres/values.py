"""Values between JSON and the driver: parameters going in, rows coming out."""

import base64
import datetime
import json
import math
import re
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import partial
from operator import itemgetter
from typing import Any, TypeAlias

from powerstrip_postgres import temporal
from powerstrip_postgres.nested import converter
from powerstrip_postgres.wire import Attribute, Driver, Record, Type
from powerstrip_sdk import Column, InvalidArguments, Row

__all__ = [
    "VALUES",
    "Converter",
    "columns",
    "converted",
    "driver_values",
    "misfit",
    "parameter_converters",
    "plain_rows",
    "set_codecs",
]

#: Makes a value what the driver wants.
Converter: TypeAlias = Callable[[Any], Any]

#: The values of a record, in half of the time that `tuple` takes.
VALUES: Callable[[Record], Row] = itemgetter(slice(None))
_INTEGER = re.compile(r"[-+]?\d{1,40}", re.ASCII)
_BOOLEANS = {"true": True, "false": False}
#: The first byte of a jsonb on the wire is the version of its format.
_JSONB_VERSION = b"\x01"


async def set_codecs(driver: Driver) -> None:
    """Make the driver read JSON as JSON and dates without loss; asks the server nothing.

    Args:
        driver: a new connection.
    """
    await temporal.set_codecs(driver)
    # Also JSON in binary, since inside of composite types and ranges the driver reads nothing else.
    meter = driver.meter

    def load(wire: bytes) -> Any:
        meter.parse(wire)
        return json.loads(wire.decode(), parse_float=_exact)

    def load_jsonb(wire: bytes) -> Any:
        return load(wire[1:])

    await driver.set_type_codec("json", schema="pg_catalog", encoder=_dump, decoder=load, format="binary")
    await driver.set_type_codec("jsonb", schema="pg_catalog", encoder=_dump_jsonb, decoder=load_jsonb, format="binary")


def columns(attributes: Iterable[Attribute]) -> tuple[Column, ...]:
    """Return the columns of a prepared statement's rows.

    Args:
        attributes: as the driver describes them.
    """
    return tuple(Column(name=attribute.name, type=attribute.type.name) for attribute in attributes)


def plain_rows(attributes: Sequence[Attribute]) -> Callable[[Iterable[Record]], list[Row]]:
    """Return what turns the driver's records into rows of plain Python values.

    Args:
        attributes: as the driver describes the statement's rows.
    """
    convert = {index: found for index, each in enumerate(attributes) if (found := converter(each.type))}

    def all_plain(records: Iterable[Record]) -> list[Row]:
        return list(map(VALUES, records))

    def some_converted(records: Iterable[Record]) -> list[Row]:
        rows = [list(record) for record in records]
        for index, function in convert.items():
            for row in rows:
                row[index] = function(row[index])
        return [tuple(row) for row in rows]

    return some_converted if convert else all_plain


def driver_values(types: Sequence[Type], params: Sequence[Any]) -> list[Any]:
    """Return the parameters as the driver wants them.

    Args:
        types: of the statement's parameters.
        params: their values, as they came from JSON.

    Raises:
        InvalidArguments: if there are too few or too many, or if one does not fit its type.
    """
    return converted(types, parameter_converters(types), params)


def parameter_converters(types: Sequence[Type]) -> list[Converter | None]:
    """Return what makes each parameter what the driver wants, None where it is already.

    Args:
        types: of the statement's parameters.
    """
    return [_converter(each.name) for each in types]


def converted(types: Sequence[Type], converters: Sequence[Converter | None], params: Sequence[Any]) -> list[Any]:
    """Return the parameters as the driver wants them.

    Args:
        types: of the statement's parameters.
        converters: the `parameter_converters` of the types.
        params: their values, as they came from JSON.

    Raises:
        InvalidArguments: if there are too few or too many, or if one does not fit its type.
    """
    if len(types) != len(params):
        raise InvalidArguments(f"the statement has {len(types)} parameters, params has {len(params)} values")
    values: list[Any] = []
    try:
        for convert, value in zip(converters, params, strict=True):
            values.append(value if convert is None or value is None else convert(value))
    except (ValueError, TypeError, LookupError, ArithmeticError, RecursionError) as error:
        raise misfit(types, len(values) + 1) from error
    return values


def misfit(types: Sequence[Type], position: int) -> InvalidArguments:
    """Return the error for a parameter that does not fit its type.

    Args:
        types: of the statement's parameters.
        position: of the parameter, counted from 1.
    """
    name = types[position - 1].name
    advice = f", {_ADVICE[name]}" if name in _ADVICE else ""
    return InvalidArguments(f"parameter ${position} does not fit the type {name!r} that the statement expects{advice}")


def _converter(kind: str) -> Converter | None:
    if kind in ("json[]", "jsonb[]"):
        return _json_array
    if kind.endswith("[]"):
        return partial(_array, _CONVERT.get(kind.removesuffix("[]")))
    return _CONVERT.get(kind)


def _array(convert: Converter | None, value: Any) -> list[Any]:
    def element(each: Any) -> Any:
        if isinstance(each, list):
            return _array(convert, each)
        return each if convert is None or each is None else convert(each)

    return [element(each) for each in _of_array(value)]


def _json_array(value: Any) -> list[Any]:
    # An array inside is an element, which the driver would take for a further dimension.
    return [None if each is None else _Json(each) for each in _of_array(value)]


def _of_array(value: Any) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        raise TypeError("not an array")
    return value


def _integer(value: Any) -> int:
    if type(value) is int:
        return value
    if isinstance(value, str) and _INTEGER.fullmatch(value):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return int(_only(value, int))


def _float(value: Any) -> float:
    if isinstance(value, str):
        return float(value)
    return float(_only(value, int, float, Decimal))


def _decimal(value: Any) -> Decimal:
    if isinstance(value, str | float):
        return Decimal(str(value))
    return Decimal(_only(value, int, Decimal))


def _boolean(value: Any) -> bool:
    if isinstance(value, str):
        return _BOOLEANS[value.lower()]
    if not isinstance(value, bool):
        raise TypeError("not a boolean")
    return value


def _text(value: Any) -> str:
    if type(value) is str:
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(_only(value, str, int, float, Decimal, uuid.UUID))


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else base64.b64decode(_only(value, str), validate=True)


def _byte(value: Any) -> bytes:
    return str(_only(value, str)).encode("ascii")


def _uuid(value: Any) -> uuid.UUID:
    return value if isinstance(value, uuid.UUID) else uuid.UUID(_only(value, str))


def _moment(parse: Callable[[str], Any]) -> Callable[[Any], Any]:
    def convert(value: Any) -> Any:
        if isinstance(value, datetime.date | datetime.time):
            return parse(value.isoformat())
        return parse(_only(value, str))

    return convert


def _only(value: Any, *types: type) -> Any:
    if not isinstance(value, types) or isinstance(value, bool):
        raise TypeError(f"a {type(value).__name__}")
    return value


_CONVERT: dict[str, Converter] = {
    **dict.fromkeys(("int2", "int4", "int8", "oid", "xid", "xid8"), _integer),
    **dict.fromkeys(("float4", "float8"), _float),
    **dict.fromkeys(("text", "varchar", "bpchar", "name", "citext", "xml", "money"), _text),
    "numeric": _decimal,
    "bool": _boolean,
    "bytea": _bytes,
    "char": _byte,
    "uuid": _uuid,
    "date": _moment(temporal.parse_date),
    "timestamp": _moment(temporal.parse_timestamp),
    "timestamptz": _moment(temporal.parse_timestamptz),
    "time": _moment(temporal.parse_time),
    "timetz": _moment(temporal.parse_timetz),
    "interval": _moment(temporal.parse_interval),
}
_ADVICE = {
    "date": "write it as '2024-01-31'",
    "timestamp": "write it as '2024-01-31T12:00:00', without an offset",
    "timestamptz": "write it as '2024-01-31T12:00:00Z'",
    "time": "write it as '12:00:00'",
    "timetz": "write it as '12:00:00+01:00'",
    "interval": "write it as an ISO 8601 duration such as 'P1DT12H'",
    "bytea": "write it in base64",
    "uuid": "write it as a string in hexadecimal",
}


@dataclass(frozen=True, slots=True)
class _Json:
    """A JSON value that the driver does not look into."""

    value: Any


def _dump(value: Any) -> bytes:
    value = value.value if isinstance(value, _Json) else value
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode()


def _dump_jsonb(value: Any) -> bytes:
    return _JSONB_VERSION + _dump(value)


def _exact(text: str) -> float | Decimal:
    """Read a number as a float where that loses nothing."""
    value = float(text)
    if repr(value) == text:
        return value
    try:
        exact = Decimal(text)
    except InvalidOperation:
        return value
    return value if math.isfinite(value) and Decimal(repr(value)) == exact else exact
