"""A connector: a kind of data source, and one physical connection to it."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from powerstrip_sdk.errors import DeclarationError
from powerstrip_sdk.grade import Grading, Reader, ReadOnlyBy
from powerstrip_sdk.names import check_connector_name, check_tool_name

if TYPE_CHECKING:
    from powerstrip_sdk.sql.dialect import Dialect

__all__ = ["RESERVED_FIELDS", "Connection", "Connector", "Prompt", "PromptArgument", "Resource", "SourceConfig"]

#: Options that every source has; the host reads them, so a connector's own model may not use their names.
RESERVED_FIELDS = frozenset({"connector", "read_only", "writes", "pool", "limits", "description", "accept_grade_c"})
#: Rows of an answer, unless the operator wrote something else.
MAX_ROWS = 1000


class SourceConfig(BaseModel):
    """The options of one source: subclass it and add the connector's own fields, secrets as `SecretStr`.

    A validator that takes `info: ValidationInfo` finds the folder of `powerstrip.toml` in `info.context["folder"]`
    (None without a file), to which relative paths are relative, and in `info.context["read_only"]` whether the
    operator lets the source only be read. `info.context["call_timeout"]` and `info.context["max_rows"]` are its limits.

    Args:
        additional_params: passed on to the driver as they are, for what the connector has no option for.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    additional_params: dict[str, Any] = Field(
        default_factory=dict,
        repr=False,
        description="Passed on to the driver as they are, for what has no option of its own.",
    )
    _may_write: bool = PrivateAttr(default=False)
    _call_timeout: float | None = PrivateAttr(default=None)
    _max_rows: int = PrivateAttr(default=MAX_ROWS)

    @property
    def call_timeout(self) -> float | None:
        """Seconds after which the host ends a call of the source, None without a host; a server may be told the same.

        It is no field, because it is the host that reads it: the validation context's `call_timeout`.
        """
        return self._call_timeout

    @property
    def max_rows(self) -> int:
        """The most rows that the host puts into one answer; the validation context's `max_rows`."""
        return self._max_rows

    @property
    def may_write(self) -> bool:
        """Whether the operator lets the source be written; a connection opened from a config that may not, refuses to.

        It is no field, because it is the host that reads it: true only if the validation context's `read_only` is
        false.
        """
        return self._may_write

    def model_post_init(self, context: Any, /) -> None:
        """Learn what the host says of the source; a subclass that overrides this calls it, or is only read."""
        told = context if isinstance(context, Mapping) else {}
        self._may_write = told.get("read_only") is False
        self._call_timeout = told.get("call_timeout")
        self._max_rows = told.get("max_rows", MAX_ROWS)


class Connection(ABC):
    """One physical connection, which counts as one unit of the budget.

    The host calls every method under a deadline of its own and never calls two of them at once, `cancel` excepted.
    """

    @abstractmethod
    async def close(self) -> None:
        """End the connection for good; it may be broken or in the middle of a statement."""

    @property
    def idle(self) -> bool:
        """Whether the protocol is known to be idle, so that the connection can be reset and used again."""
        return True

    @property
    def fresh(self) -> bool:
        """Whether the connection is known to be idle and as good as a new one, so that `reset` has nothing to do.

        A host may then give it back without calling `reset`.
        """
        return False

    async def reset(self) -> None:
        """Bring the connection into the state of a fresh one, or raise; it is then closed."""

    async def check(self) -> None:
        """Ask the server for a sign of life, or raise."""

    async def cancel(self) -> None:
        """Stop the running work on the server; called from another task than the one that waits for the work."""

    async def probe(self) -> Grading | None:
        """Find out what the credential could do; None where callers write no statements of their own.

        Asked on a source's first connection before it serves a call, and again on the first one after a failure.
        Changes nothing.

        Raises:
            ConnectorError: with the code that fits; the connection is then closed.
        """
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A document about a source, served at `powerstrip://<source>/<path>`.

    Args:
        path: below the source; `{name}` segments make it a resource template, their values are passed to `read`.
        title: for people.
        description: for the model.
        read: async function of a connection and the path's values (strings); returns a pydantic model, text or bytes.
        mime_type: of what `read` returns.
    """

    path: str
    title: str
    description: str
    read: Callable[..., Awaitable[BaseModel | str | bytes]]
    mime_type: str = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptArgument:
    """One argument of a prompt, always a string.

    Args:
        name: in lower case.
        description: for people and the model.
        required: whether the prompt can be made without it.
    """

    name: str
    description: str
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A prompt about a source. The host adds the argument `source`.

    Connectors that declare a prompt of the same name must give it the same arguments; clients then see one prompt.

    Args:
        name: exposed as it is.
        title: for people.
        description: for people and the model.
        render: async function of a connection, the source's name and the arguments; returns the user message's text.
        arguments: beside `source`.
    """

    name: str
    title: str
    description: str
    render: Callable[[Any, str, Mapping[str, str]], Awaitable[str]]
    arguments: tuple[PromptArgument, ...] = ()

    def __post_init__(self) -> None:
        check_tool_name(self.name, "prompt")
        if any(argument.name == "source" for argument in self.arguments):
            raise DeclarationError(f"prompt {self.name!r} declares the argument 'source', which the host adds itself")


#: Values for one argument: what was scanned, the argument's name, its value so far, the other arguments.
Complete: TypeAlias = Callable[[Any, str, str, Mapping[str, str]], Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """A kind of data source that a plugin declares.

    Args:
        name: `[a-z][a-z0-9]{0,15}`, the first part of every exposed tool name.
        config: subclass of `SourceConfig` with the connector's own options.
        connect: opens exactly one connection from a validated config, or raises a `ConnectorError`. No pool, and
            nothing before it is called.
        title: for people; the name if empty.
        description: one or two sentences for people and the model.
        resources: documents about a source.
        prompts: prompts about a source.
        scan: async function of a connection that returns an outline of the source, kept by the host for `complete`.
        complete: values for the arguments of prompts and resource templates, from the outline; does no I/O.
        dialect: of a connector whose connections are `powerstrip_sdk.sql.Database`s, so that an operator can write
            templates for it; None for anything else.
        icon: an `https:` or `data:` address of a picture.
        read_only_by: what keeps statements that callers write from writing, None where they write none. A connector
            with a dialect must say it; its tools are advertised as read only when the answer is `engine`.
        reader_setup: function of a config and a `Reader` that returns statements for the engine's own command line,
            which make a credential of grade A; no secret is in them. The operator runs them. It does no I/O and raises
            `InvalidArguments` for a name that the engine cannot have. None if there is nothing to offer.

    Raises:
        DeclarationError: if a name or the config model breaks a rule.
    """

    name: str
    config: type[SourceConfig]
    connect: Callable[[Any], Awaitable[Connection]]
    title: str = ""
    description: str = ""
    resources: tuple[Resource, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    scan: Callable[[Any], Awaitable[Any]] | None = None
    complete: Complete | None = None
    dialect: "Dialect | None" = None
    icon: str | None = None
    read_only_by: ReadOnlyBy | None = None
    reader_setup: Callable[[Any, Reader], str] | None = None

    def __post_init__(self) -> None:
        check_connector_name(self.name)
        config: object = self.config
        if not (isinstance(config, type) and issubclass(config, SourceConfig)):
            raise DeclarationError(f"connector {self.name!r}: config must be a subclass of powerstrip_sdk.SourceConfig")
        taken = sorted(RESERVED_FIELDS & set(self.config.model_fields))
        if taken:
            raise DeclarationError(
                f"connector {self.name!r}: config field {taken[0]!r} is an option that every source has, rename it"
            )
        if not callable(self.connect):
            raise DeclarationError(f"connector {self.name!r}: connect must be an async function of the config")
        if self.dialect is not None and self.read_only_by is None:
            raise DeclarationError(
                f"connector {self.name!r} has a dialect: read_only_by must say what keeps statements from writing, "
                "'engine' or 'parser'"
            )
        if self.icon is not None and not self.icon.startswith(("https://", "data:image/")):
            raise DeclarationError(f"connector {self.name!r}: icon must be an https: or data:image/ address")
