import pytest

from powerstrip_sdk import NotFound
from powerstrip_sdk.sql import ForeignKey, Index, TableColumn, find_table

pytestmark = pytest.mark.anyio

TABLES = """
CREATE TABLE customers (
    region text, number int, name text NOT NULL DEFAULT 'nobody'::text, "Größe ""X"" cm" numeric(10, 2),
    PRIMARY KEY (number, region)
);
COMMENT ON TABLE customers IS 'Who buys.';
COMMENT ON COLUMN customers.name IS 'As on the invoice.';
CREATE TABLE orders (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_region text, customer_number int,
    total numeric GENERATED ALWAYS AS (1.5) STORED,
    CONSTRAINT of_customer FOREIGN KEY (customer_number, customer_region) REFERENCES customers (number, region)
);
CREATE UNIQUE INDEX by_name ON customers (lower(name), region DESC) INCLUDE (number);
CREATE TABLE "we""ird. name" (a int);
CREATE VIEW big AS SELECT * FROM orders;
CREATE MATERIALIZED VIEW summary AS SELECT count(*) AS number FROM orders;
CREATE TABLE events (at date NOT NULL, id int, PRIMARY KEY (at, id)) PARTITION BY RANGE (at);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE marks (at date, id int, FOREIGN KEY (at, id) REFERENCES events);
"""


@pytest.fixture(autouse=True)
async def tables(admin):
    await admin.execute(TABLES)


async def test_tables_and_views_of_all_kinds_are_found(connection):
    found = await connection.scan_db_schema(schema="shop")
    assert {table.name: table.kind for table in found.tables} == {
        "big": "view",
        "customers": "table",
        "events": "table",
        "events_2024": "table",
        "marks": "table",
        "orders": "table",
        "summary": "materialized view",
        'we"ird. name': "table",
    }
    assert [table.name for table in found.tables] == sorted(table.name for table in found.tables)


async def test_columns_have_type_null_default_and_comment(connection):
    customers = await find_table(connection, "shop", "customers")
    assert customers.comment == "Who buys."
    assert customers.columns == (
        TableColumn(name="region", type="text", nullable=False),
        TableColumn(name="number", type="integer", nullable=False),
        TableColumn(name="name", type="text", nullable=False, default="'nobody'::text", comment="As on the invoice."),
        TableColumn(name='Größe "X" cm', type="numeric(10,2)", nullable=True),
    )
    orders = await find_table(connection, "shop", "orders")
    assert [column.default for column in orders.columns] == ["generated always as identity", None, None, "1.5"]


async def test_keys_and_indexes_keep_the_order_of_their_columns(connection):
    customers = await find_table(connection, "shop", "customers")
    assert customers.primary_key == ("number", "region")
    assert customers.indexes == (
        Index(name="by_name", columns=("lower(name)", "region"), unique=True),
        Index(name="customers_pkey", columns=("number", "region"), unique=True),
    )
    orders = await find_table(connection, "shop", "orders")
    assert orders.foreign_keys == (
        ForeignKey(
            name="of_customer",
            columns=("customer_number", "customer_region"),
            referenced_schema="shop",
            referenced_table="customers",
            referenced_columns=("number", "region"),
        ),
    )


async def test_a_foreign_key_to_a_partitioned_table_is_one(connection):
    marks = await find_table(connection, "shop", "marks")
    assert [key.referenced_table for key in marks.foreign_keys] == ["events"]


async def test_the_servers_own_schemas_are_left_out(connection, admin):
    await admin.execute("CREATE TEMP TABLE fleeting (a int)")
    found = await connection.scan_db_schema()
    assert found.schemas == ("public", "shop")
    assert found.default_schema == "public"
    assert {table.schema_name for table in found.tables} == {"shop"}


async def test_one_table_can_be_asked_for_by_its_exact_name(connection):
    found = await connection.scan_db_schema(table='we"ird. name')
    assert [(table.schema_name, table.name) for table in found.tables] == [("shop", 'we"ird. name')]
    assert (await connection.scan_db_schema(table="CUSTOMERS")).tables == ()
    assert (await connection.scan_db_schema(schema="pg_catalog")).tables == ()


async def test_the_default_schema_is_the_roles(opens, admin, reader):
    await admin.execute("ALTER ROLE reader SET search_path = nothing, shop")
    connection = await opens(**reader)
    assert (await connection.scan_db_schema(table="")).default_schema == "shop"


async def test_a_role_sees_what_it_may_read_and_no_more(opens, admin, reader):
    await admin.execute("GRANT SELECT ON orders TO reader; GRANT SELECT (name) ON customers TO reader")
    connection = await opens(**reader)
    found = await connection.scan_db_schema()
    assert {table.name: len(table.columns) for table in found.tables} == {"customers": 1, "orders": 4}
    assert [each.table for each in await connection.get_table_stats("shop", None)] == ["customers", "orders"]


async def test_a_catalog_of_any_size_takes_the_same_number_of_queries(connection, admin, monkeypatch):
    asked = []
    fetch = connection._fetch

    async def counting(query, *arguments):
        asked.append(query)
        return await fetch(query, *arguments)

    monkeypatch.setattr(connection, "_fetch", counting)
    await connection.scan_db_schema()
    few = len(asked)
    # In one transaction the server would need more locks than it has memory for.
    for start in range(0, 2000, 500):
        await admin.execute(
            f"DO $$ BEGIN FOR i IN {start}..{start + 499} LOOP "
            "EXECUTE format('CREATE TABLE shop.t%s (a int PRIMARY KEY, b text)', i); END LOOP; END $$"
        )
    with_many = await connection.scan_db_schema()
    assert len(asked) == 2 * few
    assert len(with_many.tables) == 2008
    for start in range(0, 2000, 500):
        await admin.execute(
            f"DO $$ BEGIN FOR i IN {start}..{start + 499} LOOP "
            "EXECUTE format('DROP TABLE shop.t%s', i); END LOOP; END $$"
        )


async def test_statistics_are_estimated_where_analyzed_and_counted_where_not(connection, admin):
    await admin.execute(
        "INSERT INTO customers SELECT 'r', i, i::text FROM generate_series(1, 1000) i; ANALYZE customers"
    )
    await admin.execute("INSERT INTO events SELECT '2024-01-01', i FROM generate_series(1, 10) i")
    stats = {each.table: each for each in await connection.get_table_stats("shop", None)}
    assert (stats["customers"].rows, stats["customers"].rows_are_estimated) == (1000, True)
    assert (stats["orders"].rows, stats["orders"].rows_are_estimated) == (0, False)
    assert (stats["events"].rows, stats["events"].rows_are_estimated) == (10, False)
    assert stats["customers"].bytes > 1000
    assert stats["events"].bytes > 0
    assert (stats["big"].rows, stats["big"].bytes) == (None, None)
    assert stats['we"ird. name'].rows == 0


async def test_statistics_of_one_table(connection):
    assert [each.table for each in await connection.get_table_stats("shop", "orders")] == ["orders"]
    with pytest.raises(NotFound):
        await connection.get_table_stats("shop", "missing")
