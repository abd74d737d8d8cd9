"""Stored sources."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, Select, func, insert, select, update
from sqlalchemy import delete as delete_from
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from powerstrip.secrets import Place, Vault
from powerstrip.store.database import Database
from powerstrip.store.errors import Conflict, NameTaken, NotStored
from powerstrip.store.records import NewSource, Page, StoredSource, new_id
from powerstrip.store.tables import sources

__all__ = ["StoredSources", "place_of"]


def place_of(source_id: str) -> Place:
    """Return where the sealed options of a source belong."""
    return Place("sources", source_id, "sealed")


class StoredSources:
    """The table of sources.

    Args:
        database: runs the transactions.
        vault: seals and opens the connector's own options.
    """

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def config_of(self, source: StoredSource) -> dict[str, Any]:
        """Return the connector's own options, with their secrets.

        Raises:
            VaultClosed: if there is no key.
            UnknownKey: if the key that they were sealed with is not here.
            NotGenuine: if they were changed or moved in the database.
        """
        return self._vault.open(source.sealed, place_of(source.id))

    async def create(self, new: NewSource) -> StoredSource:
        """Store a source.

        Raises:
            VaultClosed: if there is no key to seal its options with.
            NameTaken: if a stored source has the name.
        """
        source_id, now = new_id(), datetime.now(UTC)
        source = StoredSource(
            id=source_id,
            name=new.name,
            connector=new.connector,
            **self._sealed(source_id, new.config),
            settings=new.settings,
            owner=new.owner,
            active=new.active,
            verified=False,
            last_verified_at=None,
            last_error=None,
            tools=(),
            version=1,
            created_at=now,
            updated_at=now,
        )
        values = {column.name: getattr(source, column.name) for column in sources.columns}
        async with self._database.write() as connection:
            await _unless_taken(connection, insert(sources).values(values), new.name)
        return source

    async def get(self, id_or_name: str) -> StoredSource | None:
        """Return a source, None if there is none; an id goes before a name."""
        either = (sources.c.id == id_or_name) | (sources.c.name == id_or_name)
        first = (sources.c.id == id_or_name).desc()
        async with self._database.read() as connection:
            row = (await connection.execute(select(sources).where(either).order_by(first).limit(1))).first()
        return _record(row) if row else None

    async def page(
        self, *, limit: int = 100, after: str | None = None, connector: str | None = None, active: bool | None = None
    ) -> Page[StoredSource]:
        """Return a part of the list, by name.

        Args:
            limit: the most sources.
            after: `next` of the page before, None for the first.
            connector: only its sources.
            active: only active ones, or only others.
        """
        query: Select[Any] = select(sources).order_by(sources.c.name).limit(limit + 1)
        if after is not None:
            query = query.where(sources.c.name > after)
        if connector is not None:
            query = query.where(sources.c.connector == connector)
        if active is not None:
            query = query.where(sources.c.active.is_(active))
        async with self._database.read() as connection:
            found = [_record(row) for row in await connection.execute(query)]
        return Page(items=tuple(found[:limit]), next=found[limit - 1].name if len(found) > limit else None)

    async def versions(self) -> dict[str, int]:
        """Return the version of every source by its id: it differs as soon as anybody has changed anything."""
        async with self._database.read() as connection:
            return dict((await connection.execute(select(sources.c.id, sources.c.version))).all())

    async def update(self, changed: StoredSource, *, config: Mapping[str, Any] | None = None) -> StoredSource:
        """Write what an operator changed: name, connector, settings, owner, active; and options, if there are new ones.

        Args:
            changed: the source as it shall be; its `version` is the one that the change is based on.
            config: the connector's own options, None to leave them. New ones have yet to be verified; of the old
                ones nothing is left in SQLite's file or log.

        Returns:
            the source as it is stored now.

        Raises:
            Conflict: if the source has another version.
            NotStored: if there is no such source.
            NameTaken: if another stored source has the name.
            VaultClosed: if there is no key to seal the options with.
        """
        values: dict[str, Any] = {
            "name": changed.name,
            "connector": changed.connector,
            "settings": changed.settings,
            "owner": changed.owner,
            "active": changed.active,
            "version": sources.c.version + 1,
            "updated_at": datetime.now(UTC),
        }
        if config is not None:
            values |= self._sealed(changed.id, config)
            values |= {"verified": False, "last_verified_at": None, "last_error": None}
        statement = update(sources).where(_is_version(changed)).values(values).returning(*sources.columns)
        async with self._database.write() as connection:
            row = await _unless_taken(connection, statement, changed.name)
            source = _record(row) if row else await _refuse(connection, changed)
        if config is not None:
            await self._database.forget()
        return source

    async def put_back(self, before: StoredSource, after: StoredSource) -> StoredSource:
        """Undo a change that could not be applied; the version goes on counting, so that nobody takes it for the old.

        Args:
            before: the source as it was.
            after: as the change left it; its `version` must still be stored.

        Raises:
            Conflict: if the source has another version.
            NotStored: if there is no such source.
        """
        values = {column.name: getattr(before, column.name) for column in sources.columns}
        values |= {"version": sources.c.version + 1, "tools": list(before.tools)}
        statement = update(sources).where(_is_version(after)).values(values).returning(*sources.columns)
        async with self._database.write() as connection:
            row = (await connection.execute(statement)).first()
            source = _record(row) if row else await _refuse(connection, after)
        await self._database.forget()
        return source

    async def record_check(
        self,
        source_id: str,
        *,
        at: datetime,
        error: str | None = None,
        tools: tuple[Mapping[str, Any], ...] | None = None,
        version: int | None = None,
    ) -> None:
        """Write down how a check went. The source's own version stays: nobody has edited it.

        Args:
            source_id: of the source; one that is gone is left alone.
            at: when it was checked.
            error: why it failed, None if it did not.
            tools: what was discovered, None to leave what is known.
            version: of the source that was checked; if it has changed since, the check says nothing about it.
        """
        values: dict[str, Any] = {"verified": error is None, "last_verified_at": at, "last_error": error}
        if tools is not None:
            values["tools"] = list(tools)
        statement = update(sources).where(sources.c.id == source_id).values(values)
        if version is not None:
            statement = statement.where(sources.c.version == version)
        async with self._database.write() as connection:
            await connection.execute(statement)

    async def delete(self, source: StoredSource) -> None:
        """Delete a source, and what of its secrets is in SQLite's write-ahead log.

        Args:
            source: as it was read; its `version` must still be stored.

        Raises:
            Conflict: if the source has another version.
            NotStored: if there is no such source.
        """
        statement = delete_from(sources).where(_is_version(source)).returning(sources.c.id)
        async with self._database.write() as connection:
            if (await connection.execute(statement)).first() is None:
                await _refuse(connection, source)
        await self._database.forget()

    async def count_by_key(self) -> dict[str, int]:
        """Return how many sources are sealed with each key, by the key's id."""
        query = select(sources.c.key_id, func.count()).group_by(sources.c.key_id).order_by(sources.c.key_id)
        async with self._database.read() as connection:
            return dict((await connection.execute(query)).all())

    def _sealed(self, source_id: str, config: Mapping[str, Any]) -> dict[str, str]:
        return {"sealed": self._vault.seal(config, place_of(source_id)), "key_id": self._vault.key_id}


def _record(row: Row[Any]) -> StoredSource:
    values = row._asdict()
    return StoredSource(**{**values, "tools": tuple(values["tools"])})


def _is_version(source: StoredSource) -> Any:
    return (sources.c.id == source.id) & (sources.c.version == source.version)


async def _unless_taken(connection: AsyncConnection, statement: Any, name: str) -> Row[Any] | None:
    """Execute a statement whose only way to break a rule is a name that is taken."""
    try:
        result = await connection.execute(statement)
    except IntegrityError:
        raise NameTaken(f"there is already a stored source {name!r}, take another name") from None
    return result.first() if result.returns_rows else None


async def _refuse(connection: AsyncConnection, source: StoredSource) -> StoredSource:
    """Say why no row was changed."""
    found = await connection.scalar(select(sources.c.version).where(sources.c.id == source.id))
    if found is None:
        raise NotStored(f"there is no stored source {source.name!r}")
    raise Conflict(f"source {source.name!r}", expected=source.version, found=found)
