"""What the host raises, sorted by who mends it.

::

    PowerstripError
    ├── ConfigurationError      the operator mends the file; holds every problem at once
    ├── CallError               the client reads it: a code of the closed list and one sentence
    │   ├── BudgetExhausted     the client waits and calls again
    │   └── RateLimited         likewise
    ├── ClientGone              nobody is there to read an answer
    ├── PackageNotWritten       the author of a new plugin chooses another folder, or installs what is missing
    ├── QuestionOpen            the client asks a person and calls again with the answer
    └── UnknownName             the client named a tool, prompt or resource that does not exist (JSON-RPC -32602)
"""

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from powerstrip_sdk import ConnectorError
from powerstrip_sdk.text import shortened, visible

__all__ = [
    "CODES",
    "BudgetExhausted",
    "CallError",
    "ClientGone",
    "ConfigurationError",
    "PackageNotWritten",
    "PowerstripError",
    "Problem",
    "QuestionOpen",
    "RateLimited",
    "UnknownName",
    "in_one_sentence",
    "is_the_hosts_own",
]

#: Every code that an answer may carry.
CODES = frozenset(
    {
        "budget_exhausted",
        "cancelled",
        "credentials",
        "internal",
        "invalid_arguments",
        "limit_exceeded",
        "not_found",
        "permission",
        "rate_limited",
        "refused_read_only",
        "refused_statement",
        "source_broken",
        "syntax",
        "throttled",
        "timeout",
        "unknown_source",
        "unreachable",
        "unsupported",
    }
)
#: The most characters of a sentence that a client reads.
MAX_MESSAGE = 300
#: The most characters of an engine's code; an SQLSTATE has 5, a name of SQLite's up to 30.
MAX_ENGINE_CODE = 64
_LINE_BREAKS = re.compile(r"\s*[\r\n]+\s*")


def in_one_sentence(message: str, *, ending: str = "") -> str:
    """Return a message as a client may read it: on one line, every character visible, and not too long.

    Args:
        message: may hold an engine's text, or names that somebody else has chosen.
        ending: is never cut off.
    """
    return shortened(visible(_LINE_BREAKS.sub(" ", message)), MAX_MESSAGE - len(ending)) + ending


def is_the_hosts_own(error: BaseException) -> bool:
    """Whether an error must go on through the host: Ctrl+C, or a cancellation that somebody asked for.

    Whatever else comes out of a plugin's code is the plugin's, also `sys.exit`, the panic of a Rust extension, or a
    `CancelledError` that nobody asked for.

    Args:
        error: what was raised in this task.
    """
    if isinstance(error, asyncio.CancelledError):
        task = asyncio.current_task()
        return task is None or task.cancelling() > 0
    return isinstance(error, (KeyboardInterrupt, GeneratorExit))


class PowerstripError(Exception):
    """Whatever the host raises on purpose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake in the configuration.

    Args:
        origin: the file or environment variable.
        path: dotted path of the key, `""` for the file as a whole.
        message: what is wrong and what to do.
    """

    origin: str
    path: str
    message: str

    def __str__(self) -> str:
        where = f"{self.origin}: {self.path}" if self.path else self.origin
        return visible(f"{where}: {self.message}", lines=True)


class ConfigurationError(PowerstripError):
    """The configuration cannot be used.

    Args:
        problems: every mistake that was found, at least one.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


class ClientGone(PowerstripError):
    """Whoever made a call went away before there was an answer, and the call was stopped."""


class PackageNotWritten(PowerstripError):
    """The package of a new connector could not be written; the message says what to do."""


class QuestionOpen(PowerstripError):
    """A tool asked a person, and the protocol wants the answer to come with a new request.

    Args:
        message: the question.
        schema: JSON Schema of the answer.
        answered: what the tool asked before, and was answered, in this round of requests.

    Attributes:
        source: name of the call's source, None for a tool without one.
    """

    source: str | None = None

    def __init__(self, message: str, schema: Mapping[str, Any], answered: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(message)
        self.schema = schema
        self.answered = answered


class UnknownName(PowerstripError):
    """There is no tool, prompt or resource of this name for this client.

    Args:
        message: one sentence for the client.
        facts: what a program at the client can act on, None for nothing.
    """

    def __init__(self, message: str, *, facts: Mapping[str, Any] | None = None) -> None:
        super().__init__(in_one_sentence(message))
        self.facts = facts


class CallError(PowerstripError):
    """A call that ends with a code and a sentence.

    Args:
        code: one of `CODES`.
        message: one sentence for the client; made visible, and cut at 300 characters.
        retry_after: seconds after which the same call may work.
        detail: what only the log says.
        facts: what else a program at the client can act on.
        engine_code: the engine's own code, a fact too; it ends the sentence if nothing in it says it.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        retry_after: float | None = None,
        detail: str | None = None,
        facts: Mapping[str, Any] | None = None,
        engine_code: str | None = None,
    ) -> None:
        self.code = code
        self.retry_after = retry_after
        self.detail = detail
        self.facts = dict(facts or {})
        self._whole, self._ending = message, ""
        if engine_code:
            self.facts["engine_code"] = shortened(visible(engine_code), MAX_ENGINE_CODE)
            ending = f" ({self.facts['engine_code']})"
            self._whole = message.removesuffix(ending)
            self._ending = "" if engine_code in self._whole else ending
        super().__init__(in_one_sentence(self._whole, ending=self._ending))

    def hide(self, redact: Callable[[str], str]) -> None:
        """Mask secrets in the sentence and in what the log says.

        It is the whole message that is masked, before it is cut: half a secret would not be known as one. What led to
        the error is let go, because it would keep the words as they came.

        Args:
            redact: returns a text with every secret masked.
        """
        self._whole = redact(self._whole).rstrip(".")
        self.args = (in_one_sentence(self._whole, ending=self._ending),)
        self.detail = redact(self.detail) if self.detail else None
        self.__cause__ = self.__context__ = None

    @classmethod
    def of(cls, error: ConnectorError) -> "CallError":
        """Return the error that a client reads for what a connector raised."""
        code = error.code if error.code in CODES else "internal"
        return cls(
            code,
            str(error),
            retry_after=error.retry_after,
            detail=error.detail,
            engine_code=str(error.engine_code) if error.engine_code else None,
        )


class BudgetExhausted(CallError):
    """No connection came free in time.

    Args:
        message: one sentence for the client.
        limit: the most connections of the source.
        in_use: connections of the source that exist.
        position: place in the queue, 0 if the queue was full.
        expected_wait: seconds until a connection is likely to come free.
    """

    def __init__(self, message: str, *, limit: int, in_use: int, position: int, expected_wait: float) -> None:
        wait = round(max(0.1, expected_wait), 3)
        super().__init__(
            "budget_exhausted",
            message,
            retry_after=wait,
            facts={"limit": limit, "in_use": in_use, "position": position, "expected_wait_ms": round(wait * 1000)},
        )


class RateLimited(CallError):
    """The call came before its principal, source or tool may be called again.

    Args:
        message: one sentence for the client.
        limited: whose rate it is: `principal`, `source` or `tool`.
        calls_per_minute: the rate.
        retry_after: seconds after which the call would pass.
    """

    def __init__(self, message: str, *, limited: str, calls_per_minute: int, retry_after: float) -> None:
        super().__init__(
            "rate_limited",
            message,
            retry_after=retry_after,
            facts={"limited": limited, "calls_per_minute": calls_per_minute},
        )
