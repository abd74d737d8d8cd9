"""The tools."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Annotated, Any, Literal

from anyio import sleep
from pydantic import BaseModel, Field

from powerstrip_sdk import Call, Column, Row, RowStream, Streamed, tool
from powerstrip_tickets.connection import TicketsConnection

__all__ = ["export_tickets", "find_tickets", "read_ticket"]

Words = Annotated[str | None, Field(description="Words that stand in the title.")]
Status = Annotated[Literal["open", "closed"] | None, Field(description="Only tickets of this status.")]
FieldName = Literal["id", "title", "status", "assignee", "hours", "due", "created", "serial"]
_FIELDS = ("id", "title", "status", "assignee", "hours", "due", "created", "serial")
#: Tickets that are asked for, and lines that are handed on, at once.
_PAGE = 500


class Comment(BaseModel):
    """What somebody said about a ticket."""

    author: str
    text: str


class Ticket(BaseModel):
    """A ticket with its comments."""

    id: int
    title: str
    status: str
    hours: Decimal = Field(description="Hours that were spent.")
    comments: list[Comment]


class _Job(BaseModel):
    """What the service says of an export."""

    id: int
    done: int
    total: int
    ready: bool
    poll_seconds: Annotated[float, Field(ge=0.01, le=60)]


@tool(connector="tickets", read_only=True)
async def find_tickets(
    connection: TicketsConnection,
    words: Words = None,
    status: Status = None,
    fields: Annotated[list[FieldName] | None, Field(description="What to return of each; left out, all.")] = None,
) -> Streamed:
    """Find tickets by their title and status, the oldest first."""
    names = fields or _FIELDS

    async def pages() -> AsyncIterator[list[Row]]:
        after, is_first = None, True
        while is_first or after is not None:
            page = await connection.request("GET", "tickets", words=words, status=status, size=_PAGE, after=after)
            after, is_first = page["next"], False
            if page["items"]:
                yield [_row(ticket, names) for ticket in page["items"]]

    return RowStream(columns=_columns(names), batches=pages())


@tool(connector="tickets", read_only=True)
async def read_ticket(
    connection: TicketsConnection, number: Annotated[int, Field(ge=1, description="An id from find_tickets.")]
) -> Ticket:
    """Read one ticket with its comments."""
    return Ticket.model_validate(await connection.request("GET", f"tickets/{number}"))


@tool(connector="tickets", read_only=True)
async def export_tickets(
    connection: TicketsConnection, call: Call, words: Words = None, status: Status = None
) -> Streamed:
    """Export many tickets at once, which may take minutes; find_tickets is faster for a few."""
    return _export(connection, call, words, status)


@asynccontextmanager
async def _export(
    connection: TicketsConnection, call: Call, words: str | None, status: str | None
) -> AsyncIterator[RowStream]:
    """Have the service make a file, wait for it, and stream its lines; the file is deleted in any case."""
    job = _Job.model_validate(await connection.request("POST", "exports", words=words, status=status))
    path = f"exports/{job.id}"
    try:
        with connection.stoppable():
            while not job.ready:
                await call.progress("exporting tickets", done=job.done, total=job.total)
                await sleep(job.poll_seconds)
                job = _Job.model_validate(await connection.request("GET", path))
        async with connection.stream("GET", f"{path}/lines") as answer:
            yield RowStream(columns=_columns(_FIELDS), batches=_lines(answer))
    finally:
        await connection.leave(path)


async def _lines(answer: Any) -> AsyncIterator[list[Row]]:
    rows: list[Row] = []
    async for line in answer.aiter_lines():
        rows.append(_row(json.loads(line, parse_float=Decimal), _FIELDS))
        if len(rows) == _PAGE:
            yield rows
            rows = []
    if rows:
        yield rows


def _columns(names: Sequence[str]) -> tuple[Column, ...]:
    return tuple(Column(name=name) for name in names)


def _row(ticket: Mapping[str, Any], names: Sequence[str]) -> Row:
    return tuple(ticket[name] for name in names)
