"""The driver as this package uses it, as protocols for the type checker.

All of it is public in asyncpg, but for what `powerstrip_postgres.driver` adds: the meter and the portal.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any, Literal, Protocol

from powerstrip_postgres.ahead import Ahead
from powerstrip_postgres.meter import Portion

__all__ = ["Attribute", "Driver", "Meter", "ParsedStatement", "Portal", "PreparedStatement", "Record", "Type"]


class Type(Protocol):
    """A type of the server's."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def schema(self) -> str: ...  # noqa: D102


class Attribute(Protocol):
    """A column of a prepared statement's rows."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def type(self) -> Type: ...  # noqa: D102


class Record(Protocol):
    """A row."""

    def __iter__(self) -> Iterator[Any]: ...
    def __getitem__(self, key: Any) -> Any: ...


class Meter(Protocol):
    """Counts what arrives; see `powerstrip_postgres.meter`."""

    @property
    def received(self) -> int: ...  # noqa: D102
    @property
    def exceeded(self) -> bool: ...  # noqa: D102
    def begin(self, portion: Portion) -> None: ...  # noqa: D102
    def parse(self, wire: bytes) -> None: ...  # noqa: D102
    def error(self) -> Exception: ...  # noqa: D102


class Portal(Protocol):
    """A statement with its values, which starts when it is first asked for rows."""

    async def next_rows(self, number: int) -> list[Record]: ...  # noqa: D102


class ParsedStatement(Protocol):
    """A statement that the server has parsed."""

    @property
    def get_attributes(self) -> Callable[[], tuple[Attribute, ...]]: ...  # noqa: D102
    @property
    def get_parameters(self) -> Callable[[], tuple[Type, ...]]: ...  # noqa: D102


class PreparedStatement(ParsedStatement, Protocol):
    """A statement that the server has parsed, as the driver keeps it."""

    def get_statusmsg(self) -> str | None: ...  # noqa: D102
    async def fetch(self, *args: Any) -> list[Record]: ...  # noqa: D102


class Driver(Protocol):
    """A connection."""

    @property
    def meter(self) -> Meter: ...  # noqa: D102
    @property
    def limits_rows(self) -> bool: ...  # noqa: D102
    @property
    def sends_ahead(self) -> bool: ...  # noqa: D102
    async def close(self) -> None: ...  # noqa: D102
    async def execute(self, query: str) -> str: ...  # noqa: D102
    async def fetch(self, query: str, *args: Any) -> list[Record]: ...  # noqa: D102
    def fetching(  # noqa: D102
        self, prepared: PreparedStatement, rows: int
    ) -> Callable[[Sequence[Any]], Awaitable[list[Record]]]: ...
    def get_server_pid(self) -> int: ...  # noqa: D102
    def get_server_version(self) -> Any: ...  # noqa: D102
    def get_settings(self) -> Any: ...  # noqa: D102
    def is_closed(self) -> bool: ...  # noqa: D102
    def is_in_transaction(self) -> bool: ...  # noqa: D102
    async def say_and_parse(self, ahead: Ahead, query: str) -> ParsedStatement: ...  # noqa: D102
    async def parse(self, query: str) -> ParsedStatement: ...  # noqa: D102
    def portal(self, prepared: ParsedStatement, values: Sequence[Any]) -> Portal: ...  # noqa: D102
    async def prepare(self, query: str, *, name: str) -> PreparedStatement: ...  # noqa: D102
    async def reset(self) -> None: ...  # noqa: D102
    async def reset_type_codec(self, typename: str, *, schema: str) -> None: ...  # noqa: D102
    def rests(self) -> bool: ...  # noqa: D102
    def setting(self, name: str) -> str | None: ...  # noqa: D102
    async def set_builtin_type_codec(  # noqa: D102
        self,
        typename: str,
        *,
        schema: str,
        codec_name: str,
        format: Literal["text", "binary"],  # noqa: A002
    ) -> None: ...
    async def set_type_codec(  # noqa: D102
        self,
        typename: str,
        *,
        schema: str,
        encoder: Callable[[Any], Any],
        decoder: Callable[[Any], Any],
        format: Literal["text", "binary", "tuple"],  # noqa: A002
    ) -> None: ...
    def terminate(self) -> None: ...  # noqa: D102
