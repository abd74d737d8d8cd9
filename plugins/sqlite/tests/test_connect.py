import os
import shutil
import sqlite3
from contextlib import asynccontextmanager, closing

import pytest

from powerstrip_sdk import NotFound, PermissionDenied, Throttled, Unreachable, Unsupported
from powerstrip_sqlite import SqliteConfig
from powerstrip_sqlite.connect import connect

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def opened(path, **options):
    connection = await connect(SqliteConfig(path=path, **options))
    try:
        yield connection
    finally:
        await connection.close()


@pytest.mark.parametrize(
    "name",
    ["with space.db", "what?mode=rwc.db", "a#b.db", "100%41.db", "größe-数据.db", "a&cache=shared.db", "-x;y.db"],
)
async def test_a_path_is_taken_as_it_is_written(tmp_path, name, make_database):
    make_database(tmp_path / name)
    async with opened(tmp_path / name) as connection:
        assert await connection.fetch_rows("SELECT count(*) FROM orders") == [(3,)]
    assert [entry.name for entry in tmp_path.iterdir()] == [name]


async def test_a_relative_path_is_relative_to_the_working_directory(tmp_path, monkeypatch, make_database):
    make_database(tmp_path / "shop.db")
    monkeypatch.chdir(tmp_path)
    async with opened("shop.db") as connection:
        monkeypatch.chdir("/")
        await connection.check()


async def test_a_missing_file_is_not_found_and_not_made(tmp_path):
    with pytest.raises(NotFound, match="there is no database file at the path of this source") as caught:
        await connect(SqliteConfig(path=tmp_path / "missing.db"))
    assert str(tmp_path) not in str(caught.value)
    assert str(tmp_path) in caught.value.detail
    assert not list(tmp_path.iterdir())


async def test_a_folder_is_no_database(tmp_path):
    with pytest.raises(NotFound, match="something that is no file"):
        await connect(SqliteConfig(path=tmp_path))


async def test_a_pipe_is_refused_instead_of_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(NotFound, match="something that is no file"):
        await connect(SqliteConfig(path=tmp_path / "pipe"))


async def test_a_file_of_another_kind_is_unsupported(tmp_path):
    (tmp_path / "notes.txt").write_text("nothing but text, and enough of it to fill a header " * 20, "utf-8")
    with pytest.raises(Unsupported, match="the file is not a SQLite database, or is encrypted"):
        await connect(SqliteConfig(path=tmp_path / "notes.txt"))


async def test_an_empty_file_is_an_empty_database(tmp_path):
    (tmp_path / "empty.db").touch()
    async with opened(tmp_path / "empty.db") as connection:
        assert (await connection.scan_db_schema()).tables == ()


async def test_an_unreadable_file_is_denied(shelf, as_somebody_without_rights):
    shelf.chmod(0)
    with (
        as_somebody_without_rights(),
        pytest.raises(PermissionDenied, match="the host may not read the database file"),
    ):
        await connect(SqliteConfig(path=shelf))


async def test_a_locked_database_is_throttled(shop):
    with closing(sqlite3.connect(shop, isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Throttled, match="another process has locked the database") as caught:
            await connect(SqliteConfig(path=shop, additional_params={"timeout": 0}))
    assert caught.value.retry_after == 1.0


async def test_a_wal_database_is_read_while_it_is_written(tmp_path, make_database):
    path = make_database(tmp_path / "wal.db")
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode = wal")
        async with opened(path) as connection:
            writer.execute("INSERT INTO stock VALUES (2, 'attic')")
            assert await connection.fetch_rows("SELECT count(*) FROM stock") == [(2,)]


async def test_a_wal_database_that_nobody_has_open_is_read(tmp_path, make_database):
    path = make_database(tmp_path / "wal.db", "PRAGMA journal_mode = wal; CREATE TABLE t (x); INSERT INTO t VALUES (1)")
    async with opened(path) as connection:
        assert await connection.fetch_rows("SELECT x FROM t") == [(1,)]


async def test_a_replaced_file_is_noticed_by_check(shop):
    async with opened(shop) as connection:
        await connection.check()
        shutil.copy(shop, shop.with_name("new.db"))
        shop.with_name("new.db").replace(shop)
        with pytest.raises(Unreachable, match="was replaced by another"):
            await connection.check()


async def test_a_removed_file_is_noticed_by_check(shop):
    async with opened(shop) as connection:
        shop.unlink()
        with pytest.raises(NotFound):
            await connection.check()


async def test_a_closed_connection_says_so(shop):
    async with opened(shop) as connection:
        await connection.close()
        with pytest.raises(Unreachable, match="the connection is closed"):
            await connection.fetch_rows("SELECT 1")


async def test_an_old_library_is_unsupported(shop, monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 0))
    with pytest.raises(Unsupported, match=r"SQLite 3\.37 or newer"):
        await connect(SqliteConfig(path=shop))
