"""A call without a host."""

from dataclasses import dataclass
from math import inf
from typing import Any, TypeVar

from pydantic import BaseModel

from powerstrip_sdk.call import Answer, Call
from powerstrip_sdk.errors import Unsupported

__all__ = ["Progress", "RecordingCall"]

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Progress:
    """One message that a tool sent.

    Args:
        message: what is happening.
        done: how much is done.
        total: how much there is.
    """

    message: str
    done: float | None
    total: float | None


class RecordingCall(Call):
    """A call that keeps what a tool says and asks, and answers from a list.

    Args:
        answers: what the person will say to each question, in order; None in place of the list for a client that
            cannot be asked.
        source: name of the source.

    Attributes:
        messages: what was sent by `progress`.
        questions: what was asked.
    """

    def __init__(self, answers: list[Answer[Any]] | None = None, *, source: str | None = "source") -> None:
        self.id = "call"
        self.source = source
        self.deadline = inf
        self.messages: list[Progress] = []
        self.questions: list[str] = []
        self._answers = answers

    async def progress(self, message: str, *, done: float | None = None, total: float | None = None) -> None:
        """Keep the message."""
        self.messages.append(Progress(message, done, total))

    async def ask(self, question: str, answer: type[Model]) -> Answer[Model]:
        """Keep the question and give the next answer.

        Args:
            question: what the tool asks.
            answer: the model that the answer's content must be of.

        Raises:
            Unsupported: if there are no answers.
        """
        self.questions.append(question)
        if self._answers is None:
            raise Unsupported("the client cannot be asked")
        given = self._answers.pop(0)
        assert given.content is None or isinstance(given.content, answer)
        return given
