"""The MCP server: every protocol handler, over the SDK's low-level server. Names, lists and errors are ours."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import anyio
import mcp_types as types
import structlog
from mcp.server import CacheHint, NotificationOptions, Server, ServerRequestContext
from mcp.server.context import CallNext, HandlerResult
from mcp.server.models import InitializationOptions
from mcp.server.session import ServerSession
from mcp.server.subscriptions import (
    InMemorySubscriptionBus,
    ListenHandler,
    PromptsListChanged,
    ResourcesListChanged,
    ToolsListChanged,
)
from mcp.shared.exceptions import MCPError

from powerstrip.access import LOCAL
from powerstrip.documents import Documents
from powerstrip.endpoint.about import LIST_TTL, NAME, VERSION
from powerstrip.endpoint.client import McpClient, input_required
from powerstrip.endpoint.observation import Observation
from powerstrip.endpoint.rounds import Rounds
from powerstrip.endpoint.sdk import CALLER
from powerstrip.errors import CallError, UnknownName, is_the_hosts_own
from powerstrip.host import Host
from powerstrip.render import ERROR_META, error_facts
from powerstrip.running_call import Caller
from powerstrip.workers.group import Group

__all__ = ["McpServer"]

#: The most values of one completion (the protocol's limit).
MAX_VALUES = 100
#: Seconds that one session gets to take in that lists have changed.
ANNOUNCING = 5.0
_LISTS = ("tools/list", "resources/list", "resources/templates/list", "prompts/list", "server/discover")
_INSTRUCTIONS = (
    "Tools are named <connector>_<tool>; the argument source says which data source. list_sources shows the sources "
    "and why one cannot be used. Look at tables before querying. An answer that says truncated goes on with "
    "fetch_result and the handle in next. An error begins with a code; budget_exhausted, rate_limited and throttled "
    "pass by waiting."
)
Context = ServerRequestContext[Any]
Params = TypeVar("Params")
log = structlog.get_logger("powerstrip.endpoint")


class McpServer(Server[Any]):
    """The one MCP server of a host.

    Args:
        host: the running host.
        private: whether lists depend on who asks, so that no cache may share them.
        group: the workers that are one host together; None if it is one process.
    """

    def __init__(self, host: Host, *, private: bool, group: Group | None = None) -> None:
        self._host = host
        self._announces = group is None
        self._documents = Documents(host.calls, host.handles)
        self._bus = InMemorySubscriptionBus()
        self._sessions: dict[str, ServerSession] = {}
        self._listen = ListenHandler(self._bus)
        host.listeners.append(self.announce_changes)
        super().__init__(
            NAME,
            version=VERSION,
            title=NAME,
            instructions=_INSTRUCTIONS,
            cache_hints=_cache_hints(private=private),  # type: ignore[arg-type]
            get_tool_input_schema=self._input_schema,
            on_list_tools=_guarded(self._list_tools),
            on_call_tool=_guarded(self._call_tool),
            on_list_resources=_guarded(self._list_resources),
            on_list_resource_templates=_guarded(self._list_resource_templates),
            on_read_resource=_guarded(self._read_resource),
            on_list_prompts=_guarded(self._list_prompts),
            on_get_prompt=_guarded(self._get_prompt),
            on_completion=_guarded(self._complete),
            on_subscriptions_listen=self._subscribe,
        )
        self.middleware.insert(0, self._keep_session)
        # Inside the SDK's own middleware, which makes the span of the request.
        self.middleware.append(Observation(host))
        self.middleware.append(Rounds(lambda context: self._caller(context).principal.id, group))

    @property
    def sessions(self) -> int:
        """How many sessions of the earlier revisions are open."""
        return len(self._sessions)

    def set_private(self, private: bool) -> None:
        """Say anew whether lists depend on who asks.

        Args:
            private: whether they do.
        """
        self.cache_hints = _cache_hints(private=private)

    def create_initialization_options(
        self,
        notification_options: NotificationOptions | None = None,
        experimental_capabilities: dict[str, dict[str, Any]] | None = None,
        extensions: dict[str, dict[str, Any]] | None = None,
    ) -> InitializationOptions:
        """Advertise `listChanged` where there are sessions; the SDK's HTTP path never passes the options for it."""
        told = self._announces
        changed = NotificationOptions(tools_changed=told, resources_changed=told, prompts_changed=told)
        return super().create_initialization_options(
            notification_options or changed, experimental_capabilities, extensions
        )

    def stop(self) -> None:
        """End the streams on which clients only listen."""
        self._listen.close()

    async def announce_changes(self) -> None:
        """Tell the clients that want to know that lists have changed."""
        for event in (ToolsListChanged(), ResourcesListChanged(), PromptsListChanged()):
            await self._bus.publish(event)
        async with anyio.create_task_group() as tasks:
            for session in self._sessions.values():
                tasks.start_soon(_announce, session)

    async def _keep_session(self, ctx: Context, call_next: CallNext) -> HandlerResult:
        """Know a session from its handshake to its end.

        The SDK says nothing when a session ends, however it does. But it cancels what a message of the session has
        started and not finished, so the handshake's last message is one that does not finish.
        """
        result = await call_next(ctx)
        key = _session_key(ctx) if ctx.method == "notifications/initialized" else None
        if key is not None and key not in self._sessions:
            self._sessions[key], started = ctx.session, anyio.current_time()
            try:
                await anyio.sleep_forever()
            finally:
                del self._sessions[key]
                self._host.metrics.count_session(anyio.current_time() - started)
        return result

    def _input_schema(self, name: str) -> Mapping[str, Any] | None:
        return self._host.catalog.input_schema(name)

    async def _list_tools(self, context: Context, _params: Any) -> dict[str, Any]:
        return _complete_result(tools=self._who_lists(context).view.list_tools)

    async def _call_tool(
        self, context: Context, params: types.CallToolRequestParams
    ) -> dict[str, Any] | types.InputRequiredResult:
        client = McpClient(context, params)
        caller = self._caller(context)
        reply = await self._host.calls.call_tool(caller, params.name, params.arguments or {}, client)
        if reply.question is not None:
            return input_required(reply.question)
        return _complete_result(**reply.wire())

    async def _list_resources(self, context: Context, _params: Any) -> dict[str, Any]:
        return _complete_result(resources=self._documents.list_resources(self._who_lists(context).view))

    async def _list_resource_templates(self, context: Context, _params: Any) -> dict[str, Any]:
        return _complete_result(resourceTemplates=self._documents.list_templates(self._who_lists(context).view))

    async def _read_resource(self, context: Context, params: types.ReadResourceRequestParams) -> dict[str, Any]:
        contents = await self._documents.read(self._caller(context), params.uri)
        return _complete_result(contents=[contents], ttlMs=0, cacheScope="private")

    async def _list_prompts(self, context: Context, _params: Any) -> dict[str, Any]:
        return _complete_result(prompts=self._documents.list_prompts(self._who_lists(context).view))

    async def _get_prompt(self, context: Context, params: types.GetPromptRequestParams) -> dict[str, Any]:
        text = await self._documents.prompt(self._caller(context), params.name, params.arguments or {})
        return _complete_result(messages=[{"role": "user", "content": {"type": "text", "text": text}}])

    async def _complete(self, context: Context, params: types.CompleteRequestParams) -> dict[str, Any]:
        reference = params.ref.name if isinstance(params.ref, types.PromptReference) else params.ref.uri
        others = (params.context.arguments if params.context else None) or {}
        argument = (params.argument.name, params.argument.value)
        values = await self._documents.complete(self._caller(context), reference, argument, others)
        shown = list(values[:MAX_VALUES])
        return _complete_result(completion={"values": shown, "total": len(values), "hasMore": len(shown) < len(values)})

    async def _subscribe(
        self, context: Context, params: types.SubscriptionsListenRequestParams
    ) -> types.SubscriptionsListenResult:
        await _guarded(self._check_lists)(context, params)
        return await self._listen(context, params)

    async def _check_lists(self, context: Context, _params: Any) -> None:
        self._who_lists(context)

    def _who_lists(self, context: Context) -> Caller:
        """Return who calls, if they may see lists."""
        caller = self._caller(context)
        self._host.calls.require(caller, "tools:list", context.method)
        return caller

    def _caller(self, context: Context) -> Caller:
        """Who calls: the HTTP layer has found out; on stdio it is whoever started the process."""
        if context.request is not None:
            caller: Caller = context.request.scope[CALLER]
            return caller
        return Caller(principal=LOCAL, view=self._host.catalog.views[""])


def _cache_hints(*, private: bool) -> dict[str, CacheHint]:
    return dict.fromkeys(_LISTS, CacheHint(ttl_ms=LIST_TTL, scope="private" if private else "public"))


def _session_key(context: Context) -> str | None:
    """Return what tells a session from others, None for a request that belongs to none."""
    return "stdio" if context.request is None else context.request.headers.get("mcp-session-id")


async def _announce(session: ServerSession) -> None:
    """Tell one session that lists have changed; one that does not listen must not hold up the others."""
    with anyio.move_on_after(ANNOUNCING):
        await session.send_tool_list_changed()
        await session.send_resource_list_changed()
        await session.send_prompt_list_changed()


def _guarded(
    handler: Callable[[Context, Params], Awaitable[Any]],
) -> Callable[[Context, Params], Awaitable[Any]]:
    """Let nothing but an `MCPError` out of a handler: the SDK would show a client the text of anything else."""

    async def handle(context: Context, params: Params) -> Any:
        try:
            return await handler(context, params)
        except UnknownName as error:
            raise MCPError(code=types.INVALID_PARAMS, message=str(error), data=error.facts) from None
        except CallError as error:
            raise MCPError(
                code=types.INTERNAL_ERROR if error.code == "internal" else types.INVALID_PARAMS,
                message=f"{error.code}: {error}",
                data={ERROR_META: error_facts(error)},
            ) from None
        except MCPError:
            raise
        except BaseException as error:
            if is_the_hosts_own(error):
                raise
            log.exception("request failed unexpectedly", method=context.method)
            raise MCPError(code=types.INTERNAL_ERROR, message="internal: the host's log says why") from None

    return handle


def _complete_result(**members: Any) -> dict[str, Any]:
    """Return a result that both eras read: 2026-07-28 wants `resultType`, for the earlier ones it is dropped."""
    return {**members, "resultType": "complete"}
