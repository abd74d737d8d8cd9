"""Settings that are made at run time."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from powerstrip.store.database import Database
from powerstrip.store.tables import settings

__all__ = ["StoredSettings"]


class StoredSettings:
    """The table of settings: JSON values by key.

    Args:
        database: runs the transactions.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, key: str) -> Any:
        """Return a value, None if there is none."""
        async with self._database.read() as connection:
            return await connection.scalar(select(settings.c.value).where(settings.c.key == key))

    async def all(self) -> dict[str, Any]:
        """Return every value by its key."""
        query = select(settings.c.key, settings.c.value).order_by(settings.c.key)
        async with self._database.read() as connection:
            return dict((await connection.execute(query)).all())

    async def put(self, key: str, value: Any) -> None:
        """Write a value, in place of the one that is there."""
        dialect = sqlite if self._database.location.path else postgresql
        values = {"value": value, "updated_at": datetime.now(UTC)}
        statement = dialect.insert(settings).values(key=key, **values)
        async with self._database.write() as connection:
            await connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_=values))

    async def delete(self, key: str) -> None:
        """Forget a value; there need not be one."""
        async with self._database.write() as connection:
            await connection.execute(delete(settings).where(settings.c.key == key))
