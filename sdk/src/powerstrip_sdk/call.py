"""What a tool may know of, and do to, the call that it serves."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel

__all__ = ["Answer", "Call"]

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Generic[Model]):
    """What the person at the client answered to a question.

    Args:
        action: `accept` with content, `decline`, or `cancel` when the question was dismissed.
        content: the validated answer, None unless accepted.
    """

    action: Literal["accept", "decline", "cancel"]
    content: Model | None = None


class Call(ABC):
    """One tool call. A tool gets it by declaring a parameter `call: Call`.

    Attributes:
        id: identifies the call in log, audit and errors.
        source: name of the source, None for a tool without one.
        deadline: when the host ends the call, in seconds on anyio's clock (`anyio.current_time()`).
    """

    id: str
    source: str | None
    deadline: float

    @abstractmethod
    async def progress(self, message: str, *, done: float | None = None, total: float | None = None) -> None:
        """Tell a client that asked for it how far the work is.

        Args:
            message: what is happening, in a few words.
            done: how much is done, growing from call to call; left out, the host counts the messages.
            total: how much there is, if known.
        """

    @abstractmethod
    async def ask(self, question: str, answer: type[Model]) -> Answer[Model]:
        """Ask the person at the client. Only for tools without a `connection`: nobody holds a connection and waits.

        The tool may be run again from its start when the answer arrives, so do nothing that matters before asking.

        Args:
            question: one or two sentences.
            answer: model of flat fields (string, number, boolean, enum).

        Raises:
            Unsupported: if the client cannot be asked.
        """
