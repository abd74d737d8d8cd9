"""The client of one MCP request, as a call sees it: progress, and questions to the person in front of it."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import anyio
import mcp_types as types
import orjson
from mcp.server import ServerRequestContext
from mcp.server.request_state import RequestStateBoundary, RequestStateSecurity
from mcp_types.version import MODERN_PROTOCOL_VERSIONS
from pydantic import BaseModel, ValidationError

from powerstrip.errors import QuestionOpen
from powerstrip_sdk import Answer, InvalidArguments, Unsupported
from powerstrip_sdk.json_schema import form_schema

__all__ = ["McpClient", "input_required", "sealing"]

Model = TypeVar("Model", bound=BaseModel)
#: The key of the one question in a round.
QUESTION = "question"


class McpClient:
    """The client of one request.

    In a session the question goes out while the call waits. In 2026-07-28 the call ends with the question and is made
    again with the answer; what was answered before comes back in the request state, which the SDK seals.

    Args:
        context: of the request.
        params: of `tools/call`.
    """

    def __init__(self, context: ServerRequestContext[Any], params: types.CallToolRequestParams) -> None:
        self._context = context
        self._response = (params.input_responses or {}).get(QUESTION)
        self._answered: list[Mapping[str, Any]] = _answered(params.request_state)
        self._asked = 0
        self.wants_progress = bool(context.meta and context.meta.get("progress_token") is not None)

    async def progress(self, done: float, total: float | None, message: str) -> None:
        """Send one progress notification; a client that is gone misses it, and the call ends for another reason."""
        with suppress(anyio.BrokenResourceError, anyio.ClosedResourceError):
            await self._context.session.report_progress(done, total, message)

    async def ask(self, question: str, answer: type[Model]) -> Answer[Model]:
        """Ask the person at the client.

        Raises:
            Unsupported: if the client cannot ask, or the protocol has no way for it here.
            QuestionOpen: if the answer will come with another request.
        """
        can_ask = types.ClientCapabilities(elicitation=types.ElicitationCapability())
        if not self._context.session.check_client_capability(can_ask):
            raise Unsupported("this tool asks a question, and the client does not declare that it can ask one")
        if self._context.session.can_send_request:
            result = await self._context.session.elicit_form(
                question, form_schema(answer), related_request_id=self._context.request_id
            )
            return _read(result.action, result.content, answer)
        if self._context.protocol_version not in MODERN_PROTOCOL_VERSIONS:
            raise Unsupported("this tool asks a question, which takes a session in this protocol revision")
        return self._next_answer(question, answer)

    def _next_answer(self, question: str, answer: type[Model]) -> Answer[Model]:
        """The tool runs again from its start: earlier questions have their answers, the next may have one now."""
        position, self._asked = self._asked, self._asked + 1
        if position < len(self._answered):
            given = self._answered[position]
        elif position == len(self._answered) and isinstance(self._response, types.ElicitResult):
            given = {"action": self._response.action, "content": self._response.content}
            self._answered.append(given)
            self._response = None
        else:
            raise QuestionOpen(question, form_schema(answer), self._answered)
        return _read(given["action"], given["content"], answer)


def input_required(question: QuestionOpen) -> types.InputRequiredResult:
    """Return the result that asks the client for an answer."""
    params = types.ElicitRequestFormParams(message=str(question), requested_schema=dict(question.schema))
    return types.InputRequiredResult(
        input_requests={QUESTION: types.ElicitRequest(params=params)},
        request_state=orjson.dumps(list(question.answered)).decode(),
    )


def sealing(name: str) -> RequestStateBoundary:
    """Return the middleware that seals request state, so that a client can neither read nor change it.

    The key is made for this process: an answer that comes after a restart is refused, and the client asks again.

    Args:
        name: of the service, part of the seal.
    """
    return RequestStateBoundary(RequestStateSecurity.ephemeral(), default_audience=name)


def _answered(state: str | None) -> list[Mapping[str, Any]]:
    answered: Sequence[Mapping[str, Any]] = orjson.loads(state) if state else []
    return list(answered)


def _read(action: Any, content: Any, answer: type[Model]) -> Answer[Model]:
    if action != "accept":
        return Answer(action=action)
    try:
        return Answer(action="accept", content=answer.model_validate(content or {}))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(key) for key in first["loc"])
        raise InvalidArguments(f"the answer's {where!r} does not fit: {first['msg'].lower()}") from None
