"""One call, start to end, in reading order. MCP, CLI and whatever comes later go through here."""

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
from powerstrip.leasing import Leasing
from powerstrip.limits import collect, whole_rows
from powerstrip.metrics import Metrics
from powerstrip.rate_limits import RateLimits
from powerstrip.redaction import Redaction
from powerstrip.render import Reply, blocks, error_reply, structured_reply
from powerstrip.running_call import Caller, Client, RunningCall, SilentClient
from powerstrip.scopes import SharedScope, new_scope
from powerstrip.settings import LimitSettings
from powerstrip.sources import Source
from powerstrip.tracing import annotate, trace_call
from powerstrip_sdk import Connection, ConnectorError, Rows, RowStream, Tool

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
        self._rates = RateLimits(limits)
        #: See `Leasing`.
        self.with_connection = Leasing(metrics, tasks).with_connection

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
        return self._guarded(call, lambda: self._answer(call, bound))

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
            returned.append(await call.in_time(work()))
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
        return RunningCall(
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

    def _answer(self, call: RunningCall, bound: BoundTool) -> Awaitable[Reply]:
        """Return what answers a call of a tool that there is; whatever is wrong with the call is raised."""
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
            return self._confirmed(call, bound, source, params)
        return self._work(call, tool, source, params)

    async def _confirmed(self, call: RunningCall, bound: BoundTool, source: Source, params: BaseModel) -> Reply:
        await confirm(self, call, bound, source, params)
        return await self._work(call, bound.tool, source, params)

    def _work(self, call: RunningCall, tool: Tool, source: Source | None, params: BaseModel) -> Awaitable[Reply]:
        if source is not None and tool.takes_connection:
            return self.with_connection(call, source, lambda connection: self._run(call, tool, connection, params))
        return call.in_time(self._run(call, tool, None, params))

    async def _run(self, call: RunningCall, tool: Tool, connection: Connection | None, params: BaseModel) -> Reply:
        """Run the tool and render what it returns, while the connection is still leased."""
        returned = await tool.run(connection, call, params)
        if isinstance(returned, Reply):
            return returned
        if tool.result.kind != "rows":
            return _rendered(call, tool, returned)
        if isinstance(returned, Rows):
            whole = None if call.client.wants_progress else whole_rows(returned, call.limits)
            return whole or await self._collect(call, returned)
        async with returned as stream:
            return await self._collect(call, stream)

    def _collect(self, call: RunningCall, rows: Rows | RowStream) -> Awaitable[Reply]:
        async def rows_so_far(count: int) -> None:
            await call.progress(f"{call.name} {count} rows so far")

        return collect(
            rows,
            limits=call.limits,
            deadline=call.deadline,
            owner=call.caller.principal.id,
            handles=self._handles,
            rows_so_far=rows_so_far if call.client.wants_progress else None,
        )

    async def _guarded(self, call: RunningCall, begin: Callable[[], Awaitable[Reply]]) -> Reply:
        """Turn whatever goes wrong into a reply with a code, and write the audit line."""
        with call:
            with trace_call(call) as traced:
                reply: Reply | None = None
                try:
                    with call.scope:
                        reply = await begin()
                    reply = reply or self._failed(call.timed_out())
                except BaseException as error:
                    if isinstance(error, ClientGone) or is_the_hosts_own(error):
                        self._finish(call, "cancelled", Reply(content=[]))
                        raise
                    reply = self._reply_to(call, error)
                    # It leads here, where the reply leads to it: together they would stay until the next collection.
                    error.__traceback__ = None
                if traced is not None:
                    annotate(traced, _facts(call, reply), error=reply.error.code if reply.error else None)
            self._finish(call, _outcome(reply), reply)
            if reply.error is None and call.client.wants_progress:
                with anyio.move_on_at(call.deadline):
                    await call.progress(f"{call.name} completed")
            return reply

    def _reply_to(self, call: RunningCall, error: BaseException) -> Reply:
        """Return what the client is told of an error."""
        if isinstance(error, CallError):
            return self._failed(error)
        if isinstance(error, ConnectorError):
            return self._failed(CallError.of(error))
        if isinstance(error, QuestionOpen):
            error.source = call.source
            return Reply(content=[], question=error)
        log.error("call failed unexpectedly", tool=call.name, source=call.source, exc_info=error)
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


def _rendered(call: RunningCall, tool: Tool, returned: Any) -> Reply:
    """Return the reply with what a tool returned that is not rows."""
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


def _facts(call: RunningCall, reply: Reply) -> dict[str, Any]:
    return {"powerstrip.source": call.source, "powerstrip.rows": reply.rows, "powerstrip.bytes": reply.size}


def _outcome(reply: Reply) -> str:
    if reply.question is not None:
        return "question"
    return reply.error.code if reply.error else "ok"
