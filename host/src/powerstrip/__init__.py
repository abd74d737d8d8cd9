"""powerstrip: many connectors, one MCP endpoint, one connection budget.

The names are those of `powerstrip.client`, which is imported when the first of them is used: the command line starts
without it.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from powerstrip.client import (
        AccessDenied,
        Answer,
        CallFailed,
        ClientError,
        HostUnreachable,
        NotRows,
        PackageMissing,
        Question,
        QuestionUnanswered,
        RequestRefused,
        RowsMissing,
        Strip,
        connect,
    )

__all__ = [
    "AccessDenied",
    "Answer",
    "CallFailed",
    "ClientError",
    "HostUnreachable",
    "NotRows",
    "PackageMissing",
    "Question",
    "QuestionUnanswered",
    "RequestRefused",
    "RowsMissing",
    "Strip",
    "connect",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from powerstrip import client

    return getattr(client, name)
