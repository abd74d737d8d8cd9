"""Opening connections as a host does, so that templates may be cleared, and running templates on them."""

from collections.abc import Mapping, Sequence
from typing import Any

from powerstrip_postgres import PostgresConfig, PostgresConnection
from powerstrip_sdk import Rows


def told(options: Mapping[str, Any], *, call_timeout: float = 30.0, max_rows: int = 1000, **more: Any) -> Any:
    """Return the checked options of a source, with what a host says of it."""
    context = {"read_only": True, "call_timeout": call_timeout, "max_rows": max_rows, **more}
    return PostgresConfig.model_validate(dict(options), context=context)


async def run(connection: PostgresConnection, sql: str, params: Sequence[Any] = ()) -> Rows:
    """Run a template and return its rows; those of one that is not cleared are of the contract's `keep`."""
    returned = await connection.run_template(sql, params)
    if isinstance(returned, Rows):
        return returned
    async with returned as stream:
        return Rows(columns=stream.columns, rows=[row async for batch in stream for row in batch])


async def is_run_alone(connection: PostgresConnection, sql: str, params: Sequence[Any] = ()) -> bool:
    """Return whether a template takes the short way, which keeps nothing."""
    return not (await run(connection, sql, params)).keep
