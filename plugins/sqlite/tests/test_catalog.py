import pytest

from powerstrip_sdk import NotFound
from powerstrip_sdk.sql import ForeignKey, Index, TableColumn
from powerstrip_sqlite import SqliteConfig
from powerstrip_sqlite.connect import connect
from powerstrip_sqlite.expressions import indexed_expressions

pytestmark = pytest.mark.anyio


async def test_tables_views_and_virtual_tables_are_listed(connection):
    scanned = await connection.scan_db_schema()
    assert scanned.default_schema == "main"
    assert scanned.schemas == ("main",)
    assert {table.name: table.kind for table in scanned.tables} == {
        "big_orders": "view",
        "boxes": "virtual table",
        "customers": "table",
        "notes": "virtual table",
        "orders": "table",
        "stock": "table",
    }


async def test_columns_have_types_defaults_and_nullability(connection):
    table = (await connection.scan_db_schema(table="customers")).table("main", "customers")
    assert table.columns == (
        TableColumn(name="id", type="INTEGER", nullable=False),
        TableColumn(name="name", type="TEXT", nullable=False, default="'nobody'"),
        TableColumn(name="born", type="DATE", nullable=True),
        TableColumn(name="photo", type="BLOB", nullable=True),
        TableColumn(name="shout", type="TEXT", nullable=True, comment="generated, computed when read"),
    )
    assert table.primary_key == ("id",)


async def test_a_primary_key_keeps_its_own_order(connection):
    table = (await connection.scan_db_schema(table="stock")).table("main", "stock")
    assert table.primary_key == ("place", "shelf")
    assert not any(column.nullable for column in table.columns)


async def test_foreign_keys_of_several_columns_and_implied_ones_are_complete(connection):
    table = (await connection.scan_db_schema(table="orders")).table("main", "orders")
    assert set(table.foreign_keys) == {
        ForeignKey(
            name=None,
            columns=("customer_id",),
            referenced_schema="main",
            referenced_table="customers",
            referenced_columns=("id",),
        ),
        ForeignKey(
            name=None,
            columns=("place", "shelf"),
            referenced_schema="main",
            referenced_table="stock",
            referenced_columns=("place", "shelf"),
        ),
    }


async def test_indexes_tell_uniqueness_and_expressions(connection):
    scanned = await connection.scan_db_schema()
    assert scanned.table("main", "orders").indexes == (
        Index(name="orders_by_total", columns=("max(total, 0)", "customer_id"), unique=False),
    )
    assert Index(name="sqlite_autoindex_customers_1", columns=("name",), unique=True) in (
        scanned.table("main", "customers").indexes
    )


async def test_other_schemas_and_tables_are_empty(connection):
    assert (await connection.scan_db_schema(schema="temp")).tables == ()
    assert (await connection.scan_db_schema(table="missing")).tables == ()


async def test_a_broken_view_does_not_hide_the_rest(tmp_path, make_database):
    script = "CREATE TABLE gone (x); CREATE VIEW broken AS SELECT x FROM gone; DROP TABLE gone; CREATE TABLE t (y INT)"
    connection = await connect(SqliteConfig(path=make_database(tmp_path / "broken.db", script)))
    try:
        tables = {table.name: [column.name for column in table.columns] for table in await all_tables(connection)}
        assert tables == {"broken": [], "t": ["y"]}
        counted = {each.table: each.rows for each in await connection.get_table_stats("main", None)}
        assert counted == {"broken": None, "t": 0}
    finally:
        await connection.close()


async def all_tables(connection):
    return (await connection.scan_db_schema()).tables


@pytest.mark.parametrize("name", ['with "quotes"', "select", "semi;colon", "größe", "a'b", "%", "?1", ":x"])
async def test_a_name_of_any_kind_can_be_read(tmp_path, name, make_database):
    quoted = '"' + name.replace('"', '""') + '"'
    path = make_database(
        tmp_path / "names.db", f"CREATE TABLE {quoted} ({quoted} TEXT); INSERT INTO {quoted} VALUES ('v')"
    )
    connection = await connect(SqliteConfig(path=path))
    try:
        (table,) = await all_tables(connection)
        assert (table.name, table.columns[0].name) == (name, name)
        (stats,) = await connection.get_table_stats("main", name)
        assert stats.rows == 1
    finally:
        await connection.close()


async def test_statistics_count_rows_and_bytes(connection):
    compiled = await connection.fetch_rows("SELECT name FROM pragma_module_list WHERE name = 'dbstat'")
    stats = {each.table: each for each in await connection.get_table_stats("main", None)}
    assert stats["orders"].rows == 3
    assert not stats["orders"].rows_are_estimated
    assert bool(stats["orders"].bytes) == bool(compiled)
    assert stats["big_orders"].rows == 1
    assert stats["big_orders"].bytes is None


async def test_statistics_of_what_is_missing_are_not_found(connection):
    with pytest.raises(NotFound, match="there is no table 'missing' in schema 'main'"):
        await connection.get_table_stats("main", "missing")
    with pytest.raises(NotFound, match="there is no schema 'temp'"):
        await connection.get_table_stats("temp", None)


@pytest.mark.parametrize(
    ("statement", "expressions"),
    [
        ("CREATE INDEX i ON t (lower(a), b DESC)", ["lower(a)", "b"]),
        ("CREATE INDEX i ON t(a || ',)' asc, \"x,y\" , [p)q])", ["a || ',)'", '"x,y"', "[p)q]"]),
        ('CREATE INDEX "odd (" ON `t,` (f(a, g(b)) COLLATE NOCASE) WHERE a > (1)', ["f(a, g(b)) COLLATE NOCASE"]),
        ("CREATE INDEX i ON t (a + /* , */ 1, -- , )\n b)", ["a +  1", "b"]),
    ],
)
async def test_expressions_are_read_as_they_were_written(statement, expressions):
    assert indexed_expressions(statement) == expressions
