"""The stored audit."""

import json
from collections.abc import AsyncGenerator, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from powerstrip.store.database import TRANSACTION_SECONDS, Database
from powerstrip.store.records import AuditFilter, AuditRecord, Page
from powerstrip.store.tables import audit

__all__ = ["StoredAudit"]

#: Rows in one transaction.
_BATCH = 500
#: Rows in one step of it: preparing more of them at once would hold up everything else on the loop.
_STEP = 50
#: What a client may have made up, in characters: longer ones do not fit into an index of PostgreSQL.
_LONGEST = 200
_NAMES = ("principal", "principal_id", "action", "outcome", "call_id", "source", "tool")


class StoredAudit:
    """The table of the audit.

    Args:
        database: runs the transactions.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, records: Sequence[AuditRecord], *, seconds: float = TRANSACTION_SECONDS) -> None:
        """Write records, all of them or none. What is stored already stays as it is, so that a retry is harmless.

        Args:
            records: with their arguments as they are; of a name that is longer than any of ours, the beginning is kept.
            seconds: for the transaction.
        """
        if not records:
            return
        dialect = sqlite if self._database.location.path else postgresql
        statement = dialect.insert(audit).on_conflict_do_nothing(index_elements=["id"])
        async with self._database.write(seconds=seconds) as connection:
            for begin in range(0, len(records), _STEP):
                step = records[begin : begin + _STEP]
                await connection.execute(statement, [_values(record) for record in step])

    async def page(
        self, which: AuditFilter | None = None, *, limit: int = 100, after: str | None = None
    ) -> Page[AuditRecord]:
        """Return a part of the audit, the newest first.

        Args:
            which: only such records, None for all.
            limit: the most records.
            after: `next` of the page before, None for the first.
        """
        query = _query(which).order_by(audit.c.id.desc()).limit(limit + 1)
        if after is not None:
            query = query.where(audit.c.id < after)
        found = await self._records(query)
        return Page(items=tuple(found[:limit]), next=found[limit - 1].id if len(found) > limit else None)

    async def export(
        self, which: AuditFilter | None = None, *, after: str = "", batch: int = _BATCH
    ) -> AsyncGenerator[list[AuditRecord]]:
        """Yield the audit in batches, the oldest first; nothing is held open between two of them.

        Args:
            which: only such records, None for all.
            after: id of a record, to go on behind it.
            batch: the most records at once.
        """
        while found := await self._records(_query(which).where(audit.c.id > after).order_by(audit.c.id).limit(batch)):
            yield found
            after = found[-1].id

    async def sources(self) -> list[str]:
        """Return the name of every source that there is a record of, also of those that are gone."""
        names = select(func.min(audit.c.source).label("source")).cte("names", recursive=True)
        # From each name to the next: the index is looked into once for each of them, however many records there are.
        following = select(func.min(audit.c.source)).where(audit.c.source > names.c.source).scalar_subquery()
        names = names.union_all(select(following).where(names.c.source.is_not(None)))
        async with self._database.read() as connection:
            return list(await connection.scalars(select(names.c.source).where(names.c.source.is_not(None))))

    async def delete_before(self, time: datetime, *, batch: int = _BATCH, seconds: float = TRANSACTION_SECONDS) -> int:
        """Delete what is older, in short transactions; returns how many records that were.

        Args:
            time: of the oldest record that stays.
            batch: the most records in one transaction.
            seconds: for one transaction.
        """
        oldest = select(audit.c.id).where(audit.c.at < time).order_by(audit.c.at).limit(batch)
        deleted = 0
        while True:
            async with self._database.write(seconds=seconds) as connection:
                count = (await connection.execute(delete(audit).where(audit.c.id.in_(oldest)))).rowcount
            deleted += count
            if count < batch:
                return deleted

    async def _records(self, query: Select[Any]) -> list[AuditRecord]:
        async with self._database.read() as connection:
            return [_record(row) for row in await connection.execute(query)]


def _query(which: AuditFilter | None) -> Select[Any]:
    query = select(audit)
    if which is None:
        return query
    for field in fields(which):
        value = getattr(which, field.name)
        if value is None:
            continue
        if field.name == "principal":
            query = query.where((audit.c.principal == value) | (audit.c.principal_id == value))
        elif field.name == "sources":
            query = query.where(audit.c.source.in_(value))
        elif field.name == "since":
            query = query.where(audit.c.at >= value)
        elif field.name == "until":
            query = query.where(audit.c.at < value)
        else:
            query = query.where(audit.c[field.name] == value)
    return query


def _values(record: AuditRecord) -> dict[str, Any]:
    values = {field.name: getattr(record, field.name) for field in fields(record)}
    for name in _NAMES:
        if values[name] is not None:
            values[name] = values[name][:_LONGEST]
    if record.arguments is not None:
        values["arguments"] = json.dumps(record.arguments, default=str)
    return values


def _record(row: Row[Any]) -> AuditRecord:
    values = row._asdict()
    if values["arguments"] is not None:
        values["arguments"] = json.loads(values["arguments"])
    return AuditRecord(**values)
