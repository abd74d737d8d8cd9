import socket
from collections.abc import AsyncIterator, Iterator
from typing import Any, ClassVar

import pytest
from postgres_attacked import SETTINGS, attacked_server

from powerstrip_postgres import plugin
from powerstrip_postgres.testing import PostgresServer
from powerstrip_sdk import NotFound, SyntaxFault
from powerstrip_sdk.testing import Attacked, ConnectorSuite

SHOP = """
CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE orders (id int PRIMARY KEY, customer_id int REFERENCES customers, total numeric(10, 2));
INSERT INTO customers VALUES (1, 'Ada'), (2, 'Bob');
INSERT INTO orders VALUES (1, 1, 9.99), (2, 1, 12.50), (3, 2, 100);
"""


@pytest.mark.timeout(600)
class TestPostgres(ConnectorSuite):
    plugin = plugin
    connector = "postgres"
    drivers = ("asyncpg", "postgast")
    reads = "SELECT i, -i FROM generate_series(1, 2500) i"
    writes = (
        "INSERT INTO shop.customers VALUES (3, 'Eve')",
        "WITH gone AS (DELETE FROM shop.orders RETURNING id) SELECT * FROM gone",
        "DROP TABLE shop.orders",
        "COMMIT",
    )
    arguments: ClassVar = {
        "describe_table": {"table": "orders", "schema": "shop"},
        "execute_query": {"query": "SELECT * FROM shop.orders WHERE id > :id", "params": {"id": 1}},
        "explain_query": {"query": "SELECT * FROM shop.orders"},
        "sample_rows": {"table": "customers", "schema": "shop"},
        "select_query": {
            "table": "orders",
            "schema": "shop",
            "filters": [{"column": "total", "operator": ">", "value": 10}],
        },
    }

    failing: ClassVar = {
        "describe_table": ({"table": "missing"}, NotFound),
        "execute_query": ({"query": "SELEC 1"}, SyntaxFault),
        "explain_query": ({"query": "SELECT * FROM missing"}, NotFound),
    }
    values: ClassVar = {
        "binary": ({"query": r"SELECT '\x00ff'::bytea"}, "AP8="),
        "date": ({"query": "SELECT '0001-02-28'::date"}, "0001-02-28"),
        "decimal": ({"query": "SELECT 0.10000000000000000001"}, "0.10000000000000000001"),
        "empty": ({"query": "SELECT ''"}, ""),
        "huge": ({"query": "SELECT 9223372036854775807"}, "9223372036854775807"),
        "nan": ({"query": "SELECT 'NaN'::float8"}, "NaN"),
        "null": ({"query": "SELECT NULL"}, None),
        "timestamp": (
            {"query": "SELECT '2024-02-29 23:59:59.123456+05:30'::timestamptz"},
            "2024-02-29T18:29:59.123456+00:00",
        ),
        "unicode": ({"query": "SELECT 'Zoë 漢字 \U0001f50c'"}, "Zoë 漢字 \U0001f50c"),
    }

    @pytest.fixture
    async def config(self, server: PostgresServer, admin: Any) -> dict[str, Any]:
        await admin.execute(SHOP)
        return {
            "host": server.host,
            "port": server.port,
            "database": server.database,
            "username": server.username,
            "password": server.password,
        }

    @pytest.fixture
    def wrong_credentials(self, config: dict[str, Any]) -> dict[str, Any]:
        return config | {"password": "wrong"}

    @pytest.fixture
    def absent(self, config: dict[str, Any]) -> dict[str, Any]:
        return config | {"database": "missing"}

    @pytest.fixture
    def unreachable(self, config: dict[str, Any]) -> Iterator[dict[str, Any]]:
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            yield config | {"host": "127.0.0.1", "port": unused.getsockname()[1]}

    @pytest.fixture
    def silent(self, config: dict[str, Any], silent_port: int) -> dict[str, Any]:
        return config | {"host": "127.0.0.1", "port": silent_port}

    @pytest.fixture
    def long_result(self) -> tuple[str, dict[str, Any], int]:
        return "execute_query", {"query": self.reads}, 2500

    @pytest.fixture
    def huge_result(self) -> tuple[str, dict[str, Any]]:
        return "execute_query", {"query": self.reads.replace("2500", "1000000")}

    @pytest.fixture
    def slow_call(self) -> tuple[str, dict[str, Any]]:
        return "execute_query", {"query": "SELECT pg_sleep(600)"}

    @pytest.fixture
    async def attacked(self, anyio_backend: str) -> AsyncIterator[Attacked]:
        with PostgresServer(SETTINGS) as server:
            async with attacked_server(server) as attacked:
                yield attacked
