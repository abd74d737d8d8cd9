"""An open store: one attribute for each kind of thing that it holds."""

from types import TracebackType
from typing import Self

from powerstrip.secrets import Vault
from powerstrip.store.audit import StoredAudit
from powerstrip.store.copying import copy_rows
from powerstrip.store.database import Database
from powerstrip.store.location import Location
from powerstrip.store.records import Copied, KeyUse, Rotation
from powerstrip.store.results import StoredResults
from powerstrip.store.rotation import look_at_keys, rotate_keys
from powerstrip.store.settings import StoredSettings
from powerstrip.store.sources import StoredSources
from powerstrip.store.tokens import StoredTokens

__all__ = ["Store"]


class Store:
    """A store that is migrated; an async context manager that closes it. `open_store` makes one.

    Attributes:
        location: where it is.
        database: runs the transactions.
        vault: seals and opens the options of sources; `vault.reason` says why it does not, if it does not.
        sources: what operators made at run time.
        tokens: of principals.
        audit: what was called and changed.
        results: large results that are kept.
        settings: made at run time.
    """

    def __init__(self, location: Location, vault: Vault) -> None:
        self.location = location
        self.vault = vault
        self.database = Database(location)
        self.sources = StoredSources(self.database, vault)
        self.tokens = StoredTokens(self.database)
        self.audit = StoredAudit(self.database)
        self.results = StoredResults(self.database)
        self.settings = StoredSettings(self.database)

    async def rotate_keys(self) -> Rotation:
        """Seal every row with the current key; see `powerstrip.store.rotation`."""
        return await rotate_keys(self.database, self.vault)

    async def look_at_keys(self) -> dict[str, KeyUse]:
        """Try to open every row; returns what was found by the id of the key."""
        return await look_at_keys(self.database, self.vault)

    async def copy_from(self, other: "Store") -> dict[str, Copied]:
        """Copy every row of another store that is not here yet; returns what was copied, by table."""
        return await copy_rows(other.database, self.database)

    async def checkpoint(self) -> bool:
        """Empty SQLite's write-ahead log, so that nothing deleted is left in it; nothing for PostgreSQL.

        Returns:
            whether it is empty; it is not while somebody reads for long, such as a backup.
        """
        return await self.database.checkpoint()

    async def close(self) -> None:
        """Close every connection; what was written stays."""
        await self.database.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
