"""Values of each type as rows, page by page, so that no size of a value fills the memory."""

from collections.abc import AsyncIterator, Callable

from powerstrip_redis.connection import RedisConnection
from powerstrip_sdk import Column, LimitExceeded, NotFound, Row, RowStream, Unsupported

__all__ = ["PAGE", "entries", "read_key", "scanned"]

#: Rows that are asked for at once.
PAGE = 500
#: Bytes of a string that are read, more than any answer holds.
_LONGEST = 6_000_000


def _plain(value: bytes) -> str | bytes:
    """Return a value as text if it is that; what is not UTF-8 stays bytes, which a client gets as base64."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value


async def scanned(connection: RedisConnection, *command: str, width: int = 1) -> AsyncIterator[list[Row]]:
    """Yield what a command of the SCAN family returns; the server keeps nothing between two pages.

    Args:
        connection: idle.
        command: its words, with `{cursor}` in the place of the cursor.
        width: how many values make one row.
    """
    cursor = "0"
    while True:
        cursor, found = await connection.ask(*(word.replace("{cursor}", cursor) for word in command))
        cursor = cursor.decode()
        if found:
            yield _rows(found, width)
        if cursor == "0":
            return


async def _string(connection: RedisConnection, key: str) -> AsyncIterator[list[Row]]:
    if await connection.ask("STRLEN", key) > _LONGEST:
        raise LimitExceeded(f"the value has more than {_LONGEST} bytes")
    if (value := await connection.ask("GET", key)) is not None:
        yield [(_plain(value),)]


async def _list(connection: RedisConnection, key: str) -> AsyncIterator[list[Row]]:
    start = 0
    while found := await connection.ask("LRANGE", key, start, start + PAGE - 1):
        yield [(index, _plain(value)) for index, value in enumerate(found, start)]
        start += len(found)


async def _sorted_set(connection: RedisConnection, key: str) -> AsyncIterator[list[Row]]:
    start = 0
    while found := await connection.ask("ZRANGE", key, start, start + PAGE - 1, "WITHSCORES"):
        yield [(member, float(score)) for member, score in _rows(found, 2)]
        start += len(found) // 2


async def _stream(connection: RedisConnection, key: str) -> AsyncIterator[list[Row]]:
    after = "-"
    while found := await connection.ask("XRANGE", key, after, "+", "COUNT", PAGE):
        yield entries(found)
        after = f"({found[-1][0].decode()}"


def entries(found: list[tuple[bytes, list[bytes]]]) -> list[Row]:
    """Return entries of a stream, each with its identifier and its fields.

    Args:
        found: as the server sends them.
    """
    return [(entry.decode(), {str(name): value for name, value in _rows(fields, 2)}) for entry, fields in found]


def _hash(connection: RedisConnection, key: str) -> AsyncIterator[list[Row]]:
    return scanned(connection, "HSCAN", key, "{cursor}", "COUNT", str(PAGE), width=2)


def _set(connection: RedisConnection, key: str) -> AsyncIterator[list[Row]]:
    return scanned(connection, "SSCAN", key, "{cursor}", "COUNT", str(PAGE))


_READERS: dict[str, tuple[tuple[str, ...], Callable[[RedisConnection, str], AsyncIterator[list[Row]]]]] = {
    "hash": (("field", "value"), _hash),
    "list": (("index", "value"), _list),
    "set": (("member",), _set),
    "stream": (("id", "fields"), _stream),
    "string": (("value",), _string),
    "zset": (("member", "score"), _sorted_set),
}


async def read_key(connection: RedisConnection, key: str) -> RowStream:
    """Return the value of a key of any type.

    Args:
        connection: idle.
        key: its name.

    Raises:
        NotFound: if there is no such key.
        Unsupported: if it is of a module's type.
    """
    kind = (await connection.ask("TYPE", key)).decode()
    if kind == "none":
        raise NotFound(f"there is no key {key!r}, see list_keys")
    if kind not in _READERS:
        raise Unsupported(f"keys of the type {kind!r} cannot be read")
    names, reader = _READERS[kind]
    return RowStream(columns=tuple(Column(name=name) for name in names), batches=reader(connection, key))


def _rows(flat: list[bytes], width: int) -> list[Row]:
    values = [_plain(value) for value in flat]
    return list(zip(*(values[first::width] for first in range(width)), strict=True))
