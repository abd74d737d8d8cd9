"""What a statement that writes may do: an allowlist that SQLite asks while it compiles."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from powerstrip_sqlite.guard import Guard, restrict

__all__ = ["WriteGuard", "let_write"]

#: Reading, changing rows, and changing the schema; what is missing is said by name below.
_ALLOWED = frozenset(
    {
        sqlite3.SQLITE_ALTER_TABLE,
        sqlite3.SQLITE_ANALYZE,
        sqlite3.SQLITE_CREATE_INDEX,
        sqlite3.SQLITE_CREATE_TABLE,
        sqlite3.SQLITE_CREATE_TEMP_INDEX,
        sqlite3.SQLITE_CREATE_TEMP_TABLE,
        sqlite3.SQLITE_CREATE_TEMP_TRIGGER,
        sqlite3.SQLITE_CREATE_TEMP_VIEW,
        sqlite3.SQLITE_CREATE_TRIGGER,
        sqlite3.SQLITE_CREATE_VIEW,
        sqlite3.SQLITE_DELETE,
        sqlite3.SQLITE_DROP_INDEX,
        sqlite3.SQLITE_DROP_TABLE,
        sqlite3.SQLITE_DROP_TEMP_INDEX,
        sqlite3.SQLITE_DROP_TEMP_TABLE,
        sqlite3.SQLITE_DROP_TEMP_TRIGGER,
        sqlite3.SQLITE_DROP_TEMP_VIEW,
        sqlite3.SQLITE_DROP_TRIGGER,
        sqlite3.SQLITE_DROP_VIEW,
        sqlite3.SQLITE_DROP_VTABLE,
        sqlite3.SQLITE_INSERT,
        sqlite3.SQLITE_RECURSIVE,
        sqlite3.SQLITE_REINDEX,
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_UPDATE,
    }
)
#: Kinds of virtual table that keep their data in the database itself.
_MODULES = frozenset({"fts3", "fts4", "fts5", "geopoly", "rtree", "rtree_i32"})
_WORDS = {
    sqlite3.SQLITE_ATTACH: "ATTACH, which reaches another file",
    sqlite3.SQLITE_DETACH: "DETACH",
    sqlite3.SQLITE_TRANSACTION: "BEGIN, COMMIT and ROLLBACK, because all statements are one transaction already",
    sqlite3.SQLITE_SAVEPOINT: "savepoints, because all statements are one transaction already",
}
#: Beside the limits of every connection: nothing changes the schema by hand, and references between tables hold.
_SETTINGS = ("trusted_schema = 0", "cell_size_check = 1", "mmap_size = 0", "foreign_keys = 1")


class WriteGuard(Guard):
    """The authorizer of a connection that writes."""

    def __init__(self) -> None:
        super().__init__()
        self._own = False

    @contextmanager
    def own_statement(self) -> Iterator[None]:
        """Let through what this package itself says to begin and end the transaction."""
        self._own = True
        try:
            yield
        finally:
            self._own = False

    def __call__(
        self, action: int, first: str | None, second: str | None, database: str | None, inside: str | None
    ) -> int:
        """Answer SQLite's question whether a part of a statement is allowed."""
        if action in _ALLOWED or (self._own and action == sqlite3.SQLITE_TRANSACTION):
            return sqlite3.SQLITE_OK
        if action in (sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_PRAGMA, sqlite3.SQLITE_READ):
            return super().__call__(action, first, second, database, inside)
        if action == sqlite3.SQLITE_CREATE_VTABLE:
            return self._answer((second or "").lower() in _MODULES, f"virtual tables of the kind {second!r}")
        return self._answer(False, _WORDS.get(action, "a statement of this kind"))


def let_write(connection: sqlite3.Connection, guard: WriteGuard) -> None:
    """Make a fresh connection one that writes rows and schema, and only to its own file.

    Args:
        connection: opened with `mode=rw`.
        guard: decides about every statement from now on.
    """
    restrict(connection, guard, _SETTINGS)
