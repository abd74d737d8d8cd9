"""Columns that the driver hands on nearly as they came, and what makes the values of all their rows at once.

For each value the driver would make a `Decimal` from its binary form, of which JSON takes the text, and call a function
for each moment. A statement keeps the codecs that were set when it was prepared, so these are set for as long as that
takes: inside of arrays, ranges and composite values nobody would know which integer is a moment.
"""

import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from powerstrip_postgres import temporal
from powerstrip_postgres.wire import Attribute, Driver, Type

__all__ = ["RAW_COLUMNS", "Cells", "may_be_raw", "numbers", "raw_codecs", "raw_parameter"]

#: The values of one column.
Cells: TypeAlias = tuple[Any, ...]

#: By type of `pg_catalog`: which type's codec reads it, and in which format the server sends it.
_READ_AS: dict[str, tuple[str, Literal["text", "binary"]]] = {
    "date": ("int4", "binary"),
    "timestamp": ("int8", "binary"),
    "timestamptz": ("int8", "binary"),
    "numeric": ("text", "text"),
}
#: Fewer zeros in a row are never written as an exponent, and these are: behind the point, and without one.
_ZEROS = "0000"
_MANY_ZEROS = re.compile(r"^-?(?:0\.000000|\d+0000$)", re.ASCII | re.MULTILINE)


@asynccontextmanager
async def raw_codecs(driver: Driver) -> AsyncIterator[None]:
    """Let statements that are prepared inside of the block return what `RAW_COLUMNS` takes; asks the server nothing.

    Args:
        driver: of a connection on which nothing else is done meanwhile.
    """
    try:
        for name, (other, wire) in _READ_AS.items():
            await driver.set_builtin_type_codec(name, schema="pg_catalog", codec_name=other, format=wire)
        yield
    finally:
        # A connection that was ended meanwhile has no codecs, and what ended it is to be told.
        if not driver.is_closed():
            for name in _READ_AS:
                await driver.reset_type_codec(name, schema="pg_catalog")
            await temporal.set_codecs(driver)


def may_be_raw(attributes: Sequence[Attribute], types: Sequence[Type]) -> bool:
    """Return whether preparing a statement inside of `raw_codecs` pays, and leaves its parameters as they are.

    Args:
        attributes: of its rows.
        types: of its parameters.
    """
    return any(_is_raw(each.type) for each in attributes) and all(map(_is_written_alike, types))


def raw_parameter(kind: Type, convert: Callable[[Any], Any] | None) -> Callable[[Any], Any] | None:
    """Return what makes a parameter of a statement that was prepared inside of `raw_codecs` what the driver wants.

    Args:
        kind: of the parameter.
        convert: does the same for other statements.
    """
    if convert is None or kind.name not in temporal.TEMPORAL_COLUMNS:
        return convert

    def integer(value: Any) -> Any:
        (found,) = convert(value)
        return found

    return integer


def numbers(column: Cells) -> Cells:
    """Return numbers that came as text as they are written beside other types, which for most is the same column.

    Args:
        column: of such texts, and of None.
    """
    texts = "\n".join(filter(None, column))
    if _ZEROS not in texts or _MANY_ZEROS.search(texts) is None:
        return column
    return tuple([None if each is None else _number(each) for each in column])


def _is_raw(kind: Type) -> bool:
    return kind.schema == "pg_catalog" and kind.name in _READ_AS


def _is_written_alike(kind: Type) -> bool:
    # A number would be written as text, and an array of moments as one of integers.
    return kind.schema == "pg_catalog" and kind.kind == "scalar" and kind.name != "numeric"


def _number(text: str) -> str:
    """Return a number as the driver reads it and Python writes it, with an exponent in place of many zeros."""
    # Without a scale the server leaves out trailing zeros, by groups of four, and the driver does not add them again.
    zeros = 0 if "." in text else (len(text) - len(text.rstrip("0"))) // len(_ZEROS) * len(_ZEROS)
    return str(Decimal(f"{text[:-zeros]}E+{zeros}" if zeros else text))


#: By type of `pg_catalog`: what makes a column of such a statement one that JSON holds.
RAW_COLUMNS: dict[str, Callable[[Cells], Cells]] = {**temporal.TEMPORAL_COLUMNS, "numeric": numbers}
