"""The driver's connection, whose requests to cancel keep to the host's reserve. Imports the driver."""

import asyncio
import math
from typing import Any

import anyio
import asyncpg  # type: ignore[import-untyped]

from powerstrip_sdk import reserve

__all__ = ["CountedConnection"]

#: How long a request to cancel may wait for a place in the reserve.
_RESERVE_SECONDS = 1.0


class CountedConnection(asyncpg.Connection):  # type: ignore[misc]
    """A connection that takes a place in the host's reserve for the second socket that a request to cancel needs.

    Without a place in time the connection is ended instead; the server then stops the statement when it next writes, or
    at the time limit that came with the transaction.
    """

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._reserve = reserve()

    async def _cancel(
        self, waiter: "asyncio.Future[None]", cancel_waiter: "asyncio.Future[None] | None" = None
    ) -> None:
        # Private in the driver, which runs it in a task of its own whenever a wait for an answer is cancelled.
        try:
            with anyio.move_on_after(_RESERVE_SECONDS) as scope:
                async with self._reserve:
                    scope.deadline = math.inf
                    await super()._cancel(waiter, cancel_waiter)
            if scope.cancelled_caught:
                self.terminate()
        finally:
            # What the driver's own does at its end, for when it was not reached.
            self._cancellations.discard(asyncio.current_task())
            if not waiter.done():
                waiter.set_result(None)
