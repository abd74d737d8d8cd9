"""A client for scripts and notebooks; see `connect`."""

from powerstrip.client.answer import Answer
from powerstrip.client.connection import Strip, connect
from powerstrip.client.errors import (
    AccessDenied,
    CallFailed,
    ClientError,
    HostUnreachable,
    NotRows,
    PackageMissing,
    QuestionUnanswered,
    RequestRefused,
    RowsMissing,
)
from powerstrip.client.questions import Question

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
