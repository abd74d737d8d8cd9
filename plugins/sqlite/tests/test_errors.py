import sqlite3

import pytest

from powerstrip_sdk import (
    ConnectorError,
    LimitExceeded,
    PermissionDenied,
    RefusedReadOnly,
    Throttled,
    TimedOut,
    Unreachable,
    Unsupported,
)
from powerstrip_sqlite.errors import connector_error


def raised(code: int, text: str = "the driver's words") -> sqlite3.Error:
    error = sqlite3.OperationalError(text)
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_PERM, PermissionDenied),
        (sqlite3.SQLITE_BUSY, Throttled),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, Throttled),
        (sqlite3.SQLITE_LOCKED, Throttled),
        (sqlite3.SQLITE_NOMEM, LimitExceeded),
        (sqlite3.SQLITE_READONLY, RefusedReadOnly),
        (sqlite3.SQLITE_INTERRUPT, TimedOut),
        (sqlite3.SQLITE_IOERR_READ, Unreachable),
        (sqlite3.SQLITE_CORRUPT, ConnectorError),
        (sqlite3.SQLITE_FULL, LimitExceeded),
        (sqlite3.SQLITE_CANTOPEN, Unreachable),
        (sqlite3.SQLITE_TOOBIG, LimitExceeded),
        (sqlite3.SQLITE_AUTH, RefusedReadOnly),
        (sqlite3.SQLITE_NOTADB, Unsupported),
    ],
)
def test_a_result_code_decides_who_mends_it(code, kind):
    error = connector_error(raised(code))
    assert type(error) is kind
    assert error.detail == "the driver's words"
    assert "driver" not in str(error)


def test_the_words_of_sqlite_are_one_line_that_the_host_may_cut():
    error = connector_error(raised(sqlite3.SQLITE_ERROR, "No such\ntable: " + "x" * 20_000 + "."))
    assert str(error).startswith("no such table: xxx")
    assert len(str(error)) == 10_000


def test_a_damaged_file_is_told(tmp_path):
    assert str(connector_error(raised(sqlite3.SQLITE_CORRUPT))) == "the database file is damaged"
