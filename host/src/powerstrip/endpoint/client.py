"""The client of one MCP request, as a call sees it: progress, and questions to the person in front of it."""

from contextlib import suppress
from typing import Any, TypeVar

import anyio
import mcp_types as types
from mcp.server import ServerRequestContext
from mcp.shared.exceptions import MCPError
from mcp_types.version import MODERN_PROTOCOL_VERSIONS
from pydantic import BaseModel, ValidationError

from powerstrip.errors import QuestionOpen
from powerstrip_sdk import Answer, InvalidArguments, Unsupported
from powerstrip_sdk.json_schema import form_schema

__all__ = ["McpClient", "input_required"]

Model = TypeVar("Model", bound=BaseModel)
#: The key of the one question in a round.
QUESTION = "question"


class _Before(BaseModel):
    """What came before a request: answers that are known, and the source that the last question was about."""

    about: str | None = None
    answered: list[dict[str, Any]] = []


class McpClient:
    """The client of one request.

    In a session the question goes out while the call waits. In 2026-07-28 the call ends with the question and is made
    again with the answer; what was answered before comes back in the request state.

    Args:
        context: of the request.
        params: of `tools/call`, with the state as `input_required` made it.
    """

    def __init__(self, context: ServerRequestContext[Any], params: types.CallToolRequestParams) -> None:
        state = params.request_state
        before = _Before.model_validate_json(state) if state else _Before()
        self._context = context
        # An answer without a state is to a question that nobody asked.
        self._response = (params.input_responses or {}).get(QUESTION) if state else None
        self._answered = before.answered
        self._asked = 0
        self.asked_about = before.about
        self.wants_progress = bool(context.meta and context.meta.get("progress_token") is not None)

    async def progress(self, done: float, total: float | None, message: str) -> None:
        """Send one progress notification; a client that is gone misses it, and the call ends for another reason."""
        with suppress(anyio.BrokenResourceError, anyio.ClosedResourceError):
            await self._context.session.report_progress(done, total, message)

    def why_silent(self) -> str | None:
        """Return why the person cannot be asked, None if they can."""
        can_ask = types.ClientCapabilities(elicitation=types.ElicitationCapability())
        if not self._context.session.check_client_capability(can_ask):
            return "the client does not declare that it can (capability elicitation)"
        if self._context.protocol_version in MODERN_PROTOCOL_VERSIONS or self._context.session.can_send_request:
            return None
        return "that takes a session in this protocol revision"

    def is_answered(self) -> bool:
        """Return whether the next question has its answer already."""
        known = len(self._answered)
        return self._asked < known or (self._asked == known and isinstance(self._response, types.ElicitResult))

    async def ask(self, question: str, answer: type[Model]) -> Answer[Model]:
        """Ask the person at the client.

        Raises:
            Unsupported: if the client cannot ask, or the protocol has no way for it here.
            QuestionOpen: if the answer will come with another request.
        """
        if why := self.why_silent():
            raise Unsupported(f"this tool asks a person, and {why}")
        if not self._context.session.can_send_request:
            return self._next_answer(question, answer)
        try:
            result = await self._context.session.elicit_form(
                question, form_schema(answer), related_request_id=self._context.request_id
            )
        except MCPError as error:
            raise Unsupported("this tool asks a person, and the client failed to", detail=str(error)) from error
        return _read(result.action, result.content, answer)

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
    before = _Before(about=question.source, answered=[dict(each) for each in question.answered])
    return types.InputRequiredResult(
        input_requests={QUESTION: types.ElicitRequest(params=params)}, request_state=before.model_dump_json()
    )


def _read(action: Any, content: Any, answer: type[Model]) -> Answer[Model]:
    if action != "accept":
        return Answer(action=action)
    try:
        return Answer(action="accept", content=answer.model_validate(content or {}))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(key) for key in first["loc"])
        raise InvalidArguments(f"the answer's {where!r} does not fit: {first['msg'].lower()}") from None
