"""The state of one call: who calls, for whom it runs, and until when."""

import math
from collections.abc import Awaitable, Callable, Mapping
from contextvars import Token
from dataclasses import dataclass, field
from typing import Any, Protocol, Self, TypeVar

import anyio
from pydantic import BaseModel

from powerstrip.access import Principal
from powerstrip.catalog import View
from powerstrip.current_call import CURRENT_CALL
from powerstrip.errors import CallError, ClientGone, in_one_sentence
from powerstrip.scopes import SharedScope
from powerstrip.settings import LimitSettings
from powerstrip_sdk import Answer, Call, Unsupported
from powerstrip_sdk.text import visible

__all__ = ["Caller", "Client", "RunningCall", "SilentClient"]

Model = TypeVar("Model", bound=BaseModel)
Returned = TypeVar("Returned")


# Not frozen: one is made in each call, and would take twice as long.
@dataclass(slots=True, kw_only=True)
class Caller:
    """Who asks, and what they look through.

    Args:
        principal: who asks.
        view: what is shown to them.
    """

    principal: Principal
    view: View


class Client(Protocol):
    """What a call may do to the client that made it.

    Attributes:
        wants_progress: whether it is told how far the call is.
        asked_about: the source of the call whose question came back answered with this request, None without one.
    """

    wants_progress: bool
    asked_about: str | None

    async def progress(self, done: float, total: float | None, message: str) -> None:
        """Send one progress notification."""

    def why_silent(self) -> str | None:
        """Return why nobody can be asked, as the end of a sentence, None if somebody can."""

    def is_answered(self) -> bool:
        """Return whether the next question has its answer already."""

    async def ask(self, question: str, answer: type[Model]) -> Answer[Model]:
        """Ask the person at the client."""


class SilentClient:
    """A client that wants no progress and cannot be asked."""

    wants_progress = False
    asked_about: str | None = None

    async def progress(self, done: float, total: float | None, message: str) -> None:
        """Send nothing."""

    def why_silent(self) -> str | None:
        """Say that nobody is there."""
        return "nobody can be asked here"

    def is_answered(self) -> bool:
        """Return false."""
        return False

    async def ask(self, question: str, answer: type[Model]) -> Answer[Model]:  # noqa: ARG002 - the protocol's names
        """Refuse, because nobody is there."""
        raise Unsupported("this tool asks a question, and nobody can be asked here")


@dataclass(slots=True, kw_only=True, eq=False)
class RunningCall(Call):
    """The state of one call; tools see it as `Call`. Inside its block it is the one that log lines belong to.

    Args:
        id: ties all log lines of the call.
        caller: who calls, through which view.
        name: of the tool, resource or prompt.
        arguments: as the client gave them.
        client: who waits.
        started: in seconds on anyio's clock.
        limits: the source's, or the general ones.
        scope: ends the call when its time is up or its client has gone.
        clock: anyio's, found once for all looks at it.
        redact: masks the sources' secrets in what the client reads while it waits.
        source: name of the source, None for a tool without one.
        holds_connection: whether a connection is leased for it.
        ended: whether there is an answer, after which nothing more is sent.
        traced: whether there is a span of it.

    Attributes:
        deadline: when the call ends by its limits, in seconds on anyio's clock.
    """

    id: str
    caller: Caller
    name: str
    arguments: Mapping[str, Any]
    client: Client
    started: float
    limits: LimitSettings
    scope: anyio.CancelScope | SharedScope
    clock: Callable[[], float]
    redact: Callable[[str], str] = str
    source: str | None = None
    deadline: float = field(init=False)
    holds_connection: bool = False
    ended: bool = False
    traced: bool = False
    _done: float = field(default=-1.0, init=False)
    _outer: Token[str | None] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.set_limits(self.limits)

    def __enter__(self) -> Self:
        self._outer = CURRENT_CALL.set(self.id)
        return self

    def __exit__(self, *_: object) -> None:
        self.ended = True
        assert self._outer is not None
        CURRENT_CALL.reset(self._outer)

    def begin_again(self) -> None:
        """Count time from now on: what a person took to answer is nobody's fault."""
        self.started = self.clock()
        self.set_limits(self.limits)

    def set_limits(self, limits: LimitSettings) -> None:
        """Take a source's limits and the deadline that follows from them."""
        self.limits = limits
        self.deadline = self.started + limits.call_timeout

    async def in_time(self, work: Awaitable[Returned]) -> Returned:
        """Wait for something until the deadline, which ends the call.

        Args:
            work: done inside of the call's scope.
        """
        self.scope.deadline = self.deadline
        try:
            return await work
        finally:
            self.scope.deadline = math.inf

    def timed_out(self) -> CallError:
        """Return the error of a call that was ended from outside because its time was up.

        Raises:
            ClientGone: if it was ended for nobody waits for the answer any more.
        """
        if self.clock() < self.deadline:
            raise ClientGone(f"the client of {self.name} has gone")
        limit = round(self.deadline - self.started, 3)
        return CallError("timeout", f"{self.name} did not finish within {limit:g} s, and was stopped")

    async def progress(self, message: str, *, done: float | None = None, total: float | None = None) -> None:
        """See `Call`; a value that does not grow is replaced, because the protocol wants it to grow."""
        if not self.client.wants_progress or self.ended:
            return
        done, total = _finite(done), _finite(total)
        grown = done is not None and done > self._done
        self._done = done if grown and done is not None else max(self._done, 0.0) + 1
        told = in_one_sentence(f"{self.source or self.name}: {self.redact(message)}")
        await self.client.progress(self._done, total if grown else None, told)

    async def ask(self, question: str, answer: type[Model]) -> Answer[Model]:
        """See `Call`."""
        if self.holds_connection:
            raise Unsupported("this tool holds a connection, which nobody may do while a person thinks")
        return await self.client.ask(visible(self.redact(question), lines=True), answer)


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
