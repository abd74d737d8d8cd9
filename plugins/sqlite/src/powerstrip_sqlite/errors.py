"""What SQLite raises, in the words of the SDK."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from powerstrip_sdk import (
    ConnectorError,
    InvalidArguments,
    LimitExceeded,
    NotFound,
    PermissionDenied,
    RefusedReadOnly,
    RefusedStatement,
    SyntaxFault,
    Throttled,
    TimedOut,
    Unreachable,
    Unsupported,
)
from powerstrip_sqlite.guard import MAX_CELL_BYTES, MAX_SQL_BYTES, Guard

__all__ = ["connector_error", "sqlite_errors"]

#: Far more than anybody is shown: the host masks secrets and then cuts, and would not know half a secret.
_MAX_MESSAGE = 10_000
#: A busy database is usually free again after this many seconds.
_RETRY_AFTER = 1.0

#: By SQLite's primary result code; the codes that are missing have a rule of their own.
_BY_CODE: dict[int, tuple[type[ConnectorError], str]] = {
    sqlite3.SQLITE_PERM: (PermissionDenied, "the host may not open the database file"),
    sqlite3.SQLITE_NOMEM: (LimitExceeded, "the statement needs more memory than there is"),
    sqlite3.SQLITE_READONLY: (RefusedReadOnly, "this source only reads"),
    sqlite3.SQLITE_INTERRUPT: (TimedOut, "the statement was stopped before its end"),
    sqlite3.SQLITE_IOERR: (Unreachable, "the database file could not be read"),
    sqlite3.SQLITE_CORRUPT: (ConnectorError, "the database file is damaged"),
    sqlite3.SQLITE_FULL: (LimitExceeded, "the statement needs more temporary space than there is"),
    sqlite3.SQLITE_CANTOPEN: (Unreachable, "the database file could not be opened"),
    sqlite3.SQLITE_SCHEMA: (Throttled, "the schema changed while the statement ran, try again"),
    sqlite3.SQLITE_TOOBIG: (
        LimitExceeded,
        f"a text or blob has more than {MAX_CELL_BYTES} bytes, or the statement more than {MAX_SQL_BYTES}",
    ),
    sqlite3.SQLITE_NOTADB: (Unsupported, "the file is not a SQLite database, or is encrypted"),
}

#: Beginnings and parts of SQLite's text for its general error code.
_MISSING = ("no such ",)
_LIMITS = ("too many", "too large", "too complex", "too big", "stack overflow")
_AT_RUN_TIME = ("integer overflow", "malformed json", "json path", "json cannot hold", "out of range", "abort")
_FORBIDDEN = ("not authorized", "may not be modified", "unsafe use of", "prohibited")


@contextmanager
def sqlite_errors(guard: Guard) -> Iterator[None]:
    """Turn what the driver raises inside the block into a `ConnectorError`.

    Args:
        guard: of the connection, which knows what it refused.
    """
    try:
        yield
    except (sqlite3.Error, sqlite3.Warning, OverflowError, UnicodeError, ValueError, MemoryError) as error:
        raise connector_error(error, guard.refused) from error


def connector_error(error: Exception, refused: str = "") -> ConnectorError:
    """Return the error to raise for an error of the driver's.

    Args:
        error: what was raised.
        refused: what the guard refused, in words.
    """
    text = " ".join(str(error).split())
    code = getattr(error, "sqlite_errorcode", None)
    found = _from_driver(error, text) if code is None else _from_code(code, text, refused)
    found.engine_code = getattr(error, "sqlite_errorname", None)
    return found


def _from_code(code: int, text: str, refused: str) -> ConnectorError:
    primary = code & 0xFF
    if primary == sqlite3.SQLITE_AUTH or (refused and primary == sqlite3.SQLITE_READONLY):
        return RefusedReadOnly(f"this source only reads, and refuses {refused or 'this statement'}", detail=text)
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Throttled("another process has locked the database", detail=text, retry_after=_RETRY_AFTER)
    if primary in (sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH):
        return InvalidArguments(_sentence(text))
    if primary in _BY_CODE:
        kind, message = _BY_CODE[primary]
        return kind(message, detail=text)
    return _from_general_error(text)


def _from_general_error(text: str) -> ConnectorError:
    lower = text.lower()
    if lower.startswith(_MISSING):
        return NotFound(_sentence(text))
    if any(part in lower for part in _FORBIDDEN):
        return RefusedReadOnly(_sentence(text))
    if any(part in lower for part in _LIMITS):
        return LimitExceeded(_sentence(text))
    if any(part in lower for part in _AT_RUN_TIME):
        return InvalidArguments(_sentence(text))
    return SyntaxFault(_sentence(text))


def _from_driver(error: Exception, text: str) -> ConnectorError:
    """Return the error for what Python's module found before or after SQLite had its say."""
    if isinstance(error, MemoryError):
        return LimitExceeded("the statement needs more memory than there is for it: select fewer or shorter values")
    if "one statement at a time" in text:
        return RefusedStatement("send one statement at a time")
    if "number of bindings" in text or "a value for binding" in text:
        return InvalidArguments("params must have one value for each placeholder of the statement", detail=text)
    if "null character" in text:
        return SyntaxFault("the statement holds a null character")
    if isinstance(error, OverflowError) and "INTEGER" in text:
        return InvalidArguments("a number in params does not fit into SQLite's 64 bits", detail=text)
    if "too large" in text or "too long" in text or isinstance(error, sqlite3.DataError):
        return LimitExceeded("a number, a text or the statement is larger than SQLite allows", detail=text)
    if "closed" in text or "no active connection" in text:
        return Unreachable("the connection is closed", detail=text)
    if "decode to UTF-8" in text:
        return Unsupported("a text in the result is not UTF-8, select CAST(... AS BLOB) instead", detail=text)
    return InvalidArguments("a value in params cannot be given to SQLite", detail=f"{type(error).__name__}: {text}")


def _sentence(text: str) -> str:
    """Return SQLite's words as the SDK wants a message: lower case at first, no period at the end."""
    first = text[:1] if text[1:2].isupper() else text[:1].lower()
    return (first + text[1:]).rstrip(".")[:_MAX_MESSAGE]
