"""What the columns of a statement decide, found once for each kind of row and not for each call."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from powerstrip_postgres.batches import FIRST_ROWS
from powerstrip_postgres.meter import FLAT, NESTED, Portion
from powerstrip_postgres.nested import is_flat, is_small
from powerstrip_postgres.values import columns, plain_rows
from powerstrip_postgres.wire import Attribute, Record
from powerstrip_sdk import Column, Row

__all__ = ["Shape", "shape_of"]

#: Wider rows are rare, and remembering many of them would take much memory.
_MOST_COLUMNS = 100
_REMEMBERED = 256
#: A small value with its length.
_SMALL_BYTES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The kind of rows that a statement returns.

    Args:
        columns: as the host shows them.
        plain: turns the driver's records into rows of plain Python values.
        portion: how much of the rows may be in memory at once.
        first: how many rows may be fetched before the size of any is known.
    """

    columns: tuple[Column, ...]
    plain: Callable[[Iterable[Record]], list[Row]]
    portion: Portion
    first: int


def shape_of(attributes: tuple[Attribute, ...]) -> Shape:
    """Return what the columns of a statement decide.

    Args:
        attributes: as the driver describes them, at least one.
    """
    return _remembered(attributes) if len(attributes) <= _MOST_COLUMNS else _shape(attributes)


def _shape(attributes: tuple[Attribute, ...]) -> Shape:
    return Shape(
        columns=columns(attributes),
        plain=plain_rows(attributes),
        portion=FLAT if all(is_flat(each.type) for each in attributes) else NESTED,
        first=_first_rows(attributes),
    )


#: Descriptions are equal where names, types and the types' object ids are.
_remembered = lru_cache(maxsize=_REMEMBERED)(_shape)


def _first_rows(attributes: tuple[Attribute, ...]) -> int:
    if all(is_small(each.type) for each in attributes):
        return max(FIRST_ROWS, FLAT.aim // (len(attributes) * _SMALL_BYTES))
    return FIRST_ROWS
