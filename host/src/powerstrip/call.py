"""One call, start to end, in reading order. MCP, CLI and whatever comes later go through here."""

import math
from collections.abc import Awaitable, Callable, Mapping
from random import getrandbits
from typing import Any, TypeVar

import anyio
import structlog
from anyio.abc import TaskGroup
from pydantic import BaseModel

from powerstrip.access import authorize
from powerstrip.arguments import choose_source, validate_arguments
from powerstrip.audit import Audit, Record
from powerstrip.catalog import BoundTool
from powerstrip.clock import current_clock
from powerstrip.confirmation import asks_first, confirm
from powerstrip.errors import CallError, ClientGone, QuestionOpen, UnknownName, is_the_hosts_own
from powerstrip.handles import Handles
from powerstrip.limits import collect, whole_rows
from powerstrip.metrics import Metrics
from powerstrip.pool import Lease, Pool
from powerstrip.rate_limits import RateLimits
from powerstrip.redaction import Redaction
from powerstrip.render import Reply, blocks, error_reply, structured_reply
from powerstrip.running_call import Caller, Client, RunningCall, SilentClient
from powerstrip.scopes import SharedScope, new_scope
from powerstrip.settings import LimitSettings
from powerstrip.signs_of_life import signs_of_life
from powerstrip.sources import Source
from powerstrip.tracing import annotate, is_traced, trace_call, trace_run, trace_wait
from powerstrip_sdk import Connection, ConnectorError, Rows, Tool, Unreachable

__all__ = ["Calls"]

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

    def call_tool(
        self,
        caller: Caller,
        name: str,
        arguments: Mapping[str, Any],
        client: Client,
        scope: anyio.CancelScope | SharedScope | None = None,
    ) -> Awaitable[Reply]:
        """Call a tool; the call begins now and goes on when it is awaited, which it must be.

        Args:
            caller: who calls, through which view.
            name: exposed name of the tool.
            arguments: as the client gave them.
            client: for progress and questions.
            scope: not yet entered, or shared; it is cancelled when the client has gone.

        Raises:
            UnknownName: if the view has no such tool. Everything else that goes wrong is in the reply.
            ClientGone: if the scope was cancelled.
        """
        bound = caller.view.tools.get(name)
        if bound is None:
            return self._refuse(caller, name)
        call = self._begin(caller, name, arguments, client, scope)
        return self._guarded(call, self._answer(call, bound))

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

        reply = await self._guarded(call, answer())
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
            returned.append(await call.in_time(work()))
            return Reply(content=[])

        reply = await self._guarded(call, answer())
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
        pool, lease = source.usable_pool(), None
        if not call.traced:
            lease = pool.take(call.clock(), call.deadline, call.id)
        if lease is None:
            lease = await self._wait_for_lease(call, source, pool)
        call.holds_connection, interrupted = True, True
        call.scope.deadline = call.deadline
        try:
            if call.traced or call.client.wants_progress:
                with signs_of_life(call, self._tasks), trace_run(call, source):
                    returned = await work(lease.connection)
            else:
                returned = await work(lease.connection)
            interrupted = False
        except ConnectorError as error:
            interrupted = False
            if isinstance(error, Unreachable):
                pool.doubt()
            raise
        finally:
            call.scope.deadline = math.inf
            call.holds_connection = False
            if interrupted or not pool.take_back(lease, call.clock()):
                await _release(pool, lease, interrupted=interrupted)
        return returned

    async def _wait_for_lease(self, call: RunningCall, source: Source, pool: Pool) -> Lease:
        """Lease a connection that is not there at once, or whose lease is to be seen in a trace."""

        async def tell(position: int) -> None:
            # A client that reads nothing must not keep what is granted to its call meanwhile.
            with anyio.move_on_at(call.deadline):
                await call.progress(f"{call.name} waiting for a connection, position {position}")

        if isinstance(call.scope, SharedScope):
            # What was left for the call before must not end this one's wait, which has an end of its own.
            call.scope.deadline = call.deadline
        begun = call.clock()
        with trace_wait(call, source) as traced:
            lease = pool.take(begun, call.deadline, call.id)
            lease = lease or await pool.acquire(call.deadline, tell if call.client.wants_progress else None, call.id)
            annotate(traced, {"powerstrip.waited": lease.waited})
        if lease.waited:
            self._metrics.count_wait(source.name, lease.since - begun)
        return lease

    def write_down(self, call: RunningCall, outcome: str, reply: Reply, seconds: float) -> None:
        """Write the audit's record of a call, or of the request that asked for it to be confirmed.

        Args:
            call: that has ended.
            outcome: `ok`, `question` or an error's code.
            reply: to it.
            seconds: that it took.
        """
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

    async def _refuse(self, caller: Caller, name: str) -> Reply:
        """Answer a call of a tool that the view does not have; who may call none learns nothing about the name."""
        withheld = name in caller.view.withheld
        try:
            # A name that is nobody's must not become a label of the metrics.
            self.require(caller, "tools:call", name if withheld else "tools/call", writes=withheld)
        except CallError as error:
            return error_reply(error)
        raise UnknownName(f"unknown tool: {name}")

    def _begin(
        self,
        caller: Caller,
        name: str,
        arguments: Mapping[str, Any],
        client: Client,
        scope: anyio.CancelScope | SharedScope | None = None,
    ) -> RunningCall:
        clock = current_clock()
        call = RunningCall(
            id=f"{getrandbits(64):016x}",
            caller=caller,
            name=name,
            arguments=arguments,
            client=client,
            started=clock(),
            clock=clock,
            limits=self._limits,
            redact=self._redact,
            scope=scope or new_scope(),
        )
        call.set_limits(self._limits)
        return call

    async def _answer(self, call: RunningCall, bound: BoundTool) -> Reply:
        """Answer a call of a tool that there is; whatever is wrong is raised."""
        principal, tool = call.caller.principal, bound.tool
        authorize(principal, "tools:call", writes=not tool.read_only)
        source = choose_source(bound, call.caller.view, call.arguments)
        if source is not None:
            authorize(principal, "tools:call", source=source.name)
            call.source = source.name
            call.set_limits(source.plan.limits)
        if not call.client.is_answered():
            # The request that asked has been counted, and what a person agreed to is not to fail for this.
            self._rates.count(call)
        params = validate_arguments(bound, call.arguments)
        if source is not None and asks_first(bound, source):
            await confirm(self, call, bound, source, params)
        if source is not None and tool.takes_connection:
            return await self.with_connection(
                call, source, lambda connection: self._run(call, tool, connection, params)
            )
        return await call.in_time(self._run(call, tool, None, params))

    async def _run(self, call: RunningCall, tool: Tool, connection: Connection | None, params: BaseModel) -> Reply:
        """Run the tool and render what it returns, while the connection is still leased."""
        returned = await tool.run(connection, call, params)
        if isinstance(returned, Reply):
            return returned
        if tool.result.kind == "rows":
            is_there = isinstance(returned, Rows) and not call.client.wants_progress
            return (is_there and whole_rows(returned, call.limits)) or await self._collect(call, returned)
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

    async def _guarded(self, call: RunningCall, answer: Awaitable[Reply]) -> Reply:
        """Turn whatever goes wrong into a reply with a code, and write the audit line."""
        with call:
            reply = await (self._traced(call, answer) if is_traced() else self._replied(call, answer))
            self._finish(call, _outcome(reply), reply)
            if reply.error is None and call.client.wants_progress:
                with anyio.move_on_at(call.deadline):
                    await call.progress(f"{call.name} completed")
            return reply

    async def _traced(self, call: RunningCall, answer: Awaitable[Reply]) -> Reply:
        """Wait for the answer inside of the call's span."""
        with trace_call(call) as traced:
            reply = await self._replied(call, answer)
            told = {"powerstrip.source": call.source, "powerstrip.rows": reply.rows, "powerstrip.bytes": reply.size}
            annotate(traced, told, error=reply.error.code if reply.error else None)
            return reply

    async def _replied(self, call: RunningCall, answer: Awaitable[Reply]) -> Reply:
        """Wait for the answer, or for the reason why there is none."""
        try:
            with call.scope:
                return await answer
            return self._failed(call.timed_out())
        except CallError as error:
            return self._failed(error)
        except ConnectorError as error:
            return self._failed(CallError.of(error))
        except QuestionOpen as question:
            question.source = call.source
            return Reply(content=[], question=question)
        except BaseException as error:
            if isinstance(error, ClientGone) or is_the_hosts_own(error):
                self._finish(call, "cancelled", Reply(content=[]))
                raise
            log.exception("call failed unexpectedly", tool=call.name, source=call.source)
            return error_reply(CallError("internal", f"{call.name} failed, the host's log says why: {call.id}"))

    def _failed(self, error: CallError) -> Reply:
        error.hide(self._redact)
        if error.detail:
            log.info("call refused by the source", code=error.code, detail=error.detail)
        return error_reply(error)

    def _finish(self, call: RunningCall, outcome: str, reply: Reply) -> None:
        seconds = call.clock() - call.started
        self._metrics.count_call(call.name, call.source, outcome, seconds)
        self.write_down(call, outcome, reply, seconds)


def _outcome(reply: Reply) -> str:
    if reply.question is not None:
        return "question"
    return reply.error.code if reply.error else "ok"


async def _release(pool: Pool, lease: Lease, *, interrupted: bool) -> None:
    with anyio.CancelScope(shield=True):
        await pool.release(lease, interrupted=interrupted)
