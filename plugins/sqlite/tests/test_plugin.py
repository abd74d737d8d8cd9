import subprocess
import sys

import pytest

from powerstrip_sdk.testing import declared, run_tool
from powerstrip_sqlite import SqliteConfig, plugin
from powerstrip_sqlite.database import SqliteConnection


def test_the_driver_is_not_imported_with_the_plugin():
    code = "import sys, powerstrip_sqlite.plugin; print(sorted({'aiosqlite', 'sqlite3'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "[]"


def test_every_standard_tool_and_template_is_offered():
    found = declared(plugin)
    assert {tool.name for tool in found.callable} == {
        "describe_table",
        "execute_query",
        "execute_statements",
        "explain_query",
        "get_table_stats",
        "list_schemas",
        "list_tables",
        "sample_rows",
        "select_query",
        "test_connection",
    }
    assert {tool.connector for tool in found.callable} == {"sqlite"}


@pytest.mark.anyio
async def test_the_declared_connector_connects(shop):
    connection = await declared(plugin).connector("sqlite").connect(SqliteConfig(path=shop))
    try:
        assert isinstance(connection, SqliteConnection)
        report = await run_tool(connection, declared(plugin).tool("test_connection"))
        assert report["ok"]
        assert report["server"].startswith("SQLite 3.")
    finally:
        await connection.close()


@pytest.mark.anyio
async def test_the_prompt_introduces_a_table(connection):
    prompt = declared(plugin).connector("sqlite").prompts[0]
    text = await prompt.render(connection, "shop", {"table": "customers"})
    assert "name: TEXT, never null" in text


@pytest.mark.anyio
async def test_names_are_completed_from_the_catalog(connection):
    connector = declared(plugin).connector("sqlite")
    scanned = await connector.scan(connection)
    assert connector.complete(scanned, "table", "o", {}) == ["orders"]
    assert connector.complete(scanned, "column", "cu", {"table": "orders"}) == ["customer_id"]
