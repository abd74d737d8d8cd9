"""What a person is asked before a call writes, and what the answer means."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from powerstrip.catalog import BoundTool
from powerstrip.errors import CallError
from powerstrip.running_call import Client
from powerstrip.sources import Source
from powerstrip_sdk import Answer
from powerstrip_sdk.text import shortened_inside, visible

__all__ = ["THINKING", "Confirmation", "asks_first", "check_answer", "check_client", "general_question", "shown"]

#: Seconds that a person gets to answer.
THINKING = 600.0
#: The most characters of a question.
_LONGEST = 6000


class Confirmation(BaseModel):
    """An answer without content: to accept it is all there is to say."""


def asks_first(bound: BoundTool, source: Source) -> bool:
    """Whether a person is asked before a tool runs on a source.

    Args:
        bound: the tool.
        source: that it would write to.
    """
    return not bound.tool.read_only and source.plan.settings.writes == "confirm"


def check_client(client: Client, source: Source) -> None:
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


def general_question(bound: BoundTool, arguments: Mapping[str, Any]) -> str:
    """Return the question for a tool that makes none of its own.

    Args:
        bound: the tool.
        arguments: as the client gave them.
    """
    given = {key: value for key, value in arguments.items() if key != "source"}
    return f"{bound.name} {json.dumps(given, ensure_ascii=False, default=str)}" if given else bound.name


def shown(question: str, source: Source) -> str:
    """Return a question as a person sees it: what the host knows first, then the tool's words.

    Args:
        question: of the tool.
        source: that it would write to.
    """
    return f"Write to the source {source.name!r}?\n\n{shortened_inside(visible(question, lines=True), _LONGEST)}"


def check_answer(answer: Answer[Confirmation]) -> None:
    """Go on only if the person agreed.

    Raises:
        CallError: `cancelled`, where the person said no or nothing.
    """
    if answer.action != "accept":
        did = "declined" if answer.action == "decline" else "dismissed the question"
        raise CallError("cancelled", f"the person who was asked {did}, so nothing was run")
