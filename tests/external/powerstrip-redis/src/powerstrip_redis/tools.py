"""The tools."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from powerstrip_redis import reading
from powerstrip_redis.connection import RedisConnection
from powerstrip_sdk import Column, NotFound, Rows, RowStream, Streamed, tool

__all__ = ["describe_key", "list_keys", "read_key", "server_info", "wait_for_entries"]

Key = Annotated[str, Field(min_length=1, description="A key, exactly as list_keys names it.")]
Kind = Literal["any", "hash", "list", "set", "stream", "string", "zset"]


class KeyInfo(BaseModel):
    """What is known of a key."""

    type: str
    encoding: str
    seconds_to_live: float | None = Field(description="None if the key stays until it is deleted.")
    bytes: int | None


@tool(connector="redis", read_only=True)
async def list_keys(
    connection: RedisConnection,
    pattern: Annotated[str, Field(min_length=1, description="Pattern such as user:*, with *, ? and [abc].")] = "*",
    kind: Annotated[Kind, Field(description="Only keys of this type.")] = "any",
) -> Streamed:
    """List keys by a pattern, in no order. A key that is changed meanwhile may be listed twice."""
    only = () if kind == "any" else ("TYPE", kind)
    pages = reading.scanned(connection, "SCAN", "{cursor}", "MATCH", pattern, "COUNT", str(reading.PAGE), *only)
    return RowStream(columns=(Column(name="key"),), batches=pages)


@tool(connector="redis", read_only=True)
async def read_key(connection: RedisConnection, key: Key) -> Streamed:
    """Read the value of a key of any type: a string as one row, else one row for each element."""
    return await reading.read_key(connection, key)


@tool(connector="redis", read_only=True)
async def describe_key(connection: RedisConnection, key: Key) -> KeyInfo:
    """Tell the type of a key, how long it will live and how much memory it takes."""
    encoding = await connection.ask("OBJECT", "ENCODING", key)
    if encoding is None:
        raise NotFound(f"there is no key {key!r}, see list_keys")
    milliseconds = await connection.ask("PTTL", key)
    return KeyInfo(
        type=(await connection.ask("TYPE", key)).decode(),
        encoding=encoding.decode(),
        seconds_to_live=None if milliseconds < 0 else milliseconds / 1000,
        bytes=await connection.ask("MEMORY", "USAGE", key),
    )


@tool(connector="redis", read_only=True)
async def server_info(
    connection: RedisConnection,
    section: Annotated[str, Field(pattern="^[a-z]+$", description="Such as server, memory or keyspace.")] = "default",
) -> Rows:
    """Show what the server tells about itself."""
    lines = (await connection.ask("INFO", section)).decode().splitlines()
    pairs = [line.partition(":") for line in lines if line and not line.startswith("#")]
    return Rows(columns=(Column(name="name"), Column(name="value")), rows=[(name, value) for name, _, value in pairs])


@tool(connector="redis", read_only=True)
async def wait_for_entries(
    connection: RedisConnection,
    key: Key,
    seconds: Annotated[float, Field(ge=0.01, le=600, description="How long to wait for the first one.")] = 10,
) -> Rows:
    """Wait for new entries of a stream, and return them; nothing if none came."""
    found = await connection.ask("XREAD", "COUNT", reading.PAGE, "BLOCK", int(seconds * 1000), "STREAMS", key, "$")
    rows = reading.entries(found[0][1]) if found else []
    return Rows(columns=(Column(name="id"), Column(name="fields")), rows=rows)
