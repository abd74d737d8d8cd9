"""What the corpus is run against: a folder with a database, another database, and what lies beside them."""

import hashlib
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import duckdb
import pytest
from anyio import to_thread

from powerstrip_sdk.testing import Attacked, read_seeds

SECRET = "what lies beside the database"

ITEMS = """
CREATE TABLE items (id INTEGER PRIMARY KEY, name VARCHAR);
CREATE SEQUENCE numbers;
CREATE VIEW items_view AS SELECT id FROM items;
CREATE MACRO twice(a) AS a * 2;
INSERT INTO items VALUES (1, 'one'), (2, 'two');
"""

#: Positions that only this engine knows.
POSITIONS = {
    "expressions": (
        "FROM items SELECT {}",
        "SELECT list_transform([1], x -> ({}) IS NULL)",
        "SELECT [({}) IS NULL FOR x IN [1]]",
        "SELECT COLUMNS(*), ({}) FROM items",
        "EXPLAIN ANALYZE SELECT {}",
        "SET VARIABLE intruder = ({})",
    ),
    "statements": ("EXPLAIN (ANALYZE) {}", "PREPARE intruder AS {}", "BEGIN; {}; COMMIT", "USE memory; {}"),
    "relations": (
        "FROM {}",
        "SUMMARIZE {}",
        "FROM items POSITIONAL JOIN {}",
        "PIVOT {} ON 1",
        "FROM (DESCRIBE FROM {})",
    ),
}


def _make_database(path: Path, script: str) -> Path:
    with duckdb.connect(str(path)) as connection:
        connection.execute(script)
    return path


@pytest.fixture
def make_database() -> Callable[[Path, str], Path]:
    return _make_database


@pytest.fixture
def attacked_folder(tmp_path: Path) -> Attacked:
    """A folder with databases, and what the corpus is run against."""
    source = tmp_path / "source"
    source.mkdir()
    database = _make_database(source / "shop.duckdb", ITEMS)
    other = _make_database(tmp_path / "other.duckdb", f"CREATE TABLE secrets AS SELECT '{SECRET}' AS text")
    locked = _make_database(source / "locked.duckdb", ITEMS)
    for name in ("secret.csv", "secret.json", "secret.txt"):
        (source / name).write_text(f'"{SECRET}"\n', encoding="utf-8")
    locked.chmod(0o444)
    return Attacked(
        fingerprint=partial(to_thread.run_sync, _fingerprint, tmp_path, database),
        credentials={
            "a file that may be written": {"path": str(database)},
            "a file that may only be read": {"path": str(locked)},
        },
        names={"table": "items", "column": "id", "folder": str(source), "file": str(database), "other": str(other)},
        seeds=read_seeds(Path(__file__).with_name("attacks.sql")),
        positions=POSITIONS,
        secrets=[SECRET],
        session=_session,
    )


def _fingerprint(folder: Path, database: Path) -> Mapping[str, object]:
    """Return the files, and what another instance of the same process sees."""
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"ATTACH '{database}' AS source (READ_ONLY)")
        return {
            "files": {str(path.relative_to(folder)): _digest(path) for path in sorted(folder.rglob("*"))},
            "working folder": sorted(path.name for path in Path.cwd().iterdir()),
            "temporary folder": sorted(path.name for path in Path(tempfile.gettempdir()).glob("duckdb*")),
            "rows": connection.execute("FROM source.items").fetchall(),
            "settings": connection.execute("SELECT name, value FROM duckdb_settings()").fetchall(),
        }


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "there"


async def _session(connection) -> object:
    """Return what a statement could have left in the connection's instance."""
    asked = (
        "SELECT name, value FROM duckdb_settings()",
        "SELECT database_name, readonly FROM duckdb_databases()",
        "SELECT schema_name, table_name FROM duckdb_tables()",
        "SELECT view_name FROM duckdb_views() WHERE NOT internal",
        "SELECT function_name FROM duckdb_functions() WHERE NOT internal",
        "SELECT type_name FROM duckdb_types() WHERE NOT internal",
        "FROM duckdb_sequences()",
        "FROM duckdb_secrets()",
        "FROM duckdb_variables()",
        "FROM duckdb_prepared_statements()",
        "FROM duckdb_external_resources()",
        "FROM duckdb_external_resource_types()",
        "SELECT count(*) FROM duckdb_logs()",
    )
    return {question: sorted(map(repr, await connection.fetch_rows(question))) for question in asked}
