"""What DuckDB raises, in the words of the SDK."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

import powerstrip_sdk as sdk

__all__ = ["driver_errors"]

#: The driver's error, a part of its text, the SDK's error, and what the caller reads: None for DuckDB's own words. The
#: first that fits is taken.
_ERRORS: tuple[tuple[type[Exception], str, type[sdk.ConnectorError], str | None], ...] = (
    (duckdb.IOException, "database does not exist", sdk.NotFound, "there is no such database file"),
    (duckdb.Error, "read-only mode", sdk.RefusedReadOnly, "this source only reads"),
    (duckdb.Error, "configuration has been locked", sdk.RefusedReadOnly, "this source's settings cannot be changed"),
    (duckdb.PermissionException, "", sdk.RefusedReadOnly, "this source reads its own file and nothing else"),
    (duckdb.InterruptException, "", sdk.TimedOut, "the statement was stopped before its end"),
    (duckdb.OutOfMemoryException, "", sdk.LimitExceeded, "the statement needs more memory than memory_mb allows"),
    (duckdb.ParserException, "", sdk.SyntaxFault, None),
    (duckdb.CatalogException, "", sdk.NotFound, None),
    (duckdb.IOException, "Permission denied", sdk.PermissionDenied, "the host may not read the database file"),
    (duckdb.IOException, "set lock", sdk.Throttled, "another process writes to the database file"),
    (duckdb.IOException, "", sdk.Unsupported, "the file is no DuckDB database that can be read"),
    (duckdb.ConnectionException, "", sdk.Unreachable, "the connection is closed"),
    (duckdb.InternalException, "", sdk.ConnectorError, "DuckDB failed"),
    (duckdb.Error, "", sdk.InvalidArguments, None),
    (ValueError, "StatementType", sdk.RefusedReadOnly, "this source only reads: send a SELECT, or EXPLAIN before one"),
    (ValueError, "", sdk.InvalidArguments, "the statement or a parameter is not valid Unicode"),
    (TypeError, "", sdk.InvalidArguments, "the statement or a parameter cannot be given to DuckDB"),
)


@contextmanager
def driver_errors() -> Iterator[None]:
    """Turn what the driver raises inside the block into a `ConnectorError`."""
    try:
        yield
    except (duckdb.Error, TypeError, ValueError) as error:
        text = str(error)
        kind, message = next(
            (kind, message) for wanted, part, kind, message in _ERRORS if isinstance(error, wanted) and part in text
        )
        raise kind(message or _sentence(text), detail=text) from error


def _sentence(text: str) -> str:
    """Return the first line of DuckDB's words, without its name of the error, as the SDK wants a message."""
    said = text.partition("\n")[0].partition(": ")[2].rstrip(".! ") or "DuckDB refuses the statement"
    return said if said[1:2].isupper() else said[0].lower() + said[1:]
