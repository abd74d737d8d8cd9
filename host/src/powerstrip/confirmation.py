"""What a person is asked before a call writes, and what the answer means."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

import anyio
from pydantic import BaseModel

from powerstrip.catalog import BoundTool
from powerstrip.clock import current_time
from powerstrip.errors import CallError
from powerstrip.render import Reply
from powerstrip.running_call import Client, RunningCall
from powerstrip.sources import Source
from powerstrip_sdk import Answer, Connection
from powerstrip_sdk.text import shortened_inside, visible

__all__ = ["THINKING", "Confirmation", "asks_first", "confirm"]

#: Seconds that a person gets to answer.
THINKING = 600.0
#: The most characters of a question.
_LONGEST = 6000


class Confirmation(BaseModel):
    """An answer without content: to accept it is all there is to say."""


class Confirms(Protocol):
    """What asking takes of whoever runs the call."""

    async def with_connection(
        self, call: RunningCall, source: Source, work: Callable[[Connection], Awaitable[Any]]
    ) -> Any:
        """Lease a connection, work with it, and give it back."""

    def write_down(self, call: RunningCall, outcome: str, reply: Reply, seconds: float) -> None:
        """Write the audit's record."""


async def confirm(calls: Confirms, call: RunningCall, bound: BoundTool, source: Source, params: BaseModel) -> None:
    """Ask a person before a call writes; nobody holds a connection while they think, and the time is theirs.

    Args:
        calls: runs the call.
        call: that would write.
        bound: its tool.
        source: that it would write to.
        params: of the tool.

    Raises:
        CallError: if nobody can be asked, or nobody agreed.
        QuestionOpen: if the answer comes with another request.
    """
    _check_client(call.client, source)
    answered, question = call.client.is_answered(), None
    if not answered:
        question = await _question(calls, call, bound, source, params)
        if question is None:
            return
    asked = current_time()
    with anyio.move_on_after(THINKING) as thinking:
        answer = await call.client.ask(_shown(question or "", source), Confirmation)
    if not answered:
        # In 2026-07-28 the question ends the request, which is then written down like any other.
        calls.write_down(call, "question", Reply(content=[]), asked - call.started)
    call.begin_again()
    if thinking.cancelled_caught:
        raise CallError("timeout", f"nobody answered the question within {THINKING:g} s, so nothing was run")
    _check_answer(answer)


async def _question(
    calls: Confirms, call: RunningCall, bound: BoundTool, source: Source, params: BaseModel
) -> str | None:
    """Let the tool make its question on a connection that is given back before it is asked."""
    asks = bound.tool.confirm
    if asks is None:
        return _general_question(bound, call.arguments)
    question: str | None = await calls.with_connection(call, source, lambda connection: asks(connection, call, params))
    return question


def asks_first(bound: BoundTool, source: Source) -> bool:
    """Whether a person is asked before a tool runs on a source.

    Args:
        bound: the tool.
        source: that it would write to.
    """
    return not bound.tool.read_only and source.plan.settings.writes == "confirm"


def _check_client(client: Client, source: Source) -> None:
    """Make sure, before anything is done, that somebody can be asked, and was asked about this source.

    Raises:
        CallError: `unsupported` or `invalid_arguments`.
    """
    if why := client.why_silent():
        raise CallError(
            "unsupported",
            f"source {source.name!r} asks a person before each write, and {why}, so nothing was run; its operator can "
            "set writes to 'allow'",
        )
    if client.is_answered() and client.asked_about != source.name:
        raise CallError(
            "invalid_arguments",
            f"the question that was answered is not about source {source.name!r}, so nothing was run: call again to be "
            "asked again",
        )


def _general_question(bound: BoundTool, arguments: Mapping[str, Any]) -> str:
    """Return the question for a tool that makes none of its own.

    Args:
        bound: the tool.
        arguments: as the client gave them.
    """
    given = {key: value for key, value in arguments.items() if key != "source"}
    return f"{bound.name} {json.dumps(given, ensure_ascii=False, default=str)}" if given else bound.name


def _shown(question: str, source: Source) -> str:
    """Return a question as a person sees it: what the host knows first, then the tool's words.

    Args:
        question: of the tool.
        source: that it would write to.
    """
    return f"Write to the source {source.name!r}?\n\n{shortened_inside(visible(question, lines=True), _LONGEST)}"


def _check_answer(answer: Answer[Confirmation]) -> None:
    """Go on only if the person agreed.

    Raises:
        CallError: `cancelled`, where the person said no or nothing.
    """
    if answer.action != "accept":
        did = "declined" if answer.action == "decline" else "dismissed the question"
        raise CallError("cancelled", f"the person who was asked {did}, so nothing was run")
