"""What a connector raises, sorted by what the reader should do about it.

::

    ConnectorError
    ├── the caller mends the call
    │   ├── InvalidArguments    invalid_arguments
    │   ├── SyntaxFault         syntax
    │   ├── NotFound            not_found
    │   ├── RefusedReadOnly     refused_read_only
    │   ├── RefusedStatement    refused_statement
    │   ├── LimitExceeded       limit_exceeded
    │   └── Unsupported         unsupported
    ├── the operator mends the source
    │   ├── PermissionDenied    permission
    │   └── WrongCredentials    credentials
    └── the caller waits and tries again
        ├── Unreachable         unreachable
        ├── TimedOut            timeout
        └── Throttled           throttled

    DeclarationError            the plugin's author mends the plugin

The message of a `ConnectorError` is read by a client: one sentence in lower case without a final period. It never
holds a secret, a host's internals or a driver's text as it came; what an operator needs beside it goes into `detail`,
which is only logged. The host masks what it knows to be secret, makes characters visible that a reader would not see,
and cuts the message at 300. A connector does not cut it: the host would not know half a secret.
"""

from typing import ClassVar

__all__ = [
    "ConnectorError",
    "DeclarationError",
    "InvalidArguments",
    "LimitExceeded",
    "NotFound",
    "PermissionDenied",
    "RefusedReadOnly",
    "RefusedStatement",
    "SyntaxFault",
    "Throttled",
    "TimedOut",
    "Unreachable",
    "Unsupported",
    "WrongCredentials",
]


class ConnectorError(Exception):
    """Something that a connector could not do, told in words that a client may read.

    Args:
        message: one sentence for the client.
        detail: what only the operator's log should say, such as the driver's own text.
        retry_after: seconds after which the same call may work, where that is known.
        engine_code: the engine's own code, such as an SQLSTATE; the host adds it to a message that does not hold it.
    """

    code: ClassVar[str] = "internal"
    # For a subclass that does not call __init__.
    detail: str | None = None
    retry_after: float | None = None
    engine_code: str | None = None

    def __init__(
        self,
        message: str,
        *,
        detail: str | None = None,
        retry_after: float | None = None,
        engine_code: str | None = None,
    ) -> None:
        super().__init__(message)
        self.detail = detail
        self.retry_after = retry_after
        self.engine_code = engine_code


class InvalidArguments(ConnectorError):
    """The arguments cannot be used as they are."""

    code = "invalid_arguments"


class SyntaxFault(ConnectorError):
    """The statement is not valid in the engine's language."""

    code = "syntax"


class NotFound(ConnectorError):
    """A table, object or other thing that the call names does not exist."""

    code = "not_found"


class RefusedReadOnly(ConnectorError):
    """The call would write, and the source only reads."""

    code = "refused_read_only"


class RefusedStatement(ConnectorError):
    """The statement is of a kind that is never run, such as two statements in one."""

    code = "refused_statement"


class LimitExceeded(ConnectorError):
    """The work or the answer is larger than a limit allows."""

    code = "limit_exceeded"


class Unsupported(ConnectorError):
    """The engine, its version or the client cannot do what the call asks."""

    code = "unsupported"


class PermissionDenied(ConnectorError):
    """The source's credential is valid but may not do this."""

    code = "permission"


class WrongCredentials(ConnectorError):
    """The source's credential was refused."""

    code = "credentials"


class Unreachable(ConnectorError):
    """The source's server cannot be reached, or the connection to it was lost."""

    code = "unreachable"


class TimedOut(ConnectorError):
    """The engine gave up because of a time limit of its own."""

    code = "timeout"


class Throttled(ConnectorError):
    """The service asks its callers to slow down."""

    code = "throttled"


class DeclarationError(ValueError):
    """A plugin declares something that cannot work; the message says what and where."""
