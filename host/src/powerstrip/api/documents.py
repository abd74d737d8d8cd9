"""What goes over REST: the models of every body, with examples. Other modules fill them; nothing is decided here."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, WithJsonSchema

from powerstrip.access import SCOPES
from powerstrip.budget_report import ShareReport
from powerstrip.settings import LimitOverrides, PoolSettings, Prose

__all__ = [
    "AuditDocument",
    "CheckDocument",
    "ConnectorDocument",
    "ConnectorSummary",
    "HealthDocument",
    "Instant",
    "MissingDocument",
    "Page",
    "PluginDocument",
    "ProblemDocument",
    "ReloadDocument",
    "SourceDocument",
    "SourceDraft",
    "SourcePatch",
    "SourceTest",
    "Toggle",
    "TokenCreated",
    "TokenDocument",
    "TokenDraft",
    "ToolCall",
    "ToolReference",
    "ToolResult",
    "ViewDocument",
]

Item = TypeVar("Item")
SourceName = Annotated[
    str,
    Field(
        pattern=r"^[a-z][a-z0-9_-]{0,31}$",
        description="1 to 32 lower-case letters, digits, - and _.",
        examples=["prod"],
    ),
]
ConnectorName = Annotated[
    str, Field(pattern=r"^[a-z][a-z0-9]{0,15}$", description="Kind of the source.", examples=["postgres"])
]
Options = Annotated[
    dict[str, Any],
    Field(
        description="The connector's own options; a secret is shown as a mask, and a mask that is written keeps it.",
        examples=[{"host": "db.internal", "database": "shop", "username": "reader", "password": "correct horse"}],
    ),
]
Writes = Annotated[
    Literal["confirm", "allow"], Field(description="Whether a person is asked before each call that writes.")
]
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE)


def _instant(written: Any) -> datetime:
    """Take what RFC 3339 calls a date-time, and nothing of what else might be read as one."""
    if not isinstance(written, str) or not _INSTANT.fullmatch(written):
        raise ValueError("a time is written as 2026-05-04T12:30:00Z, or with an offset in place of the Z")
    try:
        return datetime.fromisoformat(written.upper()).astimezone(UTC)
    except OverflowError:
        raise ValueError("a time is within the years 1 to 9999") from None


Instant = Annotated[
    datetime,
    BeforeValidator(_instant),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-05-04T12:30:00Z"]}),
]
Globs = Annotated[
    list[Annotated[str, Field(max_length=64, pattern=r"^[a-z0-9_*?\[\]!-]*$")]],
    Field(min_length=1, max_length=100, examples=[["shop*"]]),
]
Scope = Annotated[str, Field(json_schema_extra={"enum": list(SCOPES)}, examples=["tools:call"])]


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Page(BaseModel, Generic[Item]):
    """A part of a list."""

    items: list[Item]
    next: Annotated[str | None, Field(description="The cursor of the following part, null if this is the last.")]


class ProblemDocument(BaseModel):
    """What went wrong (RFC 9457)."""

    model_config = ConfigDict(extra="allow")

    type: Annotated[str, Field(description="A code of the closed list, as in MCP.", examples=["unknown_source"])]
    title: Annotated[str, Field(examples=["Not Found"])]
    status: Annotated[int, Field(examples=[404])]
    detail: Annotated[str, Field(examples=["there is no source 'prod' here"])]


class ToolReference(BaseModel):
    """A tool that works on a source."""

    name: Annotated[str, Field(examples=["postgres_execute_query"])]
    title: str


class SourceDocument(BaseModel):
    """A source and what is known of it."""

    id: Annotated[str, Field(description="Of the store; a source of the file has its name as its id.")]
    name: SourceName
    connector: str
    config: Annotated[
        dict[str, Any] | None,
        Field(description="The connector's own options with masks for secrets; null if they cannot be opened."),
    ]
    pool: dict[str, Any]
    limits: dict[str, Any]
    read_only: bool
    writes: Writes
    accept_grade_c: str
    description: str
    owner: Annotated[str | None, Field(description="Who made it, null for a source of the file.")]
    origin: Literal["file", "store"]
    active: bool
    state: Literal["unknown", "ready", "unreachable", "broken", "disabled"]
    grade: Annotated[str | None, Field(description="How surely it is only read.")]
    reason: Annotated[str | None, Field(description="Why it cannot be used, null if it can.")]
    disconnect_reason: Annotated[str | None, Field(description="Why it has no connections although it had.")]
    verified: Annotated[bool, Field(description="Whether the last check with these options went well.")]
    last_verified_at: datetime | None
    last_error: Annotated[str | None, Field(description="Why the last check failed.")]
    tools: list[ToolReference]
    created_at: datetime | None
    updated_at: datetime | None


class SourceDraft(_Written):
    """A source as it is written."""

    name: SourceName
    connector: ConnectorName
    config: Options = {}
    description: Annotated[Prose, Field(description="What the source holds, for people and the model.")] = ""
    read_only: Annotated[StrictBool, Field(description="Whether tools that write are kept away from it.")] = True
    writes: Writes = "confirm"
    accept_grade_c: Annotated[
        str, Field(description="Why it is used although only a parser keeps it from writing.")
    ] = ""
    pool: PoolSettings = PoolSettings()
    limits: LimitOverrides = LimitOverrides()
    active: Annotated[StrictBool, Field(description="Whether it is served.")] = True


class SourcePatch(_Written):
    """A part of a source: what is left out stays, null takes the default back (RFC 7396)."""

    name: SourceName = Field(default_factory=str)
    connector: ConnectorName = Field(default_factory=str)
    config: Options = {}
    description: Prose | None = None
    read_only: StrictBool | None = None
    writes: Writes | None = None
    accept_grade_c: str | None = None
    pool: dict[str, Any] | None = None
    limits: dict[str, Any] | None = None
    active: StrictBool | None = None


class SourceTest(_Written):
    """Options to try."""

    connector: ConnectorName
    config: Options = {}
    read_only: StrictBool = True
    accept_grade_c: str = ""
    limits: LimitOverrides = LimitOverrides()
    source: Annotated[
        str | None, Field(description="Id or name of the stored source whose secrets the masks stand for.")
    ] = None


class Toggle(_Written):
    """Whether a source is to be served."""

    active: StrictBool


class CheckDocument(BaseModel):
    """How trying a source went."""

    ok: bool
    code: Annotated[str | None, Field(description="What went wrong, null if nothing did.", examples=["credentials"])]
    reason: str | None
    milliseconds: float
    grade: str | None
    grade_reason: str | None


class HealthDocument(BaseModel):
    """How a source is, without connecting to it."""

    state: Literal["unknown", "ready", "unreachable", "broken", "disabled"]
    reason: str | None
    disconnect_reason: str | None
    grade: str | None
    grade_reason: str | None
    verified: bool
    last_verified_at: datetime | None
    connections: Annotated[ShareReport | None, Field(description="Its share of the budget, null if it has none.")]


class MissingDocument(BaseModel):
    """Something that keeps a plugin from a tier."""

    tier: Literal["bronze", "silver", "gold", "platinum"]
    what: str
    why: str


class PluginDocument(BaseModel):
    """An installed plugin."""

    name: str
    status: Literal["loaded", "disabled", "refused", "failed"]
    distribution: str
    version: str
    reason: str | None
    connectors: list[str]
    tier: Annotated[
        Literal["bronze", "silver", "gold", "platinum"] | None,
        Field(description="What its author has shown with the acceptance suite, as its package says."),
    ]
    tier_reason: Annotated[str | None, Field(description="Why it has no tier.")]
    missing: Annotated[list[MissingDocument], Field(description="What keeps it from the next tier.")]


class ConnectorSummary(BaseModel):
    """A kind of data source."""

    name: Annotated[str, Field(examples=["postgres"])]
    title: str
    type: Annotated[Literal["sql", "other"], Field(description="sql if its sources take statements.")]
    description: str
    icon: str | None
    read_only_by: Annotated[str | None, Field(description="What keeps callers' statements from writing.")]
    endpoint: Annotated[str, Field(description="Where its tools are served.", examples=["/mcp"])]
    plugin: PluginDocument | None
    sources: Annotated[list[str], Field(description="Names of its sources.")]


class ConnectorDocument(ConnectorSummary):
    """A kind of data source, with the options of its sources and its tools."""

    config_schema: Annotated[
        dict[str, Any],
        Field(
            description="JSON Schema of its options. x-secret: write-only; x-operator-only: takes host:admin; "
            "x-widget and x-order: how a form shows it."
        ),
    ]
    tools: Annotated[list[dict[str, Any]], Field(description="As tools/list shows them, without the sources.")]
    templates: Annotated[list[dict[str, Any]], Field(description="Tools whose statements are written already.")]


class ViewDocument(BaseModel):
    """A view, as the one who asks sees it."""

    name: Annotated[str, Field(description="Empty for the one that shows everything.")]
    endpoint: Annotated[str, Field(examples=["/mcp/sales"])]
    sources: list[str]
    tools: list[str]
    estimated_tokens: Annotated[int, Field(description="That the tool list takes in a model's context.")]


class ToolCall(_Written):
    """A call of a tool."""

    arguments: Annotated[dict[str, Any], Field(description="As its input schema says.", examples=[{}])] = {}
    view: Annotated[str, Field(description="Through which the tool is called, empty for the one of everything.")] = ""


class ToolResult(BaseModel):
    """What a tool answered, as over MCP."""

    content: list[dict[str, Any]]
    structuredContent: dict[str, Any] | None = None  # noqa: N815 - the protocol's name


class ReloadDocument(BaseModel):
    """What became of the sources."""

    added: list[str]
    changed: list[str]
    removed: list[str]
    needs_restart: Annotated[list[str], Field(description="Keys that take effect when the host starts again.")]


class AuditDocument(BaseModel):
    """A call or a change, as it was written down."""

    id: Annotated[str, Field(description="Sorts by time.")]
    at: Annotated[datetime, Field(description="When it ended, in UTC.")]
    principal: Annotated[str, Field(description="Who, by a name that somebody else may have later.", examples=["ada"])]
    principal_id: Annotated[str | None, Field(description="Who, by what nobody else ever has; null in old records.")]
    action: Annotated[str, Field(description="call, or what was changed.", examples=["source.change"])]
    outcome: Annotated[str, Field(description="ok, or an error's code.", examples=["ok"])]
    call_id: Annotated[str | None, Field(description="As the log has it, null for a change.")]
    source: str | None
    tool: Annotated[str | None, Field(examples=["postgres_execute_query"])]
    digest: Annotated[str | None, Field(description="Of the arguments, by which equal ones can be told.")]
    arguments: Annotated[dict[str, Any] | None, Field(description="Null unless [audit] arguments is true.")]
    rows: int | None
    bytes: int | None
    milliseconds: float | None


class TokenDraft(_Written):
    """A token as it is asked for."""

    name: Annotated[
        str,
        Field(
            pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$",
            description="Whom or what it is for, as the audit shows it.",
            examples=["ada"],
        ),
    ]
    scopes: Annotated[
        list[Scope], Field(min_length=1, max_length=100, description="What it may do.", examples=[["tools:call"]])
    ] = ["tools:list", "tools:call"]
    sources: Annotated[Globs | None, Field(description="The sources that it may use, null for all.")] = None
    views: Annotated[Globs | None, Field(description="The views that it may use, null for all.")] = None
    write: Annotated[StrictBool, Field(description="Whether it may use tools that write.")] = False
    expires_at: Annotated[Instant | None, Field(description="When it ends, null for never.")] = None


class TokenDocument(BaseModel):
    """A token, without what proves it."""

    id: Annotated[str, Field(description="Never used again.")]
    name: Annotated[str, Field(examples=["ada"])]
    state: Literal["valid", "expired", "revoked"]
    scopes: list[str]
    sources: list[str] | None
    views: list[str] | None
    write: bool
    expires_at: datetime | None
    created_at: datetime
    last_used_at: Annotated[datetime | None, Field(description="As far as it was written down: every 30 seconds.")]
    revoked_at: datetime | None


class TokenCreated(TokenDocument):
    """A token that was just made: what proves it is shown this once."""

    token: Annotated[str, Field(description="For the header Authorization: Bearer.", examples=["ps_..."])]
