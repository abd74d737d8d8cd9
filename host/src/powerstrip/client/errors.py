"""What a client of a host runs into, sorted by who mends it.

::

    ClientError
    ├── HostUnreachable          nobody answers at the address, or somebody who is no powerstrip host
    ├── AccessDenied             the token is missing, wrong or may not do this
    ├── RequestRefused           the host does not take the request: it has no tool of this name
    ├── CallFailed               the call ended with an error; its code says what to do
    │   └── QuestionUnanswered   the tool asks a person, and nobody can be asked
    ├── NotRows                  the answer holds no rows
    ├── RowsMissing              the host has not kept all rows of the result
    └── PackageMissing           something must be installed first; an ImportError too
"""

from collections.abc import Mapping
from typing import Any

from powerstrip.errors import PowerstripError

__all__ = [
    "AccessDenied",
    "CallFailed",
    "ClientError",
    "HostUnreachable",
    "NotRows",
    "PackageMissing",
    "QuestionUnanswered",
    "RequestRefused",
    "RowsMissing",
]


class ClientError(PowerstripError):
    """Whatever `powerstrip.connect`, and what it gives, raises on purpose.

    Args:
        message: what is wrong and what to do.

    Attributes:
        code: one of the codes that answers of a host carry.
        retry_after: seconds after which the same may work, None if that is not known.
        source: name of the source that it is about, None if it is about none.
    """

    code: str = "internal"
    retry_after: float | None = None
    source: str | None = None


class HostUnreachable(ClientError):
    """Nobody answers at the address, the connection was lost, or who answers is no powerstrip host."""

    code = "unreachable"


class AccessDenied(ClientError):
    """The host wants a token, another one, or does not let this one do what was asked for."""

    code = "permission"


class RequestRefused(ClientError):
    """The host does not take the request, such as a call of a tool that it does not have."""

    code = "invalid_arguments"


class CallFailed(ClientError):
    """A call that ended with an error of the host.

    Args:
        code: why, from the closed list of codes.
        message: the host's sentence.
        retry_after: seconds after which the same call may work.
        source: name of the source that was called.
        facts: what else the host says of the error, such as `engine_code`.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        retry_after: float | None = None,
        source: str | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.retry_after = retry_after
        self.source = source
        self.facts = dict(facts or {})

    def __str__(self) -> str:
        return f"{self.code}: {super().__str__()}"


class QuestionUnanswered(CallFailed):
    """The tool asks a person before it does anything, and `connect` was given no way to ask one.

    Args:
        question: that was asked.
        source: name of the source that was called.
    """

    def __init__(self, question: str, *, source: str | None) -> None:
        message = (
            "a person is asked first, and nobody can be, so nothing was run: give connect() a function as ask= that "
            f"answers: {question}"
        )
        super().__init__("cancelled", message, source=source)
        self.question = question


class NotRows(ClientError):
    """An answer that holds no rows was asked for them."""

    code = "unsupported"


class RowsMissing(ClientError):
    """All rows that the host has kept were read, and there were more."""

    code = "limit_exceeded"


class PackageMissing(ClientError, ImportError):
    """Something takes a package that is not installed."""

    code = "unsupported"
