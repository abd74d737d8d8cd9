"""Streams without an end of their own: they end with their client, with the host, or with their principal's access."""

from collections.abc import Generator, Iterable
from contextlib import contextmanager

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from powerstrip.access import Access, Principal

__all__ = ["OpenStreams", "serve_until"]

#: Seconds between two looks for principals that would no longer be let in.
LOOK = 1.0


class OpenStreams:
    """The streams that are open.

    Args:
        access: says who would still be let in.
    """

    def __init__(self, access: Access) -> None:
        self._access = access
        self._open: dict[anyio.Event, Principal] = {}

    @contextmanager
    def opened(self, principal: Principal) -> Generator[anyio.Event]:
        """Know a stream inside the block; the event is set when its principal would no longer be let in.

        Args:
            principal: who listens.
        """
        over = anyio.Event()
        self._open[over] = principal
        try:
            yield over
        finally:
            del self._open[over]

    async def watch(self) -> None:
        """End the streams of principals that would no longer be let in; runs until cancelled."""
        while True:
            await anyio.sleep(LOOK)
            for over, principal in self._open.items():
                if not self._access.is_current(principal):
                    over.set()


async def serve_until(events: Iterable[anyio.Event], app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Serve a stream until one of the events: to the application that is its client's going away.

    Args:
        events: each of which ends the stream.
        app: serves it.
        scope: of the request.
        receive: likewise.
        send: likewise.
    """
    unfinished = False

    async def received() -> Message:
        message: Message = {"type": "http.disconnect"}

        async def listen() -> None:
            nonlocal message
            message = await receive()
            tasks.cancel_scope.cancel()

        async def wait(event: anyio.Event) -> None:
            await event.wait()
            tasks.cancel_scope.cancel()

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(listen)
            for event in events:
                tasks.start_soon(wait, event)
        return message

    async def sent(message: Message) -> None:
        nonlocal unfinished
        unfinished = message["type"] == "http.response.start" or message.get("more_body", False)
        await send(message)

    await app(scope, received, sent)
    if unfinished:
        await send({"type": "http.response.body", "body": b""})
