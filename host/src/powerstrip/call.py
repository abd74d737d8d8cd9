"""One call, start to end, in reading order. MCP, CLI and whatever comes later go through here."""

import secrets
from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import anyio
import structlog
from anyio.abc import TaskGroup
from pydantic import BaseModel

from powerstrip.access import authorize
from powerstrip.arguments import choose_source, validate_arguments
from powerstrip.audit import Audit, Record
from powerstrip.catalog import BoundTool
from powerstrip.confirmation import (
    THINKING,
    Confirmation,
    asks_first,
    check_answer,
    check_client,
    general_question,
    shown,
)
from powerstrip.errors import CallError, QuestionOpen, UnknownName, is_the_hosts_own
from powerstrip.handles import Handles
from powerstrip.limits import collect
from powerstrip.metrics import Metrics
from powerstrip.pool import Lease
from powerstrip.rate_limits import RateLimits
from powerstrip.redaction import Redaction
from powerstrip.render import Reply, blocks, error_reply, structured_reply
from powerstrip.running_call import Caller, Client, RunningCall, SilentClient
from powerstrip.settings import LimitSettings
from powerstrip.sources import Source
from powerstrip.tracing import annotate, trace_call, trace_run, trace_wait
from powerstrip_sdk import Connection, ConnectorError, Rows, Tool, Unreachable

__all__ = ["Calls"]

#: Seconds between two signs of life of a running call.
TICK = 2.0
Returned = TypeVar("Returned")
log = structlog.get_logger("powerstrip.call")


class Calls:
    """Runs calls.

    Args:
        limits: for tools without a source.
        handles: where the rest of large results is kept.
        audit: gets one record for each call.
        metrics: counts calls.
        redact: masks the sources' secrets in a text.
        tasks: in which signs of life are sent; it outlives every call.
    """

    def __init__(
        self,
        *,
        limits: LimitSettings,
        handles: Handles,
        audit: Audit,
        metrics: Metrics,
        redact: Redaction,
        tasks: TaskGroup,
    ) -> None:
        self._limits = limits
        self._handles = handles
        self._audit = audit
        self._metrics = metrics
        self._redact = redact
        self._tasks = tasks
        self._rates = RateLimits(limits)

    def set_limits(self, limits: LimitSettings) -> None:
        """Take other limits for the calls that begin from now on.

        Args:
            limits: for tools without a source, and rates of principals.
        """
        self._limits = limits
        self._rates.set_general(limits)

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
            return self._refuse(caller, name)
        call = self._begin(caller, name, arguments, client)

        async def answer() -> Reply:
            authorize(caller.principal, "tools:call", writes=not bound.tool.read_only)
            source = choose_source(bound, caller.view, arguments)
            if source is not None:
                authorize(caller.principal, "tools:call", source=source.name)
                call.source = source.name
                call.set_limits(source.plan.limits)
            if not client.is_answered():
                # The request that asked has been counted, and what a person agreed to is not to fail for this.
                self._rates.count(call)
            params = validate_arguments(bound, arguments)
            if source is not None and asks_first(bound, source):
                await self._confirm(call, bound, source, params)
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
        scope: str = "tools:call",
    ) -> Returned:
        """Do something else than a tool with one connection: read a resource, render a prompt, scan.

        Args:
            source: the source.
            caller: who asks, through which view.
            name: for log and audit.
            arguments: for the audit.
            work: what to do with the connection.
            seconds: the time limit, the source's if None.
            scope: what it takes.

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
            authorize(caller.principal, scope, source=source.name)
            self._rates.count(call)
            returned.append(await self.with_connection(call, source, work))
            return Reply(content=[])

        reply = await self._guarded(call, answer)
        if reply.error is not None:
            raise reply.error
        return returned[0]

    async def without_source(
        self, caller: Caller, name: str, arguments: Mapping[str, Any], work: Callable[[], Awaitable[Returned]]
    ) -> Returned:
        """Do something else than a tool that takes no source, such as exporting a kept result.

        Args:
            caller: who asks, through which view.
            name: for log and audit.
            arguments: for the audit.
            work: what to do.

        Raises:
            CallError: with the code that fits.
        """
        call = self._begin(caller, name, arguments, SilentClient())
        returned: list[Returned] = []

        async def answer() -> Reply:
            authorize(caller.principal, "tools:call")
            self._rates.count(call)
            with _time_limit(call):
                returned.append(await work())
            return Reply(content=[])

        reply = await self._guarded(call, answer)
        if reply.error is not None:
            raise reply.error
        return returned[0]

    def require(self, caller: Caller, scope: str, name: str, *, writes: bool = False) -> None:
        """Refuse a caller that may not do something, before anything is looked up, and write that down.

        Args:
            caller: who asks, through which view.
            scope: what it takes.
            name: for log, audit and metrics.
            writes: whether something would be written.

        Raises:
            CallError: `permission`.
        """
        try:
            authorize(caller.principal, scope, writes=writes)
        except CallError as error:
            self._finish(self._begin(caller, name, {}, SilentClient()), error.code, Reply(content=[]))
            raise

    async def with_connection(
        self, call: RunningCall, source: Source, work: Callable[[Connection], Awaitable[Returned]]
    ) -> Returned:
        """Lease a connection, work with it before the deadline, and give it back whatever happens."""
        pool, waited = source.usable_pool(), False

        async def waiting(position: int) -> None:
            nonlocal waited
            waited = True
            await call.progress(f"{call.name} waiting for a connection, position {position}")

        now = anyio.current_time()
        with trace_wait(source) as traced:
            lease = pool.take(now, call.deadline, call.id) or await pool.acquire(call.deadline, waiting, call.id)
            annotate(traced, {"powerstrip.waited": waited})
        if waited:
            self._metrics.count_wait(source.name, lease.since - now)
        signs_of_life, call.holds_connection = self._signs_of_life(call), True
        interrupted = True
        try:
            with _time_limit(call), trace_run(call, source):
                returned = await work(lease.connection)
            interrupted = False
        except ConnectorError as error:
            interrupted = False
            if isinstance(error, Unreachable):
                pool.doubt()
            raise
        finally:
            signs_of_life.cancel()
            call.holds_connection = False
            await _give_back(source, lease, interrupted=interrupted)
        return returned

    def _refuse(self, caller: Caller, name: str) -> Reply:
        """Answer a call of a tool that the view does not have; who may call none learns nothing about the name."""
        withheld = name in caller.view.withheld
        try:
            # A name that is nobody's must not become a label of the metrics.
            self.require(caller, "tools:call", name if withheld else "tools/call", writes=withheld)
        except CallError as error:
            return error_reply(error)
        raise UnknownName(f"unknown tool: {name}")

    def _begin(self, caller: Caller, name: str, arguments: Mapping[str, Any], client: Client) -> RunningCall:
        call = RunningCall(
            id=secrets.token_hex(8),
            caller=caller,
            name=name,
            arguments=arguments,
            client=client,
            started=anyio.current_time(),
            limits=self._limits,
            redact=self._redact,
        )
        call.set_limits(self._limits)
        return call

    async def _confirm(self, call: RunningCall, bound: BoundTool, source: Source, params: BaseModel) -> None:
        """Ask a person before a call writes; nobody holds a connection while they think, and the time is theirs."""
        check_client(call.client, source)
        answered, question = call.client.is_answered(), None
        if not answered:
            question = await self._question(call, bound, source, params)
            if question is None:
                return
        asked = anyio.current_time()
        with anyio.move_on_after(THINKING) as thinking:
            answer = await call.client.ask(shown(question or "", source), Confirmation)
        if not answered:
            # In 2026-07-28 the question ends the request, which is then written down like any other.
            self._write_down(call, "question", Reply(content=[]), asked - call.started)
        call.begin_again()
        if thinking.cancelled_caught:
            raise CallError("timeout", f"nobody answered the question within {THINKING:g} s, so nothing was run")
        check_answer(answer)

    async def _question(self, call: RunningCall, bound: BoundTool, source: Source, params: BaseModel) -> str | None:
        """Let the tool make its question on a connection that is given back before it is asked."""
        confirm = bound.tool.confirm
        if confirm is None:
            return general_question(bound, call.arguments)
        question: str | None = await self.with_connection(
            call, source, lambda connection: confirm(connection, call, params)
        )
        return question

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
            advice = "ask for less" if tool.read_only else "what the call writes is written, do not call again"
            raise CallError(
                "limit_exceeded", f"the answer has {reply.size} bytes, more than {call.limits.max_bytes}: {advice}"
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
            owner=call.caller.principal.id,
            handles=self._handles,
            rows_so_far=wanted,
        )

    async def _guarded(self, call: RunningCall, answer: Callable[[], Awaitable[Reply]]) -> Reply:
        """Turn whatever goes wrong into a reply with a code, and write the audit line."""
        with structlog.contextvars.bound_contextvars(call=call.id), trace_call(call) as traced:
            try:
                reply = await answer()
            except CallError as error:
                reply = self._failed(error)
            except ConnectorError as error:
                reply = self._failed(CallError.of(error))
            except QuestionOpen as question:
                question.source = call.source
                reply = Reply(content=[], question=question)
            except BaseException as error:
                if is_the_hosts_own(error):
                    self._finish(call, "cancelled", Reply(content=[]))
                    raise
                log.exception("call failed unexpectedly", tool=call.name, source=call.source)
                reply = error_reply(CallError("internal", f"{call.name} failed, the host's log says why: {call.id}"))
            self._finish(call, _outcome(reply), reply)
            told = {"powerstrip.source": call.source, "powerstrip.rows": reply.rows, "powerstrip.bytes": reply.size}
            annotate(traced, told, error=reply.error.code if reply.error else None)
            if reply.error is None:
                await call.progress(f"{call.name} completed")
            call.ended = True
            return reply

    def _failed(self, error: CallError) -> Reply:
        error.hide(self._redact)
        if error.detail:
            log.info("call refused by the source", code=error.code, detail=error.detail)
        return error_reply(error)

    def _finish(self, call: RunningCall, outcome: str, reply: Reply) -> None:
        seconds = anyio.current_time() - call.started
        self._metrics.count_call(call.name, call.source, outcome, seconds)
        self._write_down(call, outcome, reply, seconds)

    def _write_down(self, call: RunningCall, outcome: str, reply: Reply, seconds: float) -> None:
        self._audit.write(
            Record(
                call_id=call.id,
                principal=call.caller.principal,
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
        limit = round(call.deadline - call.started, 3)
        raise CallError("timeout", f"{call.name} did not finish within {limit:g} s, and was stopped")


def _outcome(reply: Reply) -> str:
    if reply.question is not None:
        return "question"
    return reply.error.code if reply.error else "ok"


async def _give_back(source: Source, lease: Lease, *, interrupted: bool) -> None:
    with anyio.CancelScope(shield=True):
        await source.usable_pool().release(lease, interrupted=interrupted)


async def _tick(call: RunningCall, scope: anyio.CancelScope) -> None:
    """Runs beside all calls, so that nothing may leave it: a client that is gone ends it quietly."""
    with scope:
        try:
            await call.progress(f"{call.name} running")
            while True:
                await anyio.sleep(TICK)
                await call.progress(f"{call.name} running, {anyio.current_time() - call.started:.0f} s")
        except Exception as error:  # noqa: BLE001 - whatever the transport raises when its client is gone
            log.debug("progress cannot be sent", tool=call.name, error=repr(error))
