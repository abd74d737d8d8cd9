import os
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest

from powerstrip_sqlite import SqliteConfig
from powerstrip_sqlite.connect import connect
from powerstrip_sqlite.database import SqliteConnection

SHOP = """
CREATE TABLE customers (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT 'nobody', born DATE, photo BLOB,
    shout TEXT GENERATED ALWAYS AS (upper(name)) VIRTUAL, UNIQUE (name)
);
CREATE TABLE stock (shelf INTEGER, place TEXT, PRIMARY KEY (place, shelf)) WITHOUT ROWID;
CREATE TABLE orders (
    id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers, total REAL, shelf INTEGER, place TEXT,
    FOREIGN KEY (place, shelf) REFERENCES stock (place, shelf)
);
CREATE INDEX orders_by_total ON orders (max(total, 0) DESC, customer_id);
CREATE VIEW big_orders AS SELECT id, total FROM orders WHERE total > 100;
CREATE VIRTUAL TABLE notes USING fts5 (body);
CREATE VIRTUAL TABLE boxes USING rtree (id, low, high);
INSERT INTO customers (id, name, born, photo) VALUES (1, 'Ada', '1815-12-10', x'00ff'), (2, 'Bob', NULL, NULL);
INSERT INTO stock VALUES (1, 'cellar');
INSERT INTO orders VALUES (1, 1, 150.5, 1, 'cellar'), (2, 1, 20, NULL, NULL), (3, 2, 7.25, NULL, NULL);
INSERT INTO notes VALUES ('the quick brown fox');
INSERT INTO boxes VALUES (1, 2, 3);
"""

_NOBODY = 65534


def _make_database(path: Path, script: str = SHOP) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)
    return path


@pytest.fixture
def make_database() -> Callable[..., Path]:
    return _make_database


@pytest.fixture
def shelf() -> Iterator[Path]:
    """A database in a folder that every user of the machine may look into."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield _make_database(Path(folder) / "shop.db")
        Path(folder).chmod(0o700)


@contextmanager
def _as_somebody_without_rights() -> Iterator[None]:
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def as_somebody_without_rights() -> Callable[[], AbstractContextManager[None]]:
    """Root may read and write everything, whatever the mode of a file says: inside the block it is not root."""
    return _as_somebody_without_rights


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return _make_database(tmp_path / "shop.db")


@pytest.fixture
async def connection(shop: Path) -> AsyncIterator[SqliteConnection]:
    opened = await connect(SqliteConfig(path=shop))
    yield opened
    await opened.close()
