"""A connection to a running host: its sources, its tools and calls of them."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from powerstrip.client.answer import Answer, answer_of
from powerstrip.client.errors import AccessDenied, CallFailed
from powerstrip.client.questions import Ask, Asker
from powerstrip_sdk.plain import plain

if TYPE_CHECKING:
    from mcp import Client, ClientSession
    from mcp.shared.dispatcher import ProgressFnT
    from mcp.types import CallToolResult, Tool

    from powerstrip.client.errors import ClientError

__all__ = ["Strip", "connect"]


@asynccontextmanager
async def connect(
    url: str,
    *,
    token: str | None = None,
    progress: Callable[[str], object] | None = None,
    ask: Ask | None = None,
    timeout: float = 120,  # noqa: ASYNC109 - of one read, which a scope around the block could not be
) -> "AsyncGenerator[Strip]":
    """Connect to a running host for a block.

    Args:
        url: of the host (`http://127.0.0.1:8321`), of its MCP endpoint (`/mcp`) or of a view (`/mcp/<view>`).
        token: sent with each request, None for a host that needs none.
        progress: called with each message of a running call, such as `shop: sqlite_execute_query 5000 rows so far`.
        ask: answers the questions of tools that ask a person, as tools that write do; without it they are not run.
        timeout: seconds that the host may take to be connected to, or to give a sign of life during a request.

    Raises:
        HostUnreachable: if no powerstrip host answers there.
        AccessDenied: if the host wants a token, or another one.
    """
    from mcp import Client, MCPError
    from mcp.client.streamable_http import streamable_http_client

    from powerstrip.client.transport import HostClient, endpoint_of, error_of, without_password

    endpoint, asker = endpoint_of(url), Asker(ask)
    error = partial(error_of, url=without_password(endpoint), token=token is not None)
    raised: Exception | None = None
    try:
        async with (
            HostClient(headers=_headers(token), timeout=timeout) as http,
            # How long an answer may be is the host's business: limits.max_bytes.
            Client(
                streamable_http_client(endpoint, http_client=http, max_sse_event_size=None),
                elicitation_callback=asker.in_session,
                cache=None,
            ) as client,
        ):
            try:
                yield Strip(client, error=error, asker=asker, progress=progress)
            except Exception as inside:  # noqa: BLE001 - raised below, where no task group of the SDK's wraps it
                raised = inside
    except (MCPError, ExceptionGroup) as outside:
        refused = _only(outside)
        if not isinstance(refused, MCPError):
            raise
        raise error(refused) from None
    if raised is not None:
        raise raised


class Strip:
    """A running host, as `connect` gives it.

    Args:
        client: of the SDK.
        error: returns what a caller reads for what the SDK raised, about a source.
        asker: answers questions.
        progress: called with each message of a running call.
    """

    def __init__(
        self,
        client: "Client",
        *,
        error: "Callable[..., ClientError]",
        asker: Asker,
        progress: Callable[[str], object] | None,
    ) -> None:
        self._session: ClientSession = client.session
        self._error = error
        self._asker = asker
        self._progress = progress
        self._connectors: dict[str, str] = {}

    async def sources(self) -> list[dict[str, Any]]:
        """Return the sources, each with its name, connector, description, state and what else `list_sources` says.

        Raises:
            ClientError: as `call` does.
        """
        answer = await self.call("list_sources")
        return answer.records()

    async def tools(self) -> "list[Tool]":
        """Return the tools that can be called, with their descriptions and schemas.

        Raises:
            ClientError: if the host refuses, or is gone.
        """
        from mcp import MCPError

        try:
            return (await self._session.list_tools()).tools
        except MCPError as error:
            raise self._error(error) from None

    async def call(self, tool: str, /, **arguments: Any) -> Answer:
        """Call a tool. Leaving the call, by a cancellation or a timeout, stops it on the source's server too.

        Args:
            tool: its name, as in `tools`.
            arguments: for it; dates, times, decimals, UUIDs and bytes are sent as the host reads them.

        Raises:
            CallFailed: if the call ended with an error.
            QuestionUnanswered: if the tool asks a person, and `connect` was given no `ask`.
            RequestRefused: if there is no such tool.
            HostUnreachable: if the host is gone.
            AccessDenied: if the token is no longer good.
        """
        from mcp import MCPError

        source = arguments.get("source")
        try:
            result = await self._answered(tool, {name: plain(value) for name, value in arguments.items()})
        except MCPError as error:
            raise self._error(error, source=source) from None
        if result.is_error:
            raise _failure(result, source)
        return answer_of(tool, result, self._read_on)

    async def query(self, source: str, query: str, params: Mapping[str, Any] | Sequence[Any] | None = None) -> Answer:
        """Run one statement that only reads.

        Args:
            source: name of a SQL source.
            query: the statement.
            params: for its `:name`s, or in order for the engine's own placeholders.

        Raises:
            ClientError: as `call` does; `unknown_source` if there is no such source.
        """
        tool = f"{await self._connector(source)}_execute_query"
        return await self.call(tool, source=source, query=query, **({} if params is None else {"params": params}))

    async def _connector(self, source: str) -> str:
        if source not in self._connectors:
            self._connectors = {each["name"]: each["connector"] for each in await self.sources()}
        if source not in self._connectors:
            known = ", ".join(self._connectors) or "none"
            raise CallFailed("unknown_source", f"there is no source {source!r} (known: {known})", source=source)
        return self._connectors[source]

    async def _read_on(self, handle: str, offset: int) -> Answer:
        return await self.call("fetch_result", handle=handle, offset=offset)

    async def _answered(self, tool: str, arguments: dict[str, Any]) -> "CallToolResult":
        """Make a call, again with each answer to what it asks.

        The SDK's own way lists the tools after the call, to check the result, and a token that may only call tools
        would be told that the call failed.
        """
        from mcp.types import CallToolRequest, CallToolRequestParams, CallToolResult, InputRequiredResult
        from pydantic import TypeAdapter

        results = TypeAdapter[CallToolResult | InputRequiredResult](CallToolResult | InputRequiredResult)
        progress = None if self._progress is None else _teller(self._progress)
        params = CallToolRequestParams(name=tool, arguments=arguments)
        while True:
            request = CallToolRequest(params=params)
            result = await self._session.send_request(request, results, progress_callback=progress)
            if isinstance(result, CallToolResult):
                return result
            responses = await self._asker.answers(result.input_requests or {}, source=arguments.get("source"))
            more = {"input_responses": responses, "request_state": result.request_state}
            params = params.model_copy(update=more)


def _teller(say: Callable[[str], object]) -> "ProgressFnT":
    async def tell(progress: float, total: float | None, message: str | None) -> None:  # noqa: ARG001 - the SDK's names
        say(message or "")

    return tell


def _headers(token: str | None) -> dict[str, str]:
    if token is None:
        return {}
    if not token or not all("!" <= character <= "~" for character in token):
        raise AccessDenied("the token is empty or holds a character that no token has, such as a space or a line break")
    return {"Authorization": f"Bearer {token}"}


def _failure(result: "CallToolResult", source: str | None) -> CallFailed:
    from powerstrip.client.transport import call_failed
    from powerstrip.render import ERROR_META

    text = "\n".join(block.text for block in result.content if block.type == "text")
    return call_failed(text, (result.meta or {}).get(ERROR_META, {}), source=source)


def _only(error: Exception) -> Exception:
    """Return the one error in a group of groups, or the error itself."""
    while isinstance(error, ExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error
