"""What a statement may do: an allowlist that SQLite asks while it compiles, and limits on sizes."""

import sqlite3
from collections.abc import Iterable

__all__ = ["LIMITS", "MAX_CELL_BYTES", "MAX_HEAP_BYTES", "MAX_SQL_BYTES", "Guard", "protect", "restrict"]

#: The largest text or blob that a statement may make or read, in bytes.
MAX_CELL_BYTES = 6_000_000
#: The longest statement, in bytes.
MAX_SQL_BYTES = 1_000_000

#: The longest pattern of LIKE and GLOB, in bytes: one comparison of a cell tries it at each of its characters.
MAX_PATTERN_BYTES = 1000
#: Memory of the SQLite library for all connections of the process together, which is how SQLite counts it.
MAX_HEAP_BYTES = 256_000_000

#: Limits of the library, for every connection.
LIMITS = {
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LENGTH: MAX_CELL_BYTES,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: MAX_SQL_BYTES,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: MAX_PATTERN_BYTES,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}

#: Settings that close what a hostile database file or statement could try.
_SETTINGS = (
    "query_only = 1",
    "trusted_schema = 0",
    "cell_size_check = 1",
    "mmap_size = 0",
    f"hard_heap_limit = {MAX_HEAP_BYTES}",
)

#: Pragmas that describe a table or index, or the engine.
_DESCRIBING = frozenset(
    {
        "collation_list",
        "compile_options",
        "foreign_key_list",
        "function_list",
        "index_info",
        "index_list",
        "index_xinfo",
        "module_list",
        "pragma_list",
        "table_info",
        "table_list",
        "table_xinfo",
    }
)

#: Pragmas that tell a setting without an argument and change it with one.
_READABLE = frozenset(
    {
        "application_id",
        "auto_vacuum",
        "data_version",
        "encoding",
        "freelist_count",
        "journal_mode",
        "page_count",
        "page_size",
        "schema_version",
        "user_version",
    }
)

#: Functions that reach beyond the database; most exist only where an extension is compiled in.
_REFUSED_FUNCTIONS = frozenset(
    {
        "edit",
        "eval",
        "fts3_tokenizer",
        "fsdir",
        "load_extension",
        "lsdir",
        "lsmode",
        "readfile",
        "sqlite_log",
        "writefile",
        "zipfile",
    }
)

#: An R-Tree compiles writes to these tables of its own whenever it is opened, without running them.
_RTREE_TABLES = ("_node", "_parent", "_rowid")

#: Shows the statements that a connection has prepared, those of other callers among them.
_STATEMENTS = "sqlite_stmt"

_SCHEMA_TABLES = ("sqlite_master", "sqlite_temp_master")


class Guard:
    """The authorizer of one connection.

    Attributes:
        refused: what was refused since `begin`, in words, empty if nothing was.
    """

    def __init__(self) -> None:
        self.refused = ""

    def begin(self) -> None:
        """Forget what an earlier statement was refused for."""
        self.refused = ""

    def __call__(
        self, action: int, first: str | None, second: str | None, _database: str | None, _inside: str | None
    ) -> int:
        """Answer SQLite's question whether a part of a statement is allowed."""
        if action == sqlite3.SQLITE_READ:
            return self._answer((first or "").lower() != _STATEMENTS, f"the table {first!r}")
        if action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE):
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION:
            return self._answer((second or "").lower() not in _REFUSED_FUNCTIONS, f"the function {second!r}")
        if action == sqlite3.SQLITE_PRAGMA:
            return self._answer(_only_tells((first or "").lower(), second), f"pragma {first!r} in this form")
        if action == sqlite3.SQLITE_UPDATE and first in _SCHEMA_TABLES:
            # Declaring a virtual table asks this. A real update of the schema table is refused by SQLite itself.
            return sqlite3.SQLITE_OK
        self._answer(False, "a statement that writes, locks or attaches")
        if action in (sqlite3.SQLITE_INSERT, sqlite3.SQLITE_DELETE) and (first or "").endswith(_RTREE_TABLES):
            return sqlite3.SQLITE_IGNORE
        return sqlite3.SQLITE_DENY

    def _answer(self, allowed: bool, what: str) -> int:
        if allowed:
            return sqlite3.SQLITE_OK
        self.refused = what
        return sqlite3.SQLITE_DENY


def protect(connection: sqlite3.Connection, guard: Guard) -> None:
    """Make a fresh connection one that can only read, and only its own file.

    Args:
        connection: opened with `mode=ro`.
        guard: decides about every statement from now on.
    """
    restrict(connection, guard, _SETTINGS)


def restrict(connection: sqlite3.Connection, guard: Guard, settings: Iterable[str]) -> None:
    """Give a fresh connection its settings, the limits of every connection, and its guard.

    Args:
        connection: fresh.
        guard: decides about every statement from now on.
        settings: pragmas with their values.
    """
    for setting in settings:
        connection.execute(f"PRAGMA {setting}").close()
    for limit, value in LIMITS.items():
        connection.setlimit(limit, value)
    connection.set_authorizer(guard)


def _only_tells(pragma: str, argument: str | None) -> bool:
    return pragma in _DESCRIBING or (pragma in _READABLE and argument is None)
