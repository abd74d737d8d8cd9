"""The part of asyncpg that this package relies on, all of it public there, as protocols for the type checker."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any, Literal, Protocol

__all__ = ["Attribute", "Cursor", "Driver", "PreparedStatement", "Record", "Type"]


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


class Cursor(Protocol):
    """A portal that is open on the server."""

    async def fetch(self, n: int) -> list[Record]: ...  # noqa: D102


class PreparedStatement(Protocol):
    """A statement that the server has parsed."""

    def get_attributes(self) -> Sequence[Attribute]: ...  # noqa: D102
    def get_parameters(self) -> Sequence[Type]: ...  # noqa: D102
    def cursor(self, *args: Any) -> Awaitable[Cursor]: ...  # noqa: D102


class Driver(Protocol):
    """A connection."""

    async def close(self) -> None: ...  # noqa: D102
    async def execute(self, query: str) -> str: ...  # noqa: D102
    async def fetch(self, query: str, *args: Any) -> list[Record]: ...  # noqa: D102
    def get_server_version(self) -> Any: ...  # noqa: D102
    def is_closed(self) -> bool: ...  # noqa: D102
    def is_in_transaction(self) -> bool: ...  # noqa: D102
    async def prepare(self, query: str, *, name: str) -> PreparedStatement: ...  # noqa: D102
    async def reset(self) -> None: ...  # noqa: D102
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
