"""What a client that asks for progress is told while its call waits and runs."""

import anyio
import pytest
from raw import PATIENCE, eventually

import powerstrip.signs_of_life
from powerstrip.testing import running_host

pytestmark = pytest.mark.anyio

ROWS = '{"columns":[{"name":"n","type":""}],"rows":[[1],[2]],"truncated":false,"next":null}'


class Heard:
    """The progress notifications of one call."""

    def __init__(self):
        self.messages = []
        self.values = []

    async def __call__(self, done, total, message):
        self.messages.append(message)
        self.values.append(done)

    def has(self, message):
        return lambda: message in self.messages


async def call(host, mode, heard, results, name="gate_wait", **arguments):
    async with host.client(mode=mode) as client:
        results.append(await client.call_tool(name, arguments, progress_callback=heard))


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_call_tells_that_it_waits_and_runs_and_how_many_rows_it_has(gate_host, gate, mode):
    running, waiting, results = Heard(), Heard(), []
    with anyio.fail_after(PATIENCE):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(call, gate_host, mode, running, results)
            await eventually(running.has("gate: gate_wait running"))
            tasks.start_soon(call, gate_host, mode, waiting, results)
            await eventually(waiting.has("gate: gate_wait waiting for a connection, position 1"))
            gate.opened.set()

    ran = ["gate: gate_wait running", "gate: gate_wait 2 rows so far", "gate: gate_wait completed"]
    assert running.messages == ran
    assert waiting.messages == ["gate: gate_wait waiting for a connection, position 1", *ran]
    assert all(later > earlier for earlier, later in zip(waiting.values, waiting.values[1:], strict=False))
    assert [result.content[0].text for result in results] == [ROWS, ROWS]


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_call_gives_signs_of_life_with_its_seconds(gate_host, gate, mode, monkeypatch):
    monkeypatch.setattr(powerstrip.signs_of_life, "TICK", 0.001)
    heard, results = Heard(), []
    with anyio.fail_after(PATIENCE):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(call, gate_host, mode, heard, results)
            await eventually(heard.has("gate: gate_wait running, 0 s"))
            gate.opened.set()

    assert heard.messages[0] == "gate: gate_wait running"
    assert heard.messages[-2:] == ["gate: gate_wait 2 rows so far", "gate: gate_wait completed"]
    assert results[0].content[0].text == ROWS


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_client_that_does_not_ask_for_progress_is_told_nothing(gate_host, gate, mode):
    heard = []

    async def note(received):
        heard.append(received)

    gate.opened.set()
    async with gate_host.client(mode=mode, message_handler=note) as client:
        result = await client.call_tool("gate_wait", {})

    assert (heard, result.content[0].text) == ([], ROWS)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_query_in_postgresql_tells_its_rows(sources, mode):
    heard, results = Heard(), []
    async with running_host({"sources": {"orchard": sources["orchard"]}}) as host:
        query = "SELECT n FROM generate_series(1, 3) AS n, pg_sleep(0)"
        await call(host, mode, heard, results, "postgres_execute_query", query=query)

    assert heard.messages[0] == "orchard: postgres_execute_query running"
    assert heard.messages[-2:] == [
        "orchard: postgres_execute_query 3 rows so far",
        "orchard: postgres_execute_query completed",
    ]
    assert '"rows":[[1],[2],[3]]' in results[0].content[0].text
