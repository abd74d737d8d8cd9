"""Names that hide something in a real database: exact for programs, shown to readers, and usable all the same."""

import json
import sqlite3

import pytest
from mcp.types import PromptReference

from powerstrip.testing import running_host

pytestmark = pytest.mark.anyio
ERROR = "powerstrip/error"
#: Looks like `id` with something behind it, and like the table `rs` where direction is obeyed.
TABLE, COLUMN, VALUE = "us\u202ers", "i\u200bd", "v\u2066"


@pytest.fixture
async def host(tmp_path):
    path = tmp_path / "veil.db"
    database = sqlite3.connect(path)
    database.execute(f'CREATE TABLE "{TABLE}" ("{COLUMN}" TEXT)')
    database.execute(f'INSERT INTO "{TABLE}" VALUES (?)', (VALUE,))
    database.execute("CREATE TABLE plain (id INTEGER)")
    database.commit()
    database.close()
    async with running_host({"sources": {"veil": {"connector": "sqlite", "path": str(path)}}}) as running:
        yield running


async def test_a_name_from_a_list_works_as_an_argument_and_its_text_hides_nothing(host):
    listed = await host.call("sqlite_list_tables")
    name = listed.structured_content["items"][1]["name"]
    described = await host.call("sqlite_describe_table", {"table": name})
    sampled = json.loads((await host.call("sqlite_sample_rows", {"table": name})).content[0].text)

    assert name == json.loads(listed.content[0].text)["items"][1]["name"] == TABLE
    assert '"us\\u202ers"' in listed.content[0].text
    assert described.structured_content["columns"][0]["name"] == COLUMN
    assert (sampled["columns"][0]["name"], sampled["rows"]) == (COLUMN, [[VALUE]])


async def test_prompt_and_schema_show_the_name_and_completion_leaves_it_out(host):
    async with host.client() as client:
        prompt = await client.get_prompt("introduce_source", {})
        schema = await client.read_resource("powerstrip://veil/schema")
        completed = await client.complete(PromptReference(name="introduce_source"), {"name": "table", "value": ""})

    assert "- main.us\\u202ers (i\\u200bd)" in prompt.messages[0].content.text
    assert TABLE not in schema.contents[0].text
    assert [table["name"] for table in json.loads(schema.contents[0].text)["tables"]] == ["plain", TABLE]
    assert completed.completion.values == ["plain"]


@pytest.mark.parametrize(("connector", "engine_code"), [("sqlite", "SQLITE_ERROR"), ("postgres", "42P01")])
async def test_an_error_shows_a_hidden_name_and_the_engines_code(postgres, tmp_path, connector, engine_code):
    sqlite3.connect(tmp_path / "empty.db").close()
    sources = {
        "lite": {"connector": "sqlite", "path": str(tmp_path / "empty.db")},
        "prod": {"connector": "postgres", **postgres.options()},
    }
    async with running_host({"sources": sources}) as host:
        result = await host.call(f"{connector}_execute_query", {"query": f'SELECT * FROM "{TABLE}"'})

    text = result.content[0].text
    assert result.meta[ERROR] == {"code": "not_found", "engine_code": engine_code}
    assert "us\\u202ers" in text
    assert TABLE not in text
    assert engine_code in text
