"""Run a planned host behind one of its transports."""

import asyncio
import signal
import socket
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias, cast

import anyio
import structlog
import uvicorn
from anyio.abc import TaskGroup, TaskStatus
from starlette.types import ASGIApp

from powerstrip.access import Access, Authenticator, StaticToken
from powerstrip.collector import keep_from_collector
from powerstrip.endpoint.address import listen
from powerstrip.endpoint.http import build_app
from powerstrip.endpoint.known_heads import KnownHeads
from powerstrip.endpoint.one_write import OneWriteProtocol
from powerstrip.endpoint.plain_answers import PlainAnswers
from powerstrip.endpoint.protocol import ShortWay, ShortWayProtocol
from powerstrip.endpoint.sdk import Sdk
from powerstrip.endpoint.wire import Wire
from powerstrip.errors import ConfigurationError, Problem
from powerstrip.host import Host, Plan, running
from powerstrip.reload import reload_and_log
from powerstrip.store_watch import following_store
from powerstrip.tokens import Tokens
from powerstrip.workers.group import Group

__all__ = ["Part", "Served", "check_exposure", "check_token", "serve_http", "serve_over_stdio", "serving_http"]

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
#: Seconds that requests get to finish when the host stops.
GRACE = 5
#: Characters that a token must have at least.
MIN_TOKEN = 16
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)
#: Windows has none.
_RELOAD_SIGNALS = (signal.SIGHUP,) if hasattr(signal, "SIGHUP") else ()
#: Makes the server's side of each connection.
_Protocol: TypeAlias = Callable[..., OneWriteProtocol]
log = structlog.get_logger("powerstrip.endpoint")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The part of a host that one of its workers is.

    Args:
        group: the workers that are one host.
        listening: bound to the address of all of them; closed in the end.
    """

    group: Group
    listening: socket.socket


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A host that listens.

    Args:
        host: the running host.
        sdk: answers what the host does not answer itself.
        url: of `/mcp`.
    """

    host: Host
    sdk: Sdk
    url: str


def check_exposure(address: str, access: Access) -> None:
    """Refuse to listen where others can reach the host without a token.

    Args:
        address: to listen on.
        access: says whether a token is required.

    Raises:
        ConfigurationError: if there is none and the address is not the loopback's.
    """
    if not access.required and address not in _LOOPBACK:
        message = (
            f"{address!r} can be reached from elsewhere: set POWERSTRIP_TOKEN, or bind to 127.0.0.1 (a token made with "
            "'powerstrip token create' does as well)"
        )
        raise ConfigurationError([Problem(origin="configuration", path="host.bind", message=message)])


def check_token(token: str | None) -> None:
    """Refuse a token of the environment that can be guessed.

    Raises:
        ConfigurationError: if it is too short.
    """
    if token is not None and len(token) < MIN_TOKEN:
        message = f"is shorter than {MIN_TOKEN} characters, which can be guessed"
        raise ConfigurationError([Problem(origin="environment variable POWERSTRIP_TOKEN", path="", message=message)])


@asynccontextmanager
async def serving_http(
    plan: Plan, *, host: str, port: int, token: str | None, part: Part | None = None
) -> AsyncGenerator[Served]:
    """Serve over HTTP inside the block.

    Args:
        plan: the checked configuration.
        host: address to listen on.
        port: to listen on, 0 for any free one.
        token: of the environment, that lets everything be done, None if there is none.
        part: of a host of several workers, that this process is; None if it is the whole host.

    Raises:
        ConfigurationError: if the address cannot be listened on.
    """
    check_token(token)
    group = part.group if part else None
    with part.listening if part else listen(host, port) as listening:
        async with running(plan, group) as live, _known_tokens(live.tokens, live.tasks), following_store(live):
            known: list[Authenticator] = [live.tokens] if token is None else [StaticToken(token), live.tokens]
            access = Access(known, loopback=host in _LOOPBACK)
            check_exposure(host, access)
            sdk = Sdk(live, private=access.required, group=group)
            live.tokens.listeners.append(lambda: sdk.set_private(access.required))
            app = build_app(live, sdk, bound=host, access=access)
            shown = f"[{host}]" if ":" in host else host
            protocol = _protocol(live, sdk, access)
            async with _answering_peers(live, group), _listening(app, listening, live.tasks, protocol):
                try:
                    yield Served(host=live, sdk=sdk, url=f"http://{shown}:{listening.getsockname()[1]}/mcp")
                finally:
                    sdk.stop()


def _protocol(host: Host, sdk: Sdk, access: Access) -> _Protocol:
    """Return what makes the server's side of a connection."""
    if not host.plan.configuration.settings.host.direct_lane:
        return OneWriteProtocol
    short_way = ShortWay(heads=KnownHeads(), answers=PlainAnswers(host, sdk), access=access)
    return partial(ShortWayProtocol, short_way=short_way)


@asynccontextmanager
async def _listening(
    app: ASGIApp, listening: socket.socket, tasks: TaskGroup, protocol: _Protocol = OneWriteProtocol
) -> AsyncGenerator[None]:
    """Let an application answer on a socket inside the block."""
    listener = _Listener(app, protocol)
    await tasks.start(listener.listen, listening)
    try:
        yield
    finally:
        await listener.stop()


@asynccontextmanager
async def _answering_peers(host: Host, group: Group | None) -> AsyncGenerator[None]:
    """Answer the other workers inside the block, if there are any."""
    if group is None:
        yield
        return
    from powerstrip.workers.inside import build_inside

    group.socket.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(group.socket))
        async with _listening(build_inside(host), listening, host.tasks):
            yield


@asynccontextmanager
async def _known_tokens(tokens: Tokens, tasks: TaskGroup) -> AsyncGenerator[None]:
    """Know the stored tokens inside the block, from before the first request."""
    watching = anyio.CancelScope()
    await tokens.refresh()
    await tasks.start(tokens.watch, watching)
    try:
        yield
    finally:
        watching.cancel()


async def serve_http(
    plan: Plan,
    *,
    host: str,
    port: int,
    token: str | None,
    started: Callable[[Served], None],
    part: Part | None = None,
) -> None:
    """Serve over HTTP until the process is told to stop; SIGHUP applies the configuration again.

    Args:
        plan: the checked configuration.
        host: address to listen on.
        port: to listen on.
        token: of the environment, that lets everything be done, None if there is none.
        started: called once the host listens.
        part: of a host of several workers, that this process is; None if it is the whole host.
    """
    async with serving_http(plan, host=host, port=port, token=token, part=part) as served:
        started(served)
        keep_from_collector()
        with anyio.open_signal_receiver(*_STOP_SIGNALS, *_RELOAD_SIGNALS) as signals:
            async for received in signals:
                if received in _STOP_SIGNALS:
                    log.info("stopping", signal=received.name)
                    return
                await reload_and_log(served.host)


async def serve_over_stdio(plan: Plan, wire: Wire) -> None:
    """Serve one client on stdin and stdout until it closes its end.

    Args:
        plan: the checked configuration.
        wire: what was stdin and stdout.
    """
    from powerstrip.endpoint.server import McpServer
    from powerstrip.endpoint.stdio import serve_stdio

    async with running(plan) as live, following_store(live):
        server = McpServer(live, private=False)
        keep_from_collector()
        await serve_stdio(server, wire)


class _Listener(uvicorn.Server):
    """uvicorn as a task of ours: it says when it listens, and leaves signals to us."""

    def __init__(self, app: ASGIApp, protocol: _Protocol) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=cast("type[asyncio.Protocol]", protocol),
                # The peer is who is connected, whatever a header says: nobody here trusts X-Forwarded-For.
                proxy_headers=False,
                lifespan="on",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=GRACE,
            )
        )
        self._listening: TaskStatus[None] | None = None
        self._stopped = anyio.Event()

    async def listen(self, listening: socket.socket, *, task_status: TaskStatus[None]) -> None:
        """Serve until `should_exit`."""
        self._listening = task_status
        try:
            await self.serve(sockets=[listening])
        finally:
            self._stopped.set()

    async def stop(self) -> None:
        """Let running requests finish, but not for ever."""
        self.should_exit = True
        with anyio.move_on_after(GRACE + 1, shield=True):
            await self._stopped.wait()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        if self._listening is not None:
            self._listening.started()

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leave signals alone."""
        yield
