"""How a store is opened: in a worker thread, where also everything is imported that it takes."""

from types import TracebackType
from typing import TYPE_CHECKING, Self

import anyio
import anyio.to_thread

from powerstrip.secrets import Vault
from powerstrip.store.location import Location

if TYPE_CHECKING:
    from powerstrip.store.store import Store

__all__ = ["StoreOnDemand", "open_store"]


async def open_store(location: Location, *, vault: Vault | None = None) -> "Store":
    """Open a store, make it if it is not there, and migrate it if an earlier version made it.

    Args:
        location: where it is.
        vault: seals and opens the options of sources; a closed one if None, and everything else works.

    Raises:
        StoreTooNew: if a later version has migrated it.
        StoreUnusable: if it cannot be made or opened there.
        StoreUnavailable: if the database does not answer.
    """
    vault = vault or Vault.closed()

    def open_in_thread() -> "Store":
        from powerstrip.store.prepare import prepare
        from powerstrip.store.store import Store

        prepare(location)
        return Store(location, vault)

    return await anyio.to_thread.run_sync(open_in_thread)


class StoreOnDemand:
    """A store that is opened when it is first needed, and not made before; an async context manager that closes it.

    Args:
        location: where it is.
        vault: seals and opens the options of sources.
    """

    def __init__(self, location: Location, vault: Vault) -> None:
        self.location = location
        self.vault = vault
        self._store: Store | None = None
        self._opening = anyio.Lock()

    async def if_exists(self) -> "Store | None":
        """Return the store, None if there is none yet.

        Raises:
            StoreError: see `open_store`.
        """
        if self._store is None and not await anyio.to_thread.run_sync(lambda: self.location.exists):
            return None
        return await self.get()

    async def get(self) -> "Store":
        """Return the store, which is made if there is none.

        Raises:
            StoreError: see `open_store`; the next call tries again.
        """
        async with self._opening:
            if self._store is None:
                self._store = await open_store(self.location, vault=self.vault)
            return self._store

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._store is not None:
            await self._store.close()
