"""Whatever a client sends: a code and a sentence in time, nothing lost, and the next call works."""

import json

import anyio
import pytest
from mcp import MCPError

from powerstrip.demo import make_shop
from powerstrip.testing import running_host
from powerstrip_postgres.testing import PostgresServer

pytestmark = pytest.mark.anyio
ERROR = "powerstrip/error"


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    return make_shop(tmp_path_factory.mktemp("shop") / "shop.db")


def postgres_source(server, **changes):
    return {"connector": "postgres", **server.options(**changes)}


@pytest.fixture
async def host(postgres, shop):
    sources = {"prod": postgres_source(postgres), "shop": {"connector": "sqlite", "path": str(shop)}}
    async with running_host({"sources": sources}) as running:
        yield running


STATEMENTS = [
    ("SELEC 1", "syntax"),
    ("SELECT * FROM nowhere", "not_found"),
    ("SELECT absent FROM (SELECT 1 AS present) s", "not_found"),
    ("SELECT 1; SELECT 2", "refused_statement"),
    ("CREATE TABLE t (a int)", "refused_read_only"),
    ("SELECT 1/0 FROM (SELECT 1) s WHERE 1 = :missing", "invalid_arguments"),
]


@pytest.mark.parametrize("connector", ["postgres", "sqlite"])
@pytest.mark.parametrize(("statement", "code"), STATEMENTS)
async def test_a_bad_statement_gets_its_code_and_the_next_call_works(host, connector, statement, code):
    params = {} if ":missing" in statement else None
    bad = await host.call(f"{connector}_execute_query", {"query": statement, "params": params})
    good = await host.call(f"{connector}_execute_query", {"query": "SELECT 1 AS one"})

    assert bad.is_error
    assert bad.meta[ERROR]["code"] == code
    assert bad.content[0].text.startswith(f"{code}: ")
    assert len(bad.content[0].text) <= 320
    assert json.loads(good.content[0].text)["rows"] == [[1]]


@pytest.mark.parametrize("connector", ["postgres", "sqlite"])
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"query": "SELECT 1", "source": "elsewhere"}, "unknown_source"),
        ({"query": "SELECT 1", "source": 7}, "unknown_source"),
        ({"query": ["SELECT 1"]}, "invalid_arguments"),
        ({"query": "SELECT 1", "params": "1"}, "invalid_arguments"),
        ({"query": "SELECT 1", "limit": 5}, "invalid_arguments"),
        ({}, "invalid_arguments"),
    ],
)
async def test_bad_arguments_get_their_code(host, connector, arguments, code):
    result = await host.call(f"{connector}_execute_query", arguments)

    assert (result.is_error, result.meta[ERROR]["code"]) == (True, code)


async def test_an_unknown_tool_is_a_protocol_error(host):
    async with host.client() as client:
        with pytest.raises(MCPError) as caught:
            await client.call_tool("postgres_drop_everything", {})

    assert caught.value.error.code == -32602


@pytest.mark.parametrize(
    ("changes", "code", "state"),
    [
        ({"password": "wrong"}, "credentials", "broken"),
        ({"database": "nowhere"}, "not_found", "broken"),
        ({"port": 1}, "unreachable", "unreachable"),
        ({"host": "no-such-host.invalid"}, "unreachable", "unreachable"),
    ],
)
async def test_a_source_that_cannot_be_connected_to_says_why_and_harms_no_other(postgres, shop, changes, code, state):
    sources = {"bad": postgres_source(postgres, **changes), "shop": {"connector": "sqlite", "path": str(shop)}}
    async with running_host({"sources": sources}) as host:
        failed = await host.call("postgres_test_connection")
        good = await host.call("sqlite_execute_query", {"query": "SELECT 1 AS one"})
        listed = (await host.call("list_sources")).structured_content["items"]

    assert failed.meta[ERROR]["code"] == code
    assert [(each["name"], each["state"]) for each in listed] == [("bad", state), ("shop", "ready")]
    assert listed[0]["reason"]
    assert postgres.password not in failed.model_dump_json()
    assert not good.is_error


async def test_a_database_that_dies_in_the_middle_of_a_query_is_reported_and_used_again_when_it_is_back(
    postgres, admin
):
    async with running_host({"sources": {"prod": postgres_source(postgres)}}) as host:
        results = []

        async def query():
            results.append(await host.call("postgres_execute_query", {"query": "SELECT pg_sleep(60)"}))

        with anyio.fail_after(20):
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(query)
                killed = 0
                while not killed:
                    killed = await admin.fetchval(
                        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                        "WHERE application_name = 'powerstrip' AND query LIKE '%pg_sleep(60)%' AND state = 'active'"
                    )
        again = await host.call("postgres_execute_query", {"query": "SELECT 1 AS one"})

    assert results[0].meta[ERROR]["code"] == "unreachable"
    assert json.loads(again.content[0].text)["rows"] == [[1]]


async def test_a_server_that_goes_away_for_good_is_told_apart_from_a_slow_one(shop):
    with PostgresServer() as server:
        sources = {"prod": postgres_source(server), "shop": {"connector": "sqlite", "path": str(shop)}}
        async with running_host({"sources": sources}) as host:
            before = await host.call("postgres_execute_query", {"query": "SELECT 1 AS one"})
            server.__exit__(None, None, None)
            after = await host.call("postgres_execute_query", {"query": "SELECT 1 AS one"})
            other = await host.call("sqlite_execute_query", {"query": "SELECT 1 AS one"})

    assert not before.is_error
    assert after.meta[ERROR]["code"] == "unreachable"
    assert not other.is_error


async def test_a_statement_beyond_its_time_is_stopped_on_the_server(postgres, admin):
    config = {"sources": {"prod": postgres_source(postgres, limits={"call_timeout": 0.5})}}
    async with running_host(config) as host:
        result = await host.call("postgres_execute_query", {"query": "SELECT pg_sleep(59)"})
        with anyio.fail_after(10):
            while await admin.fetchval(
                "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(59)%' AND state = 'active' "
                "AND pid <> pg_backend_pid()"
            ):
                await anyio.lowlevel.checkpoint()

    assert result.meta[ERROR]["code"] == "timeout"
