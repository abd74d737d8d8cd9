"""What a client that wants progress hears while its call runs."""

from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext

import anyio
import structlog
from anyio.abc import TaskGroup

from powerstrip.clock import current_time
from powerstrip.running_call import RunningCall

__all__ = ["signs_of_life"]

#: Seconds between two signs of life of a running call.
TICK = 2.0
_NONE: AbstractContextManager[None] = nullcontext()
log = structlog.get_logger("powerstrip.call")


def signs_of_life(call: RunningCall, tasks: TaskGroup) -> AbstractContextManager[None]:
    """Tell a client inside the block that its call still runs, if it wants to hear that.

    Args:
        call: that runs.
        tasks: in which the signs are sent; it outlives every call.
    """
    return _ticking(call, tasks) if call.client.wants_progress else _NONE


@contextmanager
def _ticking(call: RunningCall, tasks: TaskGroup) -> Generator[None]:
    scope = anyio.CancelScope()
    tasks.start_soon(_tick, call, scope)
    try:
        yield
    finally:
        scope.cancel()


async def _tick(call: RunningCall, scope: anyio.CancelScope) -> None:
    """Runs beside all calls, so that nothing may leave it: a client that is gone ends it quietly."""
    with scope:
        try:
            await call.progress(f"{call.name} running")
            while True:
                await anyio.sleep(TICK)
                await call.progress(f"{call.name} running, {current_time() - call.started:.0f} s")
        except Exception as error:  # noqa: BLE001 - whatever the transport raises when its client is gone
            log.debug("progress cannot be sent", tool=call.name, error=repr(error))
