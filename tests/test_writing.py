"""Writing through a real host, to PostgreSQL and SQLite, by clients of both eras of the protocol."""

import contextlib
import sqlite3

import anyio
import mcp_types as types
import pytest

from powerstrip.testing import running_host

pytestmark = pytest.mark.anyio
ERAS = pytest.mark.parametrize("era", ["auto", "legacy"])
KINDS = pytest.mark.parametrize("kind", ["postgres", "sqlite"])
ACCEPT, DECLINE = types.ElicitResult(action="accept"), types.ElicitResult(action="decline")
PLANT = ["INSERT INTO trees VALUES (3, :name)", "UPDATE trees SET name = upper(name)"]


@pytest.fixture
async def trees(admin, postgres, tmp_path):
    """A table with two rows in both engines, and what reads it without the host."""
    rows = (
        "CREATE TABLE trees (id int PRIMARY KEY, name text NOT NULL); INSERT INTO trees VALUES (1, 'oak'), (2, 'elm')"
    )
    await admin.execute(rows)
    await admin.execute("ANALYZE trees")
    file = tmp_path / "trees.db"
    with contextlib.closing(sqlite3.connect(file)) as database:
        database.executescript(rows)
    yield Trees(admin, postgres, file)
    await admin.execute("DROP TABLE trees")


class Trees:
    """The table `trees` of both engines."""

    def __init__(self, admin, server, file):
        self._admin, self._server, self._file = admin, server, file

    def sources(self, **options):
        """For each connector one source that may be written and one that may not, each with one connection."""
        server = {"host": self._server.host, "port": self._server.port, "database": self._server.database}
        login = {"username": self._server.username, "password": self._server.password}
        own = {"postgres": {**server, **login}, "sqlite": {"path": str(self._file)}}
        pool = {"size": 1, "max_overflow": 0}
        return {
            f"{kind}-{name}": {"connector": kind, "pool": pool, **own[kind], **more}
            for kind in own
            for name, more in (("open", {"read_only": False, **options}), ("shut", {}))
        }

    async def rows(self, kind):
        if kind == "postgres":
            return [tuple(row) for row in await self._admin.fetch("SELECT id, name FROM trees ORDER BY id")]
        with contextlib.closing(sqlite3.connect(self._file)) as database:
            return database.execute("SELECT id, name FROM trees ORDER BY id").fetchall()


BEFORE, AFTER = [(1, "oak"), (2, "elm")], [(1, "OAK"), (2, "ELM"), (3, "FIR")]


def text_of(result):
    return result.content[0].text


@ERAS
@KINDS
async def test_what_a_person_agrees_to_is_written_and_no_lease_is_held_while_they_think(trees, kind, era):
    asked, seen = [], []
    async with running_host({"sources": trees.sources()}) as host:

        async def think(_context, params):
            asked.append(params.message)
            status = (await host.call("budget_status")).structured_content["sources"]
            seen.extend((each["busy"], each["leases"]) for each in status if each["source"] == f"{kind}-open")
            seen.append(await trees.rows(kind))
            return ACCEPT

        async with host.client(mode=era, elicitation_callback=think) as client:
            result = await client.call_tool(
                f"{kind}_execute_statements", {"statements": PLANT, "params": {"name": "fir"}}
            )

    assert [each["affected"] for each in result.structured_content["items"]] == [1, 3]
    # PostgreSQL's planner knows nothing of the row that is to come; SQLite has tried.
    rows = {"postgres": ("1 row", "2 rows"), "sqlite": ("1 row", "3 rows")}[kind]
    question = (
        f"Write to the source '{kind}-open'?\n\n"
        "2 statements in one transaction, all or nothing:\n"
        f"1. {PLANT[0]}\n   {rows[0]}\n"
        f"2. {PLANT[1]}\n   {rows[1]}\n"
        'for all: {"name": "fir"}'
    )
    assert asked == [question]
    assert seen == [(0, []), BEFORE]
    assert await trees.rows(kind) == AFTER


@ERAS
@KINDS
async def test_what_a_person_declines_is_not_written(trees, kind, era):
    async def decline(_context, _params):
        return DECLINE

    async with (
        running_host({"sources": trees.sources()}) as host,
        host.client(mode=era, elicitation_callback=decline) as client,
    ):
        result = await client.call_tool(f"{kind}_execute_statements", {"statements": ["DELETE FROM trees"]})

    assert text_of(result) == "cancelled: the person who was asked declined, so nothing was run"
    assert await trees.rows(kind) == BEFORE


@KINDS
async def test_two_equal_answers_write_once(trees, kind):
    """In 2026-07-28 the answer comes with a request, which a client may send twice."""
    outcomes = []

    async def never(_context, _params):
        raise AssertionError("the test answers by itself")

    async with (
        running_host({"sources": trees.sources()}) as host,
        host.client(elicitation_callback=never) as client,
    ):
        call = (f"{kind}_execute_statements", {"statements": ["UPDATE trees SET name = name || '!'"]})
        asked = await client.session.call_tool(*call, allow_input_required=True)

        async def answer():
            try:
                await client.session.call_tool(
                    *call, input_responses={"question": ACCEPT}, request_state=asked.request_state
                )
                outcomes.append("done")
            except Exception as error:  # noqa: BLE001 - what the client raises is looked at below
                outcomes.append(str(error))

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(answer)
            tasks.start_soon(answer)

    done, refused = sorted(outcomes)
    assert done == "done"
    assert refused.startswith(
        "nothing was run: the requestState was sent before, and what it is for is done at most once"
    )
    assert await trees.rows(kind) == [(1, "oak!"), (2, "elm!")]


@KINDS
async def test_a_failing_statement_undoes_those_before_it(trees, kind):
    async with running_host({"sources": trees.sources(writes="allow")}) as host:
        result = await host.call(
            f"{kind}_execute_statements",
            {"statements": ["DELETE FROM trees WHERE id = 1", "INSERT INTO trees VALUES (2, 'x')"]},
        )

    assert text_of(result).startswith("invalid_arguments: nothing was changed, statement 2: ")
    assert await trees.rows(kind) == BEFORE


@ERAS
@KINDS
async def test_a_client_that_cannot_ask_writes_only_where_nobody_is_asked(trees, kind, era):
    call = (f"{kind}_execute_statements", {"statements": ["DELETE FROM trees"]})
    async with running_host({"sources": trees.sources()}) as host, host.client(mode=era) as client:
        refused = await client.call_tool(*call)
    unchanged = await trees.rows(kind)
    async with running_host({"sources": trees.sources(writes="allow")}) as host, host.client(mode=era) as client:
        done = await client.call_tool(*call)

    assert text_of(refused).startswith(f"unsupported: source '{kind}-open' asks a person before each write, and ")
    assert unchanged == BEFORE
    assert done.structured_content["items"] == [{"statement": 1, "affected": 2, "returned": None}]
    assert await trees.rows(kind) == []


@KINDS
async def test_the_tool_is_there_for_the_sources_that_may_be_written(trees, kind):
    sources = trees.sources(writes="allow")
    only_read = {name: table for name, table in sources.items() if name.endswith("shut")}
    async with running_host({"sources": sources}) as host, host.client() as client:
        [tool] = [each for each in (await client.list_tools()).tools if each.name == f"{kind}_execute_statements"]
        refused = await client.call_tool(tool.name, {"source": f"{kind}-shut", "statements": ["DELETE FROM trees"]})
    async with running_host({"sources": only_read}) as host, host.client() as client:
        names = {each.name for each in (await client.list_tools()).tools}

    assert tool.input_schema["properties"]["source"]["enum"] == [f"{kind}-open"]
    assert (tool.annotations.read_only_hint, tool.annotations.destructive_hint) == (False, True)
    assert text_of(refused) == (
        f"refused_read_only: source '{kind}-shut' is only read, this tool writes to: {kind}-open"
    )
    assert f"{kind}_execute_query" in names
    assert f"{kind}_execute_statements" not in names
    assert await trees.rows(kind) == BEFORE


@KINDS
async def test_queries_only_read_where_writing_is_allowed(trees, kind):
    async with running_host({"sources": trees.sources(writes="allow")}) as host:
        result = await host.call(
            f"{kind}_execute_query", {"source": f"{kind}-open", "query": "DELETE FROM trees RETURNING id"}
        )

    assert text_of(result).startswith("refused_read_only: ")
    assert await trees.rows(kind) == BEFORE
