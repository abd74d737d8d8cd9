"""What a call of a tool returned, as a script reads it: text, objects, rows, records, a data frame."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from powerstrip.client.errors import NotRows, PackageMissing, RowsMissing
from powerstrip.column_names import unique_names
from powerstrip_sdk import Column

if TYPE_CHECKING:
    import pandas as pd
    from mcp.types import CallToolResult, ContentBlock

__all__ = ["Answer", "Page", "answer_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Rows of an answer.

    Args:
        columns: of the rows.
        rows: one list of values a row, as JSON holds them.
        truncated: whether rows exist that are not here.
        handle: to read on with, None if nothing more is kept.
        complete: whether the host has kept every row.
    """

    columns: tuple[Column, ...]
    rows: list[list[Any]]
    truncated: bool
    handle: str | None
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to one call.

    Args:
        tool: that was called.
        content: blocks as MCP has them: text, images, audio, embedded resources.
        structured: the object that a tool of a fixed shape returns, else None.
        page: the rows, None for an answer without any.
        read_on: fetches the answer that begins at a row of the kept result: handle, offset.
    """

    tool: str
    content: "tuple[ContentBlock, ...]"
    structured: dict[str, Any] | None
    page: Page | None
    read_on: "Callable[[str, int], Awaitable[Answer]]"

    def __repr__(self) -> str:
        if self.page is None:
            return f"<Answer of {self.tool}>"
        more = ", truncated" if self.truncated else ""
        return f"<Answer of {self.tool}: {len(self.rows)} rows of {len(self.columns)} columns{more}>"

    @property
    def text(self) -> str:
        """All blocks of text, one below the other."""
        return "\n".join(block.text for block in self.content if block.type == "text")

    @property
    def truncated(self) -> bool:
        """Whether rows exist that are not in this answer."""
        return self.page is not None and self.page.truncated

    @property
    def columns(self) -> tuple[Column, ...]:
        """Columns of the rows, with name and the engine's own type; names may repeat.

        Raises:
            NotRows: if the answer holds none.
        """
        return self._page().columns

    @property
    def names(self) -> list[str]:
        """A name for each column that no other column has: of three columns `id`, they are `id`, `id_2` and `id_3`.

        Raises:
            NotRows: if the answer holds no rows.
        """
        return unique_names(column.name for column in self.columns)

    @property
    def rows(self) -> list[list[Any]]:
        """The rows of this answer, one list of values each.

        Raises:
            NotRows: if the answer holds none.
        """
        return self._page().rows

    def records(self) -> list[dict[str, Any]]:
        """Return the rows of this answer as dictionaries by `names`, or the items of a tool that lists objects.

        Raises:
            NotRows: if the answer holds neither.
        """
        items = (self.structured or {}).get("items")
        if self.page is None and isinstance(items, list) and all(isinstance(item, Mapping) for item in items):
            return [dict(item) for item in items]
        names = self.names
        return [dict(zip(names, row, strict=True)) for row in self.rows]

    def frame(self) -> "pd.DataFrame":
        """Return the records of this answer as a data frame of pandas.

        Raises:
            PackageMissing: if pandas is not installed.
            NotRows: if the answer holds no records.
        """
        # Whoever asks a text for rows is not helped by an installation.
        records = self.records() if self.page is None else self.rows
        try:
            import pandas as pd
        except ImportError:
            raise PackageMissing("a data frame takes pandas, install it: pip install 'powerstrip[frame]'") from None
        return pd.DataFrame(records, columns=None if self.page is None else self.names)

    async def pages(self) -> "AsyncIterator[Answer]":
        """Iterate over this answer and all that follow it; one at a time is in memory.

        Raises:
            NotRows: if the answer holds no rows.
            RowsMissing: after the last answer, if the host has not kept all rows.
            CallFailed: `not_found` if the host no longer keeps them.
        """
        answer, offset = self, 0
        while True:
            page = answer._page()
            yield answer
            if page.handle is None:
                break
            offset += len(page.rows)
            answer = await self.read_on(page.handle, offset)
        if page.truncated or not page.complete:
            seen = offset + len(page.rows)
            raise RowsMissing(
                f"these were the first {seen} rows, the host has kept no more: narrow the query, or let its operator "
                "raise limits.handle_rows and limits.handle_bytes"
            )

    async def all_rows(self) -> AsyncIterator[list[Any]]:
        """Iterate over the rows of this answer and of all that follow it; see `pages`."""
        async for answer in self.pages():
            for row in answer.rows:
                yield row

    def _page(self) -> Page:
        if self.page is None:
            raise NotRows(f"the answer of {self.tool!r} holds no rows, read its text or structured")
        return self.page


def answer_of(tool: str, result: "CallToolResult", read_on: Callable[[str, int], Awaitable[Answer]]) -> Answer:
    """Return the answer that a result of MCP is.

    Args:
        tool: that was called.
        result: without an error.
        read_on: see `Answer`.
    """
    structured = result.structured_content
    return Answer(
        tool=tool,
        content=tuple(result.content),
        structured=structured if isinstance(structured, dict) else None,
        page=None if structured is not None else _page_of(result),
        read_on=read_on,
    )


def _page_of(result: "CallToolResult") -> Page | None:
    """Return the rows, which are JSON in the one block of text."""
    if len(result.content) != 1 or result.content[0].type != "text":
        return None
    text = result.content[0].text
    if not text.startswith('{"columns":'):
        return None
    try:
        table = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    if not {"columns", "rows", "truncated", "next"} <= table.keys():
        return None
    return Page(
        columns=tuple(Column(**column) for column in table["columns"]),
        rows=table["rows"],
        truncated=table["truncated"],
        handle=table["next"],
        complete=table.get("complete", True),
    )
