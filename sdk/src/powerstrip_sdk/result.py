"""What a tool may return beside plain text and pydantic models."""

from collections.abc import AsyncIterable, AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Self, TypeAlias

__all__ = ["Audio", "Column", "Content", "EmbeddedResource", "Image", "Row", "RowStream", "Rows", "Streamed", "Text"]

#: One row: values in the order of the columns.
Row: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a result.

    Args:
        name: as the engine reports it; two columns of one result may share it.
        type: the engine's own name of the type, `""` where it has none.
    """

    name: str
    type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A small result that is already in memory.

    Args:
        columns: the columns, in order.
        rows: the rows; the host applies its limits to them.
        keep: whether the host may keep under a handle what passes its limits; False for a result that was fetched only
            as far as those limits and one row more, so that a handle would promise rows which nobody has.
        plain: whether every value is one that JSON holds as it is, so that the host need not look at it: None, text
            without lone surrogates, booleans, finite floats, integers within +-(2^53-1), lists and objects of these;
            and dates, and dates with a time that have no offset or are in UTC, which are written in ISO 8601.
    """

    columns: tuple[Column, ...]
    rows: list[Row]
    keep: bool = True
    plain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RowStream:
    """Rows that arrive in batches while a statement runs.

    Iterating yields lists of row tuples. The host counts rows and bytes, so a connector never cuts a result short.
    A tool whose rows need nothing but `batches` returns this as it is; one that has something to end after them, such
    as a statement, yields it from an async context manager.

    Args:
        columns: the columns, in order, known before the first row.
        batches: the rows, in lists that the connector keeps to the asked batch size.
    """

    columns: tuple[Column, ...]
    batches: AsyncIterable[list[Row]]

    def __aiter__(self) -> AsyncIterator[list[Row]]:
        return self.batches.__aiter__()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Do nothing: the host closes `batches` itself."""


#: Rows that start when the host enters it and end when the host leaves it; a `RowStream` is the simplest.
Streamed: TypeAlias = AbstractAsyncContextManager[RowStream]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A piece of text, to be mixed with other content.

    Args:
        text: the text.
    """

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture.

    Args:
        data: the encoded picture.
        mime_type: for example `image/png`.
    """

    data: bytes = field(repr=False)
    mime_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Audio:
    """A sound.

    Args:
        data: the encoded sound.
        mime_type: for example `audio/wav`.
    """

    data: bytes = field(repr=False)
    mime_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedResource:
    """A document that is part of the answer.

    Args:
        uri: the document's identifier.
        content: text, or bytes for anything else.
        mime_type: for example `text/csv`.
    """

    uri: str
    content: str | bytes = field(repr=False)
    mime_type: str


#: One block of a tool's answer.
Content: TypeAlias = Text | Image | Audio | EmbeddedResource
