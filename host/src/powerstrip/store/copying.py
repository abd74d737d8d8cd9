"""Moving a store: every row of one is copied into another, also from SQLite to PostgreSQL."""

from typing import Any

from sqlalchemy import Table, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from powerstrip.store.database import Database
from powerstrip.store.records import Copied
from powerstrip.store.tables import metadata

__all__ = ["copy_rows"]

#: Rows in one transaction.
_BATCH = 500


async def copy_rows(origin: Database, target: Database) -> dict[str, Copied]:
    """Copy what is not there yet; what is, stays as it is, so that a copy that was interrupted can be run again.

    Sealed options stay sealed with the same keys: they belong to a row, whichever database it is in.

    Returns:
        how many rows were read and how many were written, by table.

    Raises:
        StoreUnavailable: if one of the databases does not answer.
    """
    return {table.name: await _copy_table(table, origin, target) for table in metadata.sorted_tables}


async def _copy_table(table: Table, origin: Database, target: Database) -> Copied:
    dialect = sqlite if target.location.path else postgresql
    key = tuple_(*table.primary_key.columns)
    read, written, after = 0, 0, None
    while True:
        query = select(table).order_by(*table.primary_key.columns).limit(_BATCH)
        if after is not None:
            query = query.where(key > after)
        async with origin.read() as connection:
            rows: list[dict[str, Any]] = [row._asdict() for row in await connection.execute(query)]
        if not rows:
            return Copied(read=read, written=written)
        statement = dialect.insert(table).values(rows).on_conflict_do_nothing().returning(*table.primary_key.columns)
        async with target.write() as connection:
            written += len((await connection.execute(statement)).all())
        read += len(rows)
        after = tuple(rows[-1][column.name] for column in table.primary_key.columns)
