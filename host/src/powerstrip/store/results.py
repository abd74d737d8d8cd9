"""Kept results: whose they are, where their rows are, and until when."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select

from powerstrip.store.database import Database
from powerstrip.store.records import KeptResult
from powerstrip.store.tables import results

__all__ = ["StoredResults"]


class StoredResults:
    """The table of kept results.

    Args:
        database: runs the transactions.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, result: KeptResult) -> None:
        """Write down a result whose file is complete."""
        values = {column.name: getattr(result, column.name) for column in results.columns}
        async with self._database.write() as connection:
            await connection.execute(insert(results).values(values))

    async def get(self, handle: str, *, owner: str, now: datetime) -> KeptResult | None:
        """Return a result, None if there is none that this owner may read now."""
        mine = (results.c.handle == handle) & (results.c.owner == owner) & (results.c.expires_at > now)
        async with self._database.read() as connection:
            row = (await connection.execute(select(results).where(mine))).first()
        return _record(row) if row else None

    async def expired(self, now: datetime, *, limit: int = 100) -> list[KeptResult]:
        """Return results whose time is over, the longest over first; their files come first, then `remove`."""
        query = select(results).where(results.c.expires_at <= now).order_by(results.c.expires_at).limit(limit)
        async with self._database.read() as connection:
            return [_record(row) for row in await connection.execute(query)]

    async def remove(self, handles: Iterable[str]) -> None:
        """Forget results; what is gone already does not matter."""
        async with self._database.write() as connection:
            await connection.execute(delete(results).where(results.c.handle.in_(list(handles))))


def _record(row: Row[Any]) -> KeptResult:
    values = row._asdict()
    return KeptResult(**{**values, "columns": tuple(values["columns"])})
