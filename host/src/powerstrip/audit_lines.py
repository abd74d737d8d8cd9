"""The audit as text: JSON lines and CSV, the same from the command line and over HTTP."""

import csv
import io
import json
from collections.abc import AsyncGenerator, AsyncIterable, Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from powerstrip.store import AuditRecord

__all__ = ["COLUMNS", "as_dict", "as_json_lines", "as_text"]

#: Names of the columns, in order.
COLUMNS = tuple(field.name for field in fields(AuditRecord))


def as_dict(record: AuditRecord) -> dict[str, Any]:
    """Return a record as JSON has it, each column there."""
    values = {name: getattr(record, name) for name in COLUMNS}
    values["at"] = _time(record.at)
    return values


def as_json_lines(records: Iterable[AuditRecord]) -> str:
    """Return one line of JSON for each record; everything beyond ASCII is escaped, so that nothing hides in it."""
    return "".join(json.dumps(as_dict(record), default=str) + "\n" for record in records)


async def as_text(batches: AsyncIterable[Sequence[AuditRecord]], *, as_csv: bool) -> AsyncGenerator[str]:
    """Yield the lines of each batch as it is read.

    Args:
        batches: of the audit.
        as_csv: whether it is CSV, with a line of its own that names the columns, or one object of JSON on each line. In
            CSV arguments are JSON, and what is not there is empty.
    """
    if as_csv:
        yield _csv([COLUMNS])
    async for batch in batches:
        yield _csv(map(_cells, batch)) if as_csv else as_json_lines(batch)


def _cells(record: AuditRecord) -> list[Any]:
    values = as_dict(record)
    if record.arguments is not None:
        values["arguments"] = json.dumps(record.arguments, default=str)
    return list(values.values())


def _csv(rows: Iterable[Iterable[Any]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _time(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
