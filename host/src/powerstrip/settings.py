"""What may stand in `powerstrip.toml`: the models of its sections, with defaults and units."""

from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PositiveFloat,
    PositiveInt,
    SecretStr,
    StrictBool,
    ValidationInfo,
    field_validator,
)

from powerstrip_sdk import NAME
from powerstrip_sdk.text import find_hidden

__all__ = [
    "AuditSettings",
    "BudgetSettings",
    "HostSettings",
    "LimitOverrides",
    "LimitSettings",
    "ParameterSettings",
    "PluginSettings",
    "PoolSettings",
    "Prose",
    "Settings",
    "SourceSettings",
    "TemplateSettings",
    "ToolSettings",
    "ViewSettings",
]

MAX_PORT = 65535
NonNegativeInt = Annotated[int, Field(ge=0)]


def _hides_nothing(text: str) -> str:
    if found := find_hidden(text, lines=True):
        raise ValueError(f"holds {found}, remove it")
    return text


#: A text that people and models read.
Prose = Annotated[str, AfterValidator(_hides_nothing)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class HostSettings(_Section):
    """`[host]`: where the host listens and keeps its files."""

    bind: str = Field("127.0.0.1:8321", description="Address and port to listen on.", pattern=r"^.+:[0-9]{1,5}$")
    data_dir: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir(NAME)),
        description="Folder for spooled results; made with mode 0700 when first needed.",
    )
    state: SecretStr | None = Field(
        None,
        description="Where the store is: a file's path, or postgresql://user@host/database; "
        "if left out, powerstrip.db in data_dir.",
    )
    key_file: Path | None = Field(
        None,
        description="File with the keys that seal secrets in the store, with mode 0600; POWERSTRIP_KEY goes first.",
    )
    allowed_hosts: tuple[str, ...] = Field(
        (), description="Host headers to accept beside the loopback's and the bound address, as host or host:port."
    )
    allowed_origins: tuple[str, ...] = Field((), description="Origins of web pages that may call the host.")
    direct_lane: StrictBool = Field(
        True, description="Whether plain requests to call or list tools are answered without the SDK's machinery."
    )

    @field_validator("bind")
    @classmethod
    def _port_exists(cls, value: str) -> str:
        if int(value.rpartition(":")[2]) > MAX_PORT:
            raise ValueError(f"the port is at most {MAX_PORT}")
        return value

    @property
    def state_location(self) -> str:
        """Where the store is, as `Location.of` reads it."""
        return self.state.get_secret_value() if self.state else str(self.data_dir / "powerstrip.db")

    @property
    def address(self) -> tuple[str, int]:
        """Host and port to listen on."""
        host, _, port = self.bind.rpartition(":")
        return host.strip("[]"), int(port)


class BudgetSettings(_Section):
    """`[budget]`: how many connections may exist at once."""

    total: PositiveInt = Field(500, description="Connections over all sources.")
    per_source: PositiveInt = Field(20, description="Connections of one source.")
    idle_ttl: PositiveFloat = Field(300, description="Seconds after which an unused connection is closed.")
    max_lifetime: PositiveFloat = Field(
        3600, description="Seconds after which a connection is closed when it comes back."
    )
    reserve: PositiveInt = Field(8, description="Units on top of the total, for cancel requests only.")
    queue: PositiveInt = Field(1000, description="Calls that may wait for a connection, over all sources.")
    queue_per_source: PositiveInt = Field(200, description="Calls that may wait for a connection of one source.")


class LimitSettings(_Section):
    """`[limits]`: what one call may take, and how many calls may begin."""

    call_timeout: PositiveFloat = Field(30, description="Seconds for a call, waiting for a connection included.")
    connect_timeout: PositiveFloat = Field(5, description="Seconds for one attempt to connect.")
    close_timeout: PositiveFloat = Field(2, description="Seconds to reset, cancel or close a connection.")
    max_rows: PositiveInt = Field(1000, description="Rows in one answer.")
    max_bytes: PositiveInt = Field(1_000_000, description="Bytes of one answer.")
    handle_rows: NonNegativeInt = Field(100_000, description="Rows that are kept for reading on; 0 keeps none.")
    handle_bytes: NonNegativeInt = Field(64_000_000, description="Bytes that are kept for reading on; 0 keeps none.")
    handle_ttl: PositiveFloat = Field(600, description="Seconds that the rest of a large result is kept.")
    handle_quota: PositiveInt = Field(50, description="Large results that are kept for one principal.")
    handle_quota_bytes: PositiveInt = Field(256_000_000, description="Bytes that are kept for one principal.")
    handle_total: PositiveInt = Field(1000, description="Large results that are kept for all principals.")
    handle_total_bytes: PositiveInt = Field(2_000_000_000, description="Bytes that are kept for all principals.")
    calls_per_minute: NonNegativeInt = Field(
        0, description="Calls of one principal, and calls to one source, per minute; 0 is any number."
    )
    tool_calls_per_minute: dict[str, PositiveInt] = Field(
        {}, description="Calls per minute of a tool on one source, or of a tool without a source, by exposed name."
    )
    burst: PositiveInt = Field(50, description="Calls that may come at once after a pause, on top of the rates.")


class LimitOverrides(_Section):
    """`limits` of one source: what differs from `[limits]`."""

    call_timeout: PositiveFloat | None = Field(None, description="Seconds for a call.")
    connect_timeout: PositiveFloat | None = Field(None, description="Seconds for one attempt to connect.")
    close_timeout: PositiveFloat | None = Field(None, description="Seconds to reset, cancel or close a connection.")
    max_rows: PositiveInt | None = Field(None, description="Rows in one answer.")
    max_bytes: PositiveInt | None = Field(None, description="Bytes of one answer.")
    handle_rows: NonNegativeInt | None = Field(None, description="Rows that are kept for reading on.")
    handle_bytes: NonNegativeInt | None = Field(None, description="Bytes that are kept for reading on.")
    calls_per_minute: NonNegativeInt | None = Field(None, description="Calls to the source per minute.")
    tool_calls_per_minute: dict[str, PositiveInt] | None = Field(
        None, description="Calls per minute of a tool on this source, by exposed name."
    )
    burst: PositiveInt | None = Field(None, description="Calls that may come at once after a pause.")

    def over(self, limits: LimitSettings) -> LimitSettings:
        """Return `limits` with what is written here in place of the general values."""
        return limits.model_copy(update=self.model_dump(exclude_none=True))


class AuditSettings(_Section):
    """`[audit]`: what is written about each call, where to, and for how long."""

    store: bool = Field(False, description="Whether calls and changes are kept in the store, beside the log.")
    arguments: bool = Field(False, description="Whether arguments are written, not only their digest.")
    retention_days: int = Field(
        90, ge=0, le=36_500, description="Days that the store keeps them; 0 keeps them for ever."
    )


class ToolSettings(_Section):
    """`[tools]`: how tools are shown to clients."""

    exposure: Literal["connector"] = Field("connector", description="One tool for all sources of a connector.")
    warn_tokens: PositiveInt = Field(8000, description="Warn when the tool list is estimated to take more tokens.")


class PluginSettings(_Section):
    """`[plugins]`: which installed plugins are loaded."""

    disabled: frozenset[str] = Field(frozenset(), description="Plugins that are not loaded.")
    enabled: frozenset[str] | None = Field(None, description="If given, only these plugins are loaded.")


class ViewSettings(_Section):
    """`[views.NAME]`: a subset of sources and tools, served at `/mcp/NAME`."""

    sources: tuple[str, ...] = Field(("*",), description="Sources by name or glob.")
    tools: tuple[str, ...] = Field(("*",), description="Exposed tool names or globs.")


class PoolSettings(_Section):
    """`pool` of one source: how many connections it may have."""

    size: PositiveInt = Field(5, description="Connections that may stay open unused.")
    max_overflow: NonNegativeInt = Field(10, description="Connections beyond size while they are needed.")
    floor: NonNegativeInt = Field(0, description="Connections that no other source can take away.")
    idle_ttl: PositiveFloat | None = Field(None, description="Seconds, in place of budget.idle_ttl.")


class SourceSettings(_Section):
    """`[sources.NAME]`: what every source has, beside the connector's own options."""

    connector: str = Field(description="Kind of the source, as a plugin declares it.")
    read_only: StrictBool = Field(True, description="Whether tools that write are kept away from the source.")
    writes: Literal["confirm", "allow"] = Field(
        "confirm", description="Whether a person is asked before each call that writes; only with read_only = false."
    )
    accept_grade_c: str = Field(
        "", description="Why the source is used although nothing but a parser keeps callers' statements from writing."
    )
    pool: PoolSettings = Field(PoolSettings(), description="How many connections the source may have.")
    limits: LimitOverrides = Field(LimitOverrides(), description="What one call may take, where it differs.")
    description: Prose = Field("", description="What the source holds, for people and the model.")

    @field_validator("writes")
    @classmethod
    def _somebody_may_write(cls, value: str, info: ValidationInfo) -> str:
        if value == "allow" and info.data.get("read_only") is True:
            raise ValueError("nothing can be written to the source unless read_only is false")
        return value


class ParameterSettings(_Section):
    """`[templates.NAME.params.NAME]`: one parameter of an operator's template."""

    type: Literal["string", "integer", "number", "boolean", "date", "datetime", "uuid", "array"] = "string"
    items: Literal["string", "integer", "number", "boolean", "date", "datetime", "uuid"] | None = Field(
        None, description="Type of the members, for an array."
    )
    description: Prose = ""
    default: Any = Field(None, description="Makes the parameter optional.")
    optional: bool = Field(False, description="Makes the parameter optional too; left out, it is NULL.")
    enum: tuple[Any, ...] | None = Field(None, description="The only values that are accepted.")
    pattern: str | None = Field(None, description="Regular expression that a string must match.")
    minimum: float | None = None
    maximum: float | None = None


class TemplateSettings(_Section):
    """`[templates.NAME]`: a statement that becomes a tool, for a connector or for one source."""

    connector: str | None = Field(None, description="For every source of this connector; or give source.")
    source: str | None = Field(None, description="For this source alone; or give connector.")
    description: Prose = Field(min_length=1, description="What the tool answers, for the model.")
    title: Prose = ""
    sql: str = Field(min_length=1, description="One statement that only reads, with :name for parameters.")
    params: dict[str, ParameterSettings] = Field({}, description="The parameters that the statement uses.")


class Settings(_Section):
    """The whole of `powerstrip.toml`; sources and templates are checked once the plugins are known."""

    host: HostSettings = HostSettings()
    budget: BudgetSettings = BudgetSettings()
    limits: LimitSettings = LimitSettings()
    audit: AuditSettings = AuditSettings()
    tools: ToolSettings = ToolSettings()
    plugins: PluginSettings = PluginSettings()
    views: dict[str, ViewSettings] = {}
    sources: dict[str, dict[str, Any]] = Field({}, repr=False)
    templates: dict[str, TemplateSettings] = {}
