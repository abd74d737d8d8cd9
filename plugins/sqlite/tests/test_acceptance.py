from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from sqlite_attacked import attacked_folder

from powerstrip_sdk import NotFound, SyntaxFault
from powerstrip_sdk.testing import Attacked, ConnectorSuite
from powerstrip_sqlite import plugin


@pytest.mark.timeout(600)
class TestSqlite(ConnectorSuite):
    plugin = plugin
    connector = "sqlite"
    drivers = ("aiosqlite", "sqlite3")
    takes_credentials = False
    can_be_unreachable = False
    reads = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 2500) SELECT i, -i FROM n"
    writes = ("INSERT INTO customers (name) VALUES ('Eve')", "DROP TABLE orders", "PRAGMA query_only = 0")
    arguments: ClassVar = {
        "describe_table": {"table": "orders"},
        "execute_query": {"query": "SELECT * FROM orders WHERE id > :id", "params": {"id": 1}},
        "explain_query": {"query": "SELECT * FROM orders"},
        "sample_rows": {"table": "customers"},
        "select_query": {"table": "orders", "filters": [{"column": "total", "operator": ">", "value": 10}]},
    }

    failing: ClassVar = {
        "describe_table": ({"table": "missing"}, NotFound),
        "execute_query": ({"query": "SELEC 1"}, SyntaxFault),
        "explain_query": ({"query": "SELECT * FROM missing"}, NotFound),
    }
    values: ClassVar = {
        "binary": ({"query": "SELECT x'00ff'"}, "AP8="),
        "empty": ({"query": "SELECT ''"}, ""),
        "huge": ({"query": "SELECT 9223372036854775807"}, "9223372036854775807"),
        "null": ({"query": "SELECT NULL"}, None),
        "unicode": ({"query": "SELECT 'Zoë 漢字 \U0001f50c'"}, "Zoë 漢字 \U0001f50c"),
    }
    lacks: ClassVar = {
        "date": "SQLite keeps dates as text or numbers",
        "decimal": "SQLite keeps decimals as floating-point numbers",
        "nan": "SQLite keeps NULL in place of it",
        "timestamp": "SQLite keeps timestamps as text or numbers",
    }

    @pytest.fixture
    def config(self, shop: Path) -> dict[str, Any]:
        return {"path": str(shop)}

    @pytest.fixture
    def absent(self, tmp_path: Path) -> dict[str, Any]:
        return {"path": str(tmp_path / "missing.db")}

    @pytest.fixture
    def long_result(self) -> tuple[str, dict[str, Any], int]:
        return "execute_query", {"query": self.reads}, 2500

    @pytest.fixture
    def huge_result(self) -> tuple[str, dict[str, Any]]:
        return "execute_query", {"query": self.reads.replace("2500", "1000000")}

    @pytest.fixture
    def slow_call(self) -> tuple[str, dict[str, Any]]:
        endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        return "execute_query", {"query": endless}

    @pytest.fixture
    def attacked(self, tmp_path: Path) -> Iterator[Attacked]:
        with attacked_folder(tmp_path) as attacked:
            yield attacked
