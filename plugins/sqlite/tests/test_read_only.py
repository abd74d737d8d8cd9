import hashlib
import sqlite3
from contextlib import closing, suppress

import pytest

from powerstrip_sdk import ConnectorError, LimitExceeded, RefusedReadOnly, RefusedStatement
from powerstrip_sqlite.guard import MAX_CELL_BYTES

pytestmark = pytest.mark.anyio

WRITES = [
    "INSERT INTO customers (name) VALUES ('Eve')",
    "INSERT INTO customers (name) VALUES ('Eve') RETURNING id",
    "WITH x AS (SELECT 1) INSERT INTO stock SELECT 9, 'x' FROM x",
    "REPLACE INTO stock VALUES (1, 'cellar')",
    "UPDATE orders SET total = 0",
    "UPDATE orders SET total = 0 RETURNING *",
    "DELETE FROM orders",
    "CREATE TABLE t (x)",
    "CREATE TABLE t AS SELECT 1",
    "CREATE TEMP TABLE t (x)",
    "CREATE TEMP VIEW t AS SELECT 1",
    "CREATE VIEW t AS SELECT 1",
    "CREATE INDEX t ON orders (total)",
    "CREATE TRIGGER t AFTER INSERT ON orders BEGIN SELECT 1; END",
    "CREATE TEMP TRIGGER t AFTER INSERT ON orders BEGIN SELECT 1; END",
    "CREATE VIRTUAL TABLE t USING fts5 (x)",
    "CREATE VIRTUAL TABLE temp.t USING fts5vocab (main, notes, row)",
    "DROP TABLE orders",
    "DROP VIEW big_orders",
    "DROP INDEX orders_by_total",
    "ALTER TABLE orders RENAME TO o",
    "ALTER TABLE orders ADD COLUMN x",
    "REINDEX",
    "ANALYZE",
    "VACUUM",
    "VACUUM INTO '{folder}/copy.db'",
    "ATTACH 'file:{folder}/made.db?mode=rwc' AS made",
    "ATTACH '{folder}/secret.db' AS secret",
    "ATTACH ':memory:' AS m",
    "DETACH main",
    "BEGIN",
    "BEGIN IMMEDIATE",
    "BEGIN EXCLUSIVE",
    "SAVEPOINT s",
    "RELEASE s",
    "COMMIT",
    "ROLLBACK",
    "PRAGMA query_only = 0",
    "PRAGMA query_only(0)",
    "PRAGMA main.query_only = OFF",
    "PRAGMA trusted_schema = 1",
    "PRAGMA writable_schema = 1",
    "PRAGMA journal_mode = delete",
    "PRAGMA journal_mode(memory)",
    "PRAGMA user_version = 7",
    "PRAGMA application_id = 7",
    "PRAGMA page_size = 512",
    "PRAGMA encoding = 'UTF-16'",
    "PRAGMA schema_version = 99",
    "PRAGMA mmap_size = 1000000000",
    "PRAGMA cache_size = -1000000",
    "PRAGMA temp_store = 2",
    "PRAGMA temp_store_directory = '{folder}'",
    "PRAGMA locking_mode = exclusive",
    "PRAGMA wal_checkpoint(TRUNCATE)",
    "PRAGMA incremental_vacuum",
    "PRAGMA optimize",
    "PRAGMA shrink_memory",
    "PRAGMA hard_heap_limit = 1",
    "PRAGMA soft_heap_limit = 1",
    "PRAGMA threads = 8",
    "PRAGMA busy_timeout = 1000000",
    "PRAGMA case_sensitive_like = 1",
    "PRAGMA database_list",
    "PRAGMA data_store_directory = '{folder}'",
    "SELECT * FROM pragma_database_list",
    "SELECT load_extension('{folder}/evil')",
    "SELECT LOAD_EXTENSION('{folder}/evil', 'init')",
    "SELECT * FROM orders WHERE load_extension('x') IS NULL",
    "SELECT fts3_tokenizer('simple')",
    "SELECT fts3_tokenizer('simple', x'0000000000000000')",
    "INSERT INTO notes (notes) VALUES ('rebuild')",
    "INSERT INTO boxes_node VALUES (9, x'00')",
    "DELETE FROM boxes_node",
    "INSERT INTO boxes_rowid VALUES (9, 1) RETURNING 1",
    "DELETE FROM boxes_parent RETURNING 1",
    "UPDATE boxes_node SET data = x'00'",
    "UPDATE sqlite_master SET sql = 'x'",
    "UPDATE sqlite_schema SET name = 'x' WHERE 0",
    "DELETE FROM sqlite_master",
    "INSERT INTO sqlite_master VALUES (1, 2, 3, 4, 5)",
    "UPDATE sqlite_temp_master SET sql = 'x'",
    "EXPLAIN DELETE FROM orders",
    "EXPLAIN QUERY PLAN DELETE FROM orders",
]

READS = [
    "PRAGMA table_info(orders)",
    "PRAGMA main.table_xinfo('orders')",
    "PRAGMA index_list(orders)",
    "PRAGMA foreign_key_list(orders)",
    "PRAGMA table_list",
    "PRAGMA user_version",
    "PRAGMA journal_mode",
    "PRAGMA compile_options",
    "SELECT * FROM pragma_table_info('orders')",
    "SELECT name FROM sqlite_schema",
    "SELECT total, sum(total) OVER (ORDER BY id) FROM orders",
    "SELECT group_concat(name) FROM customers",
    "VALUES (1), (2)",
]


@pytest.fixture
def fingerprint(tmp_path):
    def taken():
        return {entry.name: hashlib.sha256(entry.read_bytes()).hexdigest() for entry in sorted(tmp_path.iterdir())}

    return taken


@pytest.mark.parametrize("attack", WRITES)
async def test_nothing_but_reading_is_let_through(connection, tmp_path, fingerprint, attack):
    before = fingerprint()
    with pytest.raises((RefusedReadOnly, RefusedStatement)) as caught:
        await connection.fetch_rows(attack.format(folder=tmp_path))
    assert str(tmp_path) not in str(caught.value)
    assert fingerprint() == before
    assert connection.idle
    assert await connection.fetch_rows("SELECT count(*) FROM orders") == [(3,)]


@pytest.mark.parametrize("attack", [attack for attack in WRITES if "heap_limit" not in attack])
async def test_the_guard_is_not_the_only_fence(connection, tmp_path, fingerprint, attack):
    # The heap limits are left out because they would hold for the whole process, which is why the guard is needed too.
    await connection._driver.set_authorizer(None)
    before = fingerprint()
    with suppress(ConnectorError):
        await connection.fetch_rows(attack.format(folder=tmp_path))
    kept = {name: digest for name, digest in fingerprint().items() if name != "copy.db"}
    assert kept == before


@pytest.mark.parametrize("sql", READS)
async def test_reading_is_let_through(connection, sql):
    assert await connection.fetch_rows(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT zeroblob(900000000)",
        "SELECT length(randomblob(300000000))",
        "SELECT hex(zeroblob({half}))",
        "SELECT replace(printf('%.*c', 10000, 'x'), 'x', printf('%.*c', 10000, 'y'))",
        "SELECT group_concat(zeroblob(1000000)) FROM json_each('[' || replace(hex(zeroblob(50)), '0', '1,') || '1]')",
    ],
)
async def test_no_value_fills_the_memory(connection, sql):
    with pytest.raises(LimitExceeded):
        await connection.fetch_rows(sql.format(half=MAX_CELL_BYTES // 2 + 1))


async def test_a_view_cannot_call_what_a_statement_cannot(connection, shop):
    with closing(sqlite3.connect(shop)) as writer:
        writer.execute("CREATE VIEW trap AS SELECT load_extension('x') AS y")
    with pytest.raises(RefusedReadOnly):
        await connection.fetch_rows("SELECT y FROM trap")


@pytest.mark.parametrize("table", ["sqlite_stmt", "SQLITE_STMT", "main.sqlite_stmt"])
async def test_nobody_sees_the_statements_of_other_callers(connection, table):
    await connection.fetch_rows("SELECT 'the secret of another caller'")
    with pytest.raises(RefusedReadOnly, match=r"the table 'sqlite_stmt'|the table 'SQLITE_STMT'"):
        await connection.fetch_rows(f"SELECT sql FROM {table}")
    with pytest.raises(RefusedReadOnly):
        await connection.fetch_rows(f"SELECT count(*) FROM {table}")


async def test_the_refusal_names_what_was_refused(connection):
    with pytest.raises(RefusedReadOnly, match="only reads, and refuses pragma 'query_only'"):
        await connection.fetch_rows("PRAGMA query_only = 0")
    with pytest.raises(RefusedReadOnly, match="refuses a statement that writes, locks or attaches"):
        await connection.fetch_rows("DROP TABLE orders")
