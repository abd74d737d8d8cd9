"""One call, start to end, in reading order. MCP, CLI and whatever comes later go through here."""

import secrets
from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import anyio
import structlog
from anyio.abc import TaskGroup
from pydantic import BaseModel, ValidationError

from powerstrip.access import Principal, authorize
from powerstrip.audit import Audit, Record
from powerstrip.catalog import BoundTool, View
from powerstrip.errors import CallError, QuestionOpen, UnknownName
from powerstrip.handles import Handles
from powerstrip.limits import collect
from powerstrip.pool import Lease
from powerstrip.render import Reply, blocks, error_reply, structured_reply
from powerstrip.settings import LimitSettings
from powerstrip.sources import Source
from powerstrip.telemetry import Metrics
from powerstrip_sdk import Answer, Call, Connection, ConnectorError, Rows, Tool, Unreachable, Unsupported

__all__ = ["Caller", "Calls", "Client", "RunningCall", "SilentClient"]

#: Seconds between two signs of life of a running call.
TICK = 2.0
#: Sources that a message names.
_NAMED = 10
Returned = TypeVar("Returned")
Model = TypeVar("Model", bound=BaseModel)
log = structlog.get_logger("powerstrip.call")


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks, and what they look through.

    Args:
        principal: who asks.
        view: what is shown to them.
    """

    principal: Principal
    view: View


class Client(Protocol):
    """What a call may do to the client that made it."""

    wants_progress: bool

    async def progress(self, done: float, total: float | None, message: str) -> None:
        """Send one progress notification."""

    async def ask(self, question: str, answer: type[Model]) -> Answer[Model]:
        """Ask the person at the client."""


class SilentClient:
    """A client that wants no progress and cannot be asked."""

    wants_progress = False

    async def progress(self, done: float, total: float | None, message: str) -> None:
        """Send nothing."""

    async def ask(self, question: str, answer: type[Model]) -> Answer[Model]:  # noqa: ARG002 - the protocol's names
        """Refuse, because nobody is there."""
        raise Unsupported("the client cannot be asked")


@dataclass(slots=True, kw_only=True, eq=False)
class RunningCall(Call):
    """The state of one call; tools see it as `Call`.

    Args:
        id: ties all log lines of the call.
        caller: who calls, through which view.
        name: of the tool, resource or prompt.
        arguments: as the client gave them.
        client: who waits.
        started: in seconds on anyio's clock.
        limits: the source's, or the general ones.
        source: name of the source, None for a tool without one.
        deadline: when the call ends, in seconds on anyio's clock.
    """

    id: str
    caller: Caller
    name: str
    arguments: Mapping[str, Any]
    client: Client
    started: float
    limits: LimitSettings
    source: str | None = None
    deadline: float = 0.0
    _done: float = field(default=-1.0, init=False)

    def set_limits(self, limits: LimitSettings) -> None:
        """Take a source's limits and the deadline that follows from them."""
        self.limits = limits
        self.deadline = self.started + limits.call_timeout

    async def progress(self, message: str, *, done: float | None = None, total: float | None = None) -> None:
        """See `Call`; a value that does not grow is replaced, because the protocol wants it to grow."""
        if not self.client.wants_progress:
            return
        grown = done is not None and done > self._done
        self._done = done if grown and done is not None else max(self._done, 0.0) + 1
        await self.client.progress(self._done, total if grown else None, f"{self.source or self.name}: {message}")

    async def ask(self, question: str, answer: type[Model]) -> Answer[Model]:
        """See `Call`."""
        return await self.client.ask(question, answer)


class Calls:
    """Runs calls.

    Args:
        limits: for tools without a source.
        handles: where the rest of large results is kept.
        audit: gets one record for each call.
        metrics: counts calls.
        tasks: in which signs of life are sent; it outlives every call.
    """

    def __init__(
        self, *, limits: LimitSettings, handles: Handles, audit: Audit, metrics: Metrics, tasks: TaskGroup
    ) -> None:
        self._limits = limits
        self._handles = handles
        self._audit = audit
        self._metrics = metrics
        self._tasks = tasks

    async def call_tool(self, caller: Caller, name: str, arguments: Mapping[str, Any], client: Client) -> Reply:
        """Call a tool.

        Args:
            caller: who calls, through which view.
            name: exposed name of the tool.
            arguments: as the client gave them.
            client: for progress and questions.

        Raises:
            UnknownName: if the view has no such tool. Everything else that goes wrong is in the reply.
        """
        bound = caller.view.tools.get(name)
        if bound is None:
            raise UnknownName(f"unknown tool: {name}")
        call = self._begin(caller, name, arguments, client)

        async def answer() -> Reply:
            authorize(caller.principal, "tools:call")
            source = choose_source(bound, arguments)
            params = validate_arguments(bound, arguments)
            if source is not None:
                call.source = source.name
                call.set_limits(source.plan.limits)
            if source is not None and bound.tool.takes_connection:
                return await self.with_connection(
                    call, source, lambda connection: self._run(call, bound.tool, connection, params)
                )
            with _time_limit(call):
                reply = await self._run(call, bound.tool, None, params)
            return reply

        return await self._guarded(call, answer)

    async def use_source(
        self,
        source: Source,
        caller: Caller,
        name: str,
        arguments: Mapping[str, Any],
        work: Callable[[Connection], Awaitable[Returned]],
        *,
        seconds: float | None = None,
    ) -> Returned:
        """Do something else than a tool with one connection: read a resource, render a prompt, scan.

        Args:
            source: the source.
            caller: who asks, through which view.
            name: for log and audit.
            arguments: for the audit.
            work: what to do with the connection.
            seconds: the time limit, the source's if None.

        Raises:
            CallError: with the code that fits.
        """
        call = self._begin(caller, name, arguments, SilentClient())
        call.source = source.name
        call.set_limits(source.plan.limits)
        if seconds is not None:
            call.deadline = min(call.deadline, call.started + seconds)
        returned: list[Returned] = []

        async def answer() -> Reply:
            authorize(caller.principal, "tools:call")
            returned.append(await self.with_connection(call, source, work))
            return Reply(content=[])

        reply = await self._guarded(call, answer)
        if reply.error is not None:
            raise reply.error
        return returned[0]

    async def with_connection(
        self, call: RunningCall, source: Source, work: Callable[[Connection], Awaitable[Returned]]
    ) -> Returned:
        """Lease a connection, work with it before the deadline, and give it back whatever happens."""
        pool = source.usable_pool()

        async def waiting(position: int) -> None:
            await call.progress(f"{call.name} waiting for a connection, position {position}")

        lease = await pool.acquire(call.deadline, waiting)
        signs_of_life = self._signs_of_life(call)
        try:
            with _time_limit(call):
                returned = await work(lease.connection)
        except Unreachable:
            pool.doubt()
            raise
        finally:
            signs_of_life.cancel()
            await _give_back(source, lease)
        return returned

    def _begin(self, caller: Caller, name: str, arguments: Mapping[str, Any], client: Client) -> RunningCall:
        call = RunningCall(
            id=secrets.token_hex(8),
            caller=caller,
            name=name,
            arguments=arguments,
            client=client,
            started=anyio.current_time(),
            limits=self._limits,
        )
        call.set_limits(self._limits)
        return call

    async def _run(self, call: RunningCall, tool: Tool, connection: Connection | None, params: BaseModel) -> Reply:
        """Run the tool and render what it returns, while the connection is still leased."""
        returned = await tool.run(connection, call, params)
        if isinstance(returned, Reply):
            return returned
        if tool.result.kind == "rows":
            return await self._collect(call, returned)
        if tool.result.kind == "content":
            reply = Reply(content=blocks(returned))
        else:
            reply = structured_reply(tool.result.structured(returned))
        if reply.size > call.limits.max_bytes:
            raise CallError(
                "limit_exceeded", f"the answer has {reply.size} bytes, more than {call.limits.max_bytes}: ask for less"
            )
        return reply

    async def _collect(self, call: RunningCall, returned: Any) -> Reply:
        async def rows_so_far(count: int) -> None:
            await call.progress(f"{call.name} {count} rows so far")

        wanted = rows_so_far if call.client.wants_progress else None
        if isinstance(returned, Rows):
            return await self._collect_rows(call, returned, wanted)
        async with returned as stream:
            return await self._collect_rows(call, stream, wanted)

    async def _collect_rows(self, call: RunningCall, rows: Any, wanted: Any) -> Reply:
        return await collect(
            rows,
            limits=call.limits,
            deadline=call.deadline,
            owner=call.caller.principal.name,
            handles=self._handles,
            rows_so_far=wanted,
        )

    async def _guarded(self, call: RunningCall, answer: Callable[[], Awaitable[Reply]]) -> Reply:
        """Turn whatever goes wrong into a reply with a code, and write the audit line."""
        with structlog.contextvars.bound_contextvars(call=call.id):
            try:
                reply = await answer()
            except CallError as error:
                reply = self._failed(error)
            except ConnectorError as error:
                reply = self._failed(CallError.of(error))
            except QuestionOpen as question:
                reply = Reply(content=[], question=question)
            except anyio.get_cancelled_exc_class():
                self._finish(call, "cancelled", Reply(content=[]))
                raise
            except Exception:
                log.exception("call failed unexpectedly", tool=call.name, source=call.source)
                reply = error_reply(CallError("internal", f"{call.name} failed, the host's log says why: {call.id}"))
            self._finish(call, _outcome(reply), reply)
            if reply.error is None:
                await call.progress(f"{call.name} completed")
            return reply

    def _failed(self, error: CallError) -> Reply:
        if error.detail:
            log.info("call refused by the source", code=error.code, detail=error.detail)
        return error_reply(error)

    def _finish(self, call: RunningCall, outcome: str, reply: Reply) -> None:
        seconds = anyio.current_time() - call.started
        self._metrics.count_call(call.name, call.source, outcome, seconds)
        self._audit.write(
            Record(
                principal=call.caller.principal.name,
                tool=call.name,
                source=call.source,
                arguments=call.arguments,
                outcome=outcome,
                milliseconds=seconds * 1000,
                rows=reply.rows,
                bytes=reply.size,
            )
        )

    def _signs_of_life(self, call: RunningCall) -> anyio.CancelScope:
        """Tell a client that wants progress that the call still runs, until the returned scope is cancelled."""
        scope = anyio.CancelScope()
        if call.client.wants_progress:
            self._tasks.start_soon(_tick, call, scope)
        return scope


@contextmanager
def _time_limit(call: RunningCall) -> Generator[None]:
    """End the block at the call's deadline with the code `timeout`."""
    with anyio.CancelScope(deadline=call.deadline) as scope:
        yield
    if scope.cancelled_caught:
        limit = call.limits.call_timeout
        raise CallError("timeout", f"{call.name} did not finish within {limit:g} s, and was stopped")


def choose_source(bound: BoundTool, arguments: Mapping[str, Any]) -> Source | None:
    """Return the source that a call is for, None for a tool without one.

    Raises:
        CallError: `unknown_source` if there is no such source, whatever the schema says.
    """
    if not bound.sources:
        return None
    name = arguments.get("source", bound.default_source) if bound.takes_source else bound.default_source
    if name is None:
        raise CallError("unknown_source", f"say which source: {_some(bound.sources)}")
    source = bound.sources.get(name) if isinstance(name, str) else None
    if source is None:
        raise CallError("unknown_source", f"there is no source {name!r} here, there is: {_some(bound.sources)}")
    return source


def validate_arguments(bound: BoundTool, arguments: Mapping[str, Any]) -> BaseModel:
    """Return the tool's params.

    Raises:
        CallError: `invalid_arguments` with what is wrong with the first arguments; no value is repeated.
    """
    given = {key: value for key, value in arguments.items() if key != "source"} if bound.takes_source else arguments
    try:
        return bound.tool.params.model_validate(given)
    except ValidationError as error:
        raise CallError("invalid_arguments", "; ".join(_complaints(error, bound))) from None


def _complaints(error: ValidationError, bound: BoundTool) -> list[str]:
    complaints = []
    for each in error.errors(include_url=False, include_input=False, include_context=False)[:3]:
        where = ".".join(str(key) for key in each["loc"])
        if each["type"] == "extra_forbidden":
            known = ", ".join(bound.wire["inputSchema"]["properties"]) or "none"
            complaints.append(f"unknown argument {where!r} (known: {known})")
        elif each["type"] == "missing":
            complaints.append(f"argument {where!r} is required")
        else:
            message = each["msg"].removeprefix("Value error, ")
            complaints.append(f"argument {where!r}: {message[:1].lower()}{message[1:]}")
    return complaints


def _outcome(reply: Reply) -> str:
    if reply.question is not None:
        return "question"
    return reply.error.code if reply.error else "ok"


def _some(sources: Mapping[str, Source]) -> str:
    names = list(sources)
    more = f" and {len(names) - _NAMED} more, see list_sources" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


async def _give_back(source: Source, lease: Lease) -> None:
    with anyio.CancelScope(shield=True):
        await source.usable_pool().release(lease)


async def _tick(call: RunningCall, scope: anyio.CancelScope) -> None:
    with scope:
        await call.progress(f"{call.name} running")
        while True:
            await anyio.sleep(TICK)
            await call.progress(f"{call.name} running, {anyio.current_time() - call.started:.0f} s")
