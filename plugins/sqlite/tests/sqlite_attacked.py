"""What the corpus is run against: a folder with a database, a second database, and what lies beside them."""

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from anyio import to_thread

from powerstrip_sdk.testing import Attacked, Encoding, outside_quotes, read_seeds

ATTACKS = Path(__file__).parent / "attacks"
SECRET = "what lies in the other database"

ITEMS = """
CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE logged (id INTEGER PRIMARY KEY AUTOINCREMENT);
CREATE TABLE log (id INTEGER);
CREATE INDEX items_by_id ON items (name);
CREATE TRIGGER log_it AFTER INSERT ON logged BEGIN INSERT INTO log VALUES (new.id); END;
CREATE VIEW orders_view AS SELECT id FROM items;
CREATE TRIGGER through_the_view INSTEAD OF INSERT ON orders_view BEGIN DELETE FROM items; END;
CREATE TRIGGER update_the_view INSTEAD OF UPDATE ON orders_view BEGIN DELETE FROM items; END;
CREATE VIEW trap_view AS SELECT load_extension('evil') AS trap;
CREATE VIEW loud_view AS SELECT writefile('made.txt', 'x') AS x;
CREATE VIRTUAL TABLE notes USING fts5 (body);
CREATE VIRTUAL TABLE boxes USING rtree (id, low, high);
INSERT INTO items VALUES (1, 'one'), (2, 'two');
INSERT INTO logged VALUES (1);
INSERT INTO notes VALUES ('the quick brown fox');
INSERT INTO boxes VALUES (1, 2, 3);
"""

#: Positions that only this engine knows.
POSITIONS = {
    "expressions": (
        "SELECT 1 FROM items WHERE id IS ({})",
        "SELECT 1 FROM items WHERE id MATCH ({})",
        "SELECT iif(({}) IS NULL, 1, 2)",
        "SELECT json_object('a', ({}) IS NULL)",
        "SELECT value FROM json_each(json_array(({}) IS NULL))",
        "SELECT ({}) COLLATE nocase",
        "SELECT CAST(({}) AS text)",
        "SELECT raise(ignore) WHERE ({}) IS NULL",
        "SELECT group_concat(({}) IS NULL) FROM items",
        "SELECT 1 FROM items INDEXED BY items_by_id WHERE name = ({})",
        "EXPLAIN QUERY PLAN SELECT {}",
        "PRAGMA table_info({})",
        "ATTACH ({}) AS other",
        "VACUUM INTO ({})",
    ),
    "statements": ("EXPLAIN QUERY PLAN {}", "BEGIN IMMEDIATE; {}; COMMIT", "PRAGMA query_only = 0; {}"),
    "relations": (
        "SELECT * FROM items NATURAL JOIN {}",
        "SELECT * FROM items WHERE id IN {}",
        "EXPLAIN SELECT * FROM {}",
    ),
}

#: Names in the quotes that this engine takes beside the standard's.
ENCODINGS = (
    Encoding(name="brackets", apply=outside_quotes(lambda piece: piece.replace("items", "[items]"))),
    Encoding(name="backticks", apply=outside_quotes(lambda piece: piece.replace("items", "`items`"))),
    Encoding(name="strings as names", apply=outside_quotes(lambda piece: piece.replace("items", "'items'"))),
)


def make_database(path: Path, journal_mode: str = "delete") -> Path:
    """Make a folder with the database that is attacked."""
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA journal_mode = {journal_mode}")
        connection.executescript(ITEMS)
    return path


@contextmanager
def attacked_folder(folder: Path) -> Iterator[Attacked]:
    """Make databases below a folder and return what the corpus is run against."""
    database, secret = make_database(folder / "source" / "shop.db"), folder / "host" / "secret.db"
    wal, locked = make_database(folder / "wal" / "shop.db", "wal"), make_database(folder / "locked" / "shop.db")
    secret.parent.mkdir()
    with closing(sqlite3.connect(secret)) as connection:
        connection.execute("CREATE TABLE secrets (text)")
        connection.execute("INSERT INTO secrets VALUES (?)", [SECRET])
        connection.commit()
    (database.parent / "secret.txt").write_text(SECRET, encoding="utf-8")
    locked.chmod(0o444)
    locked.parent.chmod(0o555)
    names = {"folder": str(database.parent), "file": str(database), "secret": str(secret)}
    # As long as somebody has it open, the files of the write-ahead log stay.
    with closing(sqlite3.connect(wal)) as holder:
        holder.execute("SELECT count(*) FROM items").fetchall()
        yield Attacked(
            fingerprint=partial(to_thread.run_sync, _fingerprint, folder, database),
            credentials={
                "a file that may be written": {"path": str(database)},
                "a file that may only be read": {"path": str(locked)},
                "a file with a write-ahead log": {"path": str(wal)},
            },
            names={"table": "items", "column": "id", **names},
            seeds=read_seeds(*sorted(ATTACKS.glob("*.sql"))),
            positions=POSITIONS,
            encodings=ENCODINGS,
            secrets=[SECRET],
            session=_session,
        )
    locked.parent.chmod(0o755)


def _fingerprint(folder: Path, database: Path) -> Mapping[str, object]:
    return {
        "files": {str(path.relative_to(folder)): _digest(path) for path in sorted(folder.rglob("*"))},
        "working folder": sorted(path.name for path in Path.cwd().iterdir()),
        "temporary folder": sorted(path.name for path in Path(tempfile.gettempdir()).glob("etilqs*")),
        "a fresh connection": _fresh(database),
        "environment": hashlib.sha256(repr(sorted(os.environ.items())).encode()).hexdigest(),
    }


def _digest(path: Path) -> str:
    # Readers note in the shared memory of a write-ahead log what they read.
    is_compared = path.is_file() and not path.name.endswith("-shm")
    return hashlib.sha256(path.read_bytes()).hexdigest() if is_compared else "there"


def _fresh(database: Path) -> list[object]:
    """Return what another connection of the same process sees: rows, locks, and limits that hold for the process."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, timeout=0)) as connection:
        asked = ("SELECT * FROM items", "SELECT * FROM sqlite_schema", "PRAGMA integrity_check")
        limits = ("hard_heap_limit", "soft_heap_limit", "temp_store_directory", "journal_mode", "user_version")
        questions = [*asked, *(f"PRAGMA {limit}" for limit in limits)]
        return [_answer(connection, question) for question in questions]


def _answer(connection: sqlite3.Connection, question: str) -> object:
    try:
        return connection.execute(question).fetchall()
    except sqlite3.Error as error:
        return str(error)


async def _session(connection) -> object:
    """Return what a statement could have left in the connection, asked without its guard."""
    settings = ("query_only", "trusted_schema", "temp_store", "cache_size", "locking_mode", "busy_timeout", "threads")
    # The first question makes the schema for temporary tables, which the list of databases then has.
    asked = ("SELECT * FROM sqlite_temp_schema", "SELECT 'A' LIKE 'a'", "SELECT total_changes()")
    driver = connection._driver
    await driver.set_authorizer(None)
    try:
        questions = [*asked, *(f"PRAGMA {name}" for name in (*settings, "foreign_keys", "database_list"))]
        return {question: await (await driver.execute(question)).fetchall() for question in questions}
    finally:
        await driver.set_authorizer(connection._guard)
