"""Questions of tools, and the function of a script that answers them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from powerstrip.client.errors import QuestionUnanswered, RequestRefused

if TYPE_CHECKING:
    from mcp.client.session import ClientRequestContext
    from mcp.types import ElicitRequestParams, ElicitResult, ErrorData, InputRequest, InputResponse

__all__ = ["Ask", "Asker", "Question"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a tool asks a person.

    Args:
        message: the question.
        schema: JSON Schema of the answer, an object of flat fields; without any, there is only to agree or decline.
    """

    message: str
    schema: Mapping[str, Any]


#: Returns the fields of the answer, `{}` to agree to a question without any, or None to decline.
Ask: TypeAlias = Callable[[Question], Awaitable[Mapping[str, Any] | None]]


class Asker:
    """Answers the questions of one connection.

    Args:
        ask: what answers them, None if nobody can.
    """

    def __init__(self, ask: Ask | None) -> None:
        self._ask = ask

    async def answers(
        self, requests: "Mapping[str, InputRequest]", *, source: str | None
    ) -> "dict[str, InputResponse]":
        """Return the answers to what a call asks in 2026-07-28.

        Args:
            requests: by key.
            source: name of the source that was called.

        Raises:
            QuestionUnanswered: if nobody can be asked.
            RequestRefused: if it is no question that is asked for.
        """
        from mcp.types import ElicitRequest

        answers: dict[str, InputResponse] = {}
        for key, request in requests.items():
            if not isinstance(request, ElicitRequest):
                raise RequestRefused(f"the host asks for {request.method!r}, which this client does not offer")
            answers[key] = await self._answer(request.params, source)
        return answers

    async def in_session(
        self,
        context: "ClientRequestContext",  # noqa: ARG002 - the SDK names it
        params: "ElicitRequestParams",
    ) -> "ElicitResult | ErrorData":
        """Answer a question of a session of an earlier revision, where a call waits for it."""
        from mcp.types import INVALID_REQUEST, ErrorData

        try:
            return await self._answer(params, None)
        except QuestionUnanswered as error:
            return ErrorData(code=INVALID_REQUEST, message=str(error))

    async def _answer(self, params: "ElicitRequestParams", source: str | None) -> "ElicitResult":
        from mcp.types import ElicitResult

        if self._ask is None:
            raise QuestionUnanswered(params.message, source=source)
        given = await self._ask(Question(message=params.message, schema=getattr(params, "requested_schema", {})))
        if given is None:
            return ElicitResult(action="decline")
        return ElicitResult(action="accept", content=dict(given))
