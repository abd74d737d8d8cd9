"""The audit as text: JSON lines and CSV, the same from the command line and over HTTP."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any

from powerstrip.store import AuditRecord

__all__ = ["COLUMNS", "as_csv", "as_dict", "as_json_lines", "csv_header"]

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


def csv_header() -> str:
    """Return the line of CSV that names the columns."""
    return _csv([COLUMNS])


def as_csv(records: Iterable[AuditRecord]) -> str:
    """Return one line of CSV for each record; arguments are JSON, what is not there is empty."""
    return _csv(_cells(record) for record in records)


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
