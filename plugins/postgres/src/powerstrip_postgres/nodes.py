"""The nodes of a parsed statement, read from protobuf's wire format by the parser's own description of its messages.

protobuf's reader for Python gives up below a hundred levels, which fifty SELECTs in one UNION reach. This one keeps a
list of what is still to be read, so that no depth matters, and holds one node at a time, so that no size does.
Wire format: https://protobuf.dev/programming-guides/encoding/.
"""

import importlib
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple, TypeAlias

__all__ = ["Kind", "Node", "UnknownField", "nodes"]

_VARINT, _LENGTH = 0, 2
#: A byte with this bit set is followed by another one of the same number.
_MORE = 0x80


class UnknownField(ValueError):
    """The bytes hold something that the parser's description does not have."""


class Kind:
    """A kind of node.

    Attributes:
        name: of the message, for example `SelectStmt`.
        fields: by number: a field's name and its kind, None for what is not a message.
    """

    __slots__ = ("fields", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        self.fields: dict[int, tuple[str, Kind | None]] = {}


class _Unread(NamedTuple):
    """Where a node stands in the bytes."""

    kind: Kind
    start: int
    end: int


_Value: TypeAlias = "int | bytes | _Unread"


class Node:
    """One node, with what stands in its fields.

    Attributes:
        name: of its kind, for example `SelectStmt`.
    """

    __slots__ = ("_data", "_values", "name")

    def __init__(self, name: str, data: bytes, values: list[tuple[str, _Value]]) -> None:
        self.name, self._data, self._values = name, data, values

    def below(self, field: str) -> "Iterator[Node]":
        """Read the nodes directly below, in order.

        Args:
            field: in which they stand.
        """
        for name, value in self._values:
            if name == field and isinstance(value, _Unread):
                yield _unwrapped(self._data, value)

    def strings(self, field: str) -> tuple[str, ...]:
        """Return the texts in a field that lists nodes `String`, leaving out nodes of other kinds.

        Args:
            field: which lists them.
        """
        return tuple(each.text("sval") for each in self.below(field) if each.name == "String")

    def text(self, field: str) -> str:
        """Return a field's text, empty if it is not there.

        Args:
            field: which holds it.
        """
        return next((value.decode() for name, value in self._values if name == field and isinstance(value, bytes)), "")

    def number(self, field: str) -> int:
        """Return a field's number, 0 if it is not there.

        Args:
            field: which holds it.
        """
        return next((value for name, value in self._values if name == field and isinstance(value, int)), 0)


def nodes(tree: bytes) -> Iterator[Node]:
    """Read every node of a tree, those that only wrap another one excepted, in no particular order.

    Args:
        tree: a message `pg_query.ParseResult`.

    Raises:
        UnknownField: if there is something in it that cannot be understood.
    """
    waiting = [_Unread(_root(), 0, len(tree))]
    while waiting:
        unread = waiting.pop()
        values = _read(tree, unread)
        waiting += [value for _, value in values if type(value) is _Unread]
        if unread.kind.name != "Node":
            yield Node(unread.kind.name, tree, values)


def _unwrapped(data: bytes, unread: _Unread) -> Node:
    """Read a node; a `Node` holds one of any kind, and stands for it."""
    while True:
        values = _read(data, unread)
        if unread.kind.name != "Node" or not values:
            return Node(unread.kind.name, data, values)
        inner = values[0][1]
        assert isinstance(inner, _Unread)
        unread = inner


def _read(data: bytes, unread: _Unread) -> list[tuple[str, _Value]]:
    kind, position, end = unread
    values: list[tuple[str, _Value]] = []
    while position < end:
        key, position = _varint(data, position) if data[position] & _MORE else (data[position], position + 1)
        number, position = _varint(data, position) if data[position] & _MORE else (data[position], position + 1)
        known = kind.fields.get(key >> 3)
        if known is None or key & 7 not in (_VARINT, _LENGTH):
            raise UnknownField(f"{kind.name} has a field {key >> 3} of wire type {key & 7}")
        name, below = known
        if not key & 7:
            values.append((name, number))
            continue
        start, position = position, position + number
        values.append((name, data[start:position] if below is None else _Unread(below, start, position)))
    return values


def _varint(data: bytes, position: int) -> tuple[int, int]:
    value, shift = 0, 0
    while True:
        byte = data[position]
        position += 1
        value |= (byte & ~_MORE) << shift
        if byte < _MORE:
            return value, position
        shift += 7


@cache
def _root() -> Kind:
    messages = importlib.import_module("postgast.pg_query_pb2")
    return _describe(messages.ParseResult.DESCRIPTOR, {})


def _describe(descriptor: Any, kinds: dict[str, Kind]) -> Kind:
    if known := kinds.get(descriptor.name):
        return known
    kind = kinds[descriptor.name] = Kind(descriptor.name)
    for each in descriptor.fields:
        below = None if each.message_type is None else _describe(each.message_type, kinds)
        kind.fields[each.number] = (each.name, below)
    return kind
