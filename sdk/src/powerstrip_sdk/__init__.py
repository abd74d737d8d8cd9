"""Everything that a powerstrip plugin may import."""

from powerstrip_sdk.call import Answer, Call
from powerstrip_sdk.connector import Connection, Connector, Prompt, PromptArgument, Resource, SourceConfig
from powerstrip_sdk.errors import (
    ConnectorError,
    DeclarationError,
    InvalidArguments,
    LimitExceeded,
    NotFound,
    PermissionDenied,
    RefusedReadOnly,
    RefusedStatement,
    SyntaxFault,
    Throttled,
    TimedOut,
    Unreachable,
    Unsupported,
    WrongCredentials,
)
from powerstrip_sdk.grade import Grade, Grading, ReadOnlyBy
from powerstrip_sdk.hookspecs import NAME, HostInfo, hookimpl
from powerstrip_sdk.reserve import reserve
from powerstrip_sdk.result import (
    Audio,
    Column,
    Content,
    EmbeddedResource,
    Image,
    Row,
    Rows,
    RowStream,
    Streamed,
    Text,
)
from powerstrip_sdk.template import Template, template
from powerstrip_sdk.tool import ResultShape, Tool, tool

__all__ = [
    "NAME",
    "Answer",
    "Audio",
    "Call",
    "Column",
    "Connection",
    "Connector",
    "ConnectorError",
    "Content",
    "DeclarationError",
    "EmbeddedResource",
    "Grade",
    "Grading",
    "HostInfo",
    "Image",
    "InvalidArguments",
    "LimitExceeded",
    "NotFound",
    "PermissionDenied",
    "Prompt",
    "PromptArgument",
    "ReadOnlyBy",
    "RefusedReadOnly",
    "RefusedStatement",
    "Resource",
    "ResultShape",
    "Row",
    "RowStream",
    "Rows",
    "SourceConfig",
    "Streamed",
    "SyntaxFault",
    "Template",
    "Text",
    "Throttled",
    "TimedOut",
    "Tool",
    "Unreachable",
    "Unsupported",
    "WrongCredentials",
    "hookimpl",
    "reserve",
    "template",
    "tool",
]
