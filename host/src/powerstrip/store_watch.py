"""Sources that others change in the store of this host: other hosts on the same store, and commands.

What this process changes is served at once, what others change within two seconds. They are told apart by id and
version, so no clock has to be right and nothing has to be written for it.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import asdict

import anyio
import structlog

from powerstrip.errors import ConfigurationError
from powerstrip.host import Host, plan_again
from powerstrip.store import StoreError
from powerstrip.stored import read_entries

__all__ = ["following_store"]

#: Seconds between two looks; what others change is to be served within two.
LOOK = 1.0
log = structlog.get_logger("powerstrip.store")


@asynccontextmanager
async def following_store(host: Host) -> AsyncGenerator[None]:
    """Serve what others change in the store inside the block.

    Args:
        host: that runs. One that serves a single source of the file has nothing to follow.
    """
    following = anyio.CancelScope()
    if host.plan.only is None:
        host.tasks.start_soon(_follow, host, following)
    try:
        yield
    finally:
        following.cancel()


async def _follow(host: Host, scope: anyio.CancelScope) -> None:
    trouble: str | None = None
    with scope:
        while True:
            await anyio.sleep(LOOK)
            try:
                await _catch_up(host)
            except (StoreError, ConfigurationError, OSError) as error:
                # Said once; the next look is a second away.
                if trouble != str(error):
                    trouble = str(error)
                    detail = error.detail if isinstance(error, StoreError) else None
                    log.warning("what others have changed in the store is not served", reason=trouble, detail=detail)
            except Exception as error:
                if trouble != repr(error):
                    trouble = repr(error)
                    log.exception("what others have changed in the store cannot be served")
            else:
                trouble = None


async def _catch_up(host: Host) -> None:
    """Become what the store says, if it is not what is served; calls that have begun end as they began."""
    store = await host.store.if_exists()
    if store is None or await store.sources.versions() == _served(host):
        return
    async with host.changing:
        # What was served a moment ago may have been behind a change of this host's own.
        if await store.sources.versions() == _served(host):
            return
        changes = await host.apply(plan_again(host.plan, stored=await read_entries(store)))
    log.info("changes of the store applied", **asdict(changes))


def _served(host: Host) -> dict[str, int]:
    return {entry.id: entry.version for entry in host.plan.stored}
