from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest

from powerstrip_duckdb import plugin
from powerstrip_sdk import InvalidArguments, NotFound, SyntaxFault
from powerstrip_sdk.testing import Attacked, ConnectorSuite

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
    def attacked(self, attacked_folder: Attacked) -> Attacked:
        return attacked_folder
