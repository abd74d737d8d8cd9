import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from powerstrip_duckdb import plugin
from powerstrip_sdk import InvalidArguments, NotFound, SyntaxFault, Throttled, Unsupported
from powerstrip_sdk.testing import Attacked, ConnectorSuite, run_tool

SHOP = """
CREATE TABLE customers (id INTEGER PRIMARY KEY, name VARCHAR NOT NULL DEFAULT 'nobody', born DATE, UNIQUE (name));
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers (id), total DECIMAL(9, 2));
CREATE INDEX orders_by_total ON orders (total);
CREATE SCHEMA archive;
CREATE TABLE archive.orders AS SELECT 1 AS id;
CREATE VIEW big_orders AS SELECT id FROM orders WHERE total > 100;
COMMENT ON TABLE orders IS 'one row for each order';
INSERT INTO customers VALUES (1, 'Ada', '1815-12-10'), (2, 'Bob', NULL);
INSERT INTO orders VALUES (1, 1, 150.50), (2, 2, 20);
"""


@pytest.mark.timeout(600)
class TestDuckdb(ConnectorSuite):
    plugin = plugin
    connector = "duckdb"
    drivers = ("duckdb", "pytz")
    takes_credentials = False
    can_be_unreachable = False
    reads = "SELECT i, -i FROM range(2500) t(i)"
    writes = ("INSERT INTO customers VALUES (3, 'Eve', NULL)", "DROP TABLE orders", "SET threads = 8")
    arguments: ClassVar = {
        "describe_table": {"table": "orders"},
        "execute_query": {"query": "FROM orders WHERE id > :id", "params": {"id": 1}},
        "explain_query": {"query": "FROM orders"},
        "sample_rows": {"table": "customers"},
        "select_query": {"table": "orders", "filters": [{"column": "total", "operator": ">", "value": "10.5"}]},
    }
    failing: ClassVar = {
        "describe_table": ({"table": "missing"}, NotFound),
        "execute_query": ({"query": "SELEC 1"}, SyntaxFault),
        "explain_query": ({"query": "SELECT missing FROM orders"}, InvalidArguments),
    }
    values: ClassVar = {
        "binary": ({"query": r"SELECT '\x00\xFF'::BLOB"}, "AP8="),
        "date": ({"query": "SELECT DATE '2024-02-29'"}, "2024-02-29"),
        "decimal": ({"query": "SELECT 0.10000000000000000001::DECIMAL(38, 20)"}, "0.10000000000000000001"),
        "empty": ({"query": "SELECT ''"}, ""),
        "huge": (
            {"query": "SELECT 170141183460469231731687303715884105727"},
            "170141183460469231731687303715884105727",
        ),
        "nan": ({"query": "SELECT 'nan'::DOUBLE"}, "NaN"),
        "null": ({"query": "SELECT NULL"}, None),
        "timestamp": ({"query": "SELECT TIMESTAMPTZ '2024-02-29 12:00:00.5+02'"}, "2024-02-29T10:00:00.500000+00:00"),
        "unicode": ({"query": "SELECT 'Zoë 漢字 \U0001f50c'"}, "Zoë 漢字 \U0001f50c"),
    }

    @pytest.fixture
    def config(self, tmp_path: Path, make_database: Callable[[Path, str], Path]) -> dict[str, Any]:
        return {"path": str(make_database(tmp_path / "shop.duckdb", SHOP))}

    @pytest.fixture
    def absent(self, tmp_path: Path) -> dict[str, Any]:
        return {"path": str(tmp_path / "missing.duckdb")}

    @pytest.fixture
    def long_result(self) -> tuple[str, dict[str, Any], int]:
        return "execute_query", {"query": self.reads}, 2500

    @pytest.fixture
    def huge_result(self) -> tuple[str, dict[str, Any]]:
        return "execute_query", {"query": self.reads.replace("2500", "1000000")}

    @pytest.fixture
    def slow_call(self) -> tuple[str, dict[str, Any]]:
        return "execute_query", {"query": "SELECT count(*) FROM range(1000000000000000)"}

    @pytest.fixture
    def written(self, config: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Options of a source whose file another process has open for writing."""
        script = "import sys, duckdb; writer = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
        command = [sys.executable, "-c", script, config["path"]]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as process:
            assert process.stdout.readline() == "open\n"
            yield config
            process.stdin.close()

    @pytest.fixture
    def attacked(self, attacked_folder: Attacked) -> Attacked:
        return attacked_folder

    async def test_a_table_is_described_with_keys_references_and_indexes(self, config):
        async with self.opened(config) as connection:
            found = await run_tool(connection, self.declared.tool("describe_table"), {"table": "orders"})
        assert found == {
            "schema": "main",
            "name": "orders",
            "kind": "table",
            "comment": "one row for each order",
            "columns": [
                {"name": "id", "type": "INTEGER", "nullable": False, "default": None, "comment": None},
                {"name": "customer_id", "type": "INTEGER", "nullable": True, "default": None, "comment": None},
                {"name": "total", "type": "DECIMAL(9,2)", "nullable": True, "default": None, "comment": None},
            ],
            "primary_key": ["id"],
            "foreign_keys": [
                {
                    "name": "orders_customer_id_id_fkey",
                    "columns": ["customer_id"],
                    "referenced_schema": "main",
                    "referenced_table": "customers",
                    "referenced_columns": ["id"],
                }
            ],
            "indexes": [{"name": "orders_by_total", "columns": ["total"], "unique": False}],
        }

    async def test_tables_of_all_schemas_are_listed(self, config):
        async with self.opened(config) as connection:
            found = await connection.scan_db_schema()
        assert [(table.schema_name, table.name, table.kind) for table in found.tables] == [
            ("archive", "orders", "table"),
            ("main", "big_orders", "view"),
            ("main", "customers", "table"),
            ("main", "orders", "table"),
        ]

    async def test_a_text_is_compared_with_a_date_or_a_decimal_as_what_it_means(self, config):
        async with self.opened(config) as connection:
            born = await connection.fetch_rows("SELECT name FROM customers WHERE born < $1", ["1900-01-01"])
            cheap = await connection.fetch_rows("SELECT id FROM orders WHERE total = $1", ["20.00"])
        assert (born, cheap) == ([("Ada",)], [(2,)])

    @pytest.mark.parametrize(
        "sql",
        ["SHOW TABLES", "DESCRIBE orders", "SUMMARIZE orders", "FROM (PIVOT orders ON id IN (1, 2))", "VALUES (1)"],
    )
    async def test_what_reads_without_the_word_select_is_let_through(self, config, sql):
        async with self.opened(config) as connection:
            assert await connection.fetch_rows(sql)

    @pytest.mark.parametrize(
        "explained", ["SELECT 1", "  select 1", "ANALYZE SELECT 1", "(FORMAT json) SELECT 1", "/* why */ SELECT 1"]
    )
    async def test_the_plan_of_a_select_is_shown(self, config, explained):
        async with self.opened(config) as connection:
            assert await connection.fetch_rows(f"EXPLAIN {explained}")

    async def test_a_file_that_another_process_writes_to_is_to_be_tried_again(self, written):
        with pytest.raises(Throttled, match="another process writes"):
            await self.open(written)

    async def test_a_file_that_is_no_database_is_refused_without_its_path(self, tmp_path):
        path = tmp_path / "notes.duckdb"
        path.write_text("no database", encoding="utf-8")
        with pytest.raises(Unsupported) as caught:
            await self.open({"path": str(path)})
        assert str(tmp_path) not in str(caught.value)
