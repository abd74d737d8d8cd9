"""Stored tokens."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, Select, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from powerstrip.store.database import Database
from powerstrip.store.errors import NameTaken, NotStored
from powerstrip.store.records import NewToken, Page, StoredToken, new_id
from powerstrip.store.tables import tokens

__all__ = ["StoredTokens"]


class StoredTokens:
    """The table of tokens.

    Args:
        database: runs the transactions.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, new: NewToken) -> StoredToken:
        """Store a token.

        Raises:
            NameTaken: if a token that is not revoked has the name.
        """
        token = StoredToken(
            id=new_id(),
            name=new.name,
            digest=new.digest,
            scopes=new.scopes,
            sources=new.sources,
            views=new.views,
            write=new.write,
            expires_at=new.expires_at,
            created_at=datetime.now(UTC),
            last_used_at=None,
            revoked_at=None,
        )
        values = {column.name: getattr(token, column.name) for column in tokens.columns}
        async with self._database.write() as connection:
            try:
                await connection.execute(insert(tokens).values(values))
            except IntegrityError:
                raise NameTaken(f"there is already a token {new.name!r}, revoke it or take another name") from None
        return token

    async def by_digest(self, digest: str) -> StoredToken | None:
        """Return the token of a digest, also one that is revoked or expired; None if there is none."""
        async with self._database.read() as connection:
            row = (await connection.execute(select(tokens).where(tokens.c.digest == digest))).first()
        return _record(row) if row else None

    async def page(self, *, limit: int = 100, after: str | None = None, revoked: bool = False) -> Page[StoredToken]:
        """Return a part of the list, the oldest first.

        Args:
            limit: the most tokens.
            after: `next` of the page before, None for the first.
            revoked: whether revoked ones are listed too.
        """
        query: Select[Any] = select(tokens).order_by(tokens.c.id).limit(limit + 1)
        if after is not None:
            query = query.where(tokens.c.id > after)
        if not revoked:
            query = query.where(tokens.c.revoked_at.is_(None))
        async with self._database.read() as connection:
            found = [_record(row) for row in await connection.execute(query)]
        return Page(items=tuple(found[:limit]), next=found[limit - 1].id if len(found) > limit else None)

    async def version(self) -> tuple[int, int, str | None]:
        """Return what changes whenever a token is stored or revoked: how many there are, were revoked, and the last."""
        query = select(func.count(), func.count(tokens.c.revoked_at), func.max(tokens.c.id))
        async with self._database.read() as connection:
            stored, revoked, last = (await connection.execute(query)).one()
        return stored, revoked, last

    async def revoke(self, id_or_name: str) -> StoredToken:
        """Refuse a token from now on.

        Returns:
            the token as it is stored now.

        Raises:
            NotStored: if there is no such token, or it is revoked already.
        """
        either = (tokens.c.id == id_or_name) | (tokens.c.name == id_or_name)
        statement = update(tokens).where(either, tokens.c.revoked_at.is_(None)).values(revoked_at=datetime.now(UTC))
        async with self._database.write() as connection:
            row = (await connection.execute(statement.returning(*tokens.columns))).first()
        if row is None:
            raise NotStored(f"there is no token {id_or_name!r} that could be revoked")
        return _record(row)

    async def touch(self, used: dict[str, datetime]) -> None:
        """Write down when tokens were last used; several at once, since a write for each call would cost too much.

        Args:
            used: time of the last use by id.
        """
        async with self._database.write() as connection:
            for token_id, at in used.items():
                await connection.execute(update(tokens).where(tokens.c.id == token_id).values(last_used_at=at))


def _record(row: Row[Any]) -> StoredToken:
    values = row._asdict()
    for field in ("scopes", "sources", "views"):
        values[field] = None if values[field] is None else tuple(values[field])
    return StoredToken(**values)
