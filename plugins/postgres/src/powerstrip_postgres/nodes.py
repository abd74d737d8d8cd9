"""The nodes of a parsed statement, read from protobuf's wire format by the parser's own description of its messages.

protobuf's reader for Python gives up below a hundred levels, which fifty SELECTs in one UNION reach. This one keeps a
list of what is still to be read, so that no depth matters, and holds one node at a time, so that no size does.
Wire format: https://protobuf.dev/programming-guides/encoding/.
"""

import importlib
from collections.abc import Iterator
from functools import cache
from typing import Any, TypeAlias

__all__ = ["Kind", "Node", "UnknownField", "nodes"]

_VARINT, _LENGTH = 0, 2
#: A byte with this bit set is followed by another one of the same number.
_MORE = 0x80
#: The kind that stands for one node of any other kind.
_WRAPPER = "Node"


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


#: Where a node stands in the bytes: its kind, its start and its end.
_Unread: TypeAlias = tuple[Kind, int, int]
_Value: TypeAlias = int | bytes | _Unread


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
            if name == field and type(value) is tuple:
                yield Node(value[0].name, self._data, _read(self._data, value))

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
    waiting: list[_Unread] = [(_root(), 0, len(tree))]
    while waiting:
        unread = waiting.pop()
        values = _read(tree, unread)
        for _, value in values:
            if type(value) is tuple:
                waiting.append(value)
        # What is left of those that wrap is empty, and stands for nothing.
        if unread[0].name != _WRAPPER:
            yield Node(unread[0].name, tree, values)


def _read(data: bytes, unread: _Unread) -> list[tuple[str, _Value]]:
    kind, position, end = unread
    fields = kind.fields
    values: list[tuple[str, _Value]] = []
    while position < end:
        key, position = _varint(data, position) if data[position] & _MORE else (data[position], position + 1)
        number, position = _varint(data, position) if data[position] & _MORE else (data[position], position + 1)
        known = fields.get(key >> 3)
        if known is None or key & 7 not in (_VARINT, _LENGTH):
            raise UnknownField(f"{kind.name} has a field {key >> 3} of wire type {key & 7}")
        name, below = known
        if not key & 7:
            values.append((name, number))
            continue
        start, position = position, position + number
        if below is None:
            values.append((name, data[start:position]))
        else:
            inner = (below, start, position)
            values.append((name, _unwrapped(data, inner) if number and below.name == _WRAPPER else inner))
    return values


def _unwrapped(data: bytes, wrapper: _Unread) -> _Unread:
    """Return where the one node stands that a `Node` holds, for which it stands."""
    kind, position, end = wrapper
    key, position = _varint(data, position)
    length, position = _varint(data, position)
    known = kind.fields.get(key >> 3)
    if known is None or known[1] is None or key & 7 != _LENGTH or position + length != end:
        raise UnknownField(f"{kind.name} holds something else than one node")
    return known[1], position, end


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
