"""Whatever a statement returns, and however long it takes: the host's memory, the answer's code, the server's peace."""

import os

import pytest
from limited_host import ALLOWED, MAX_BYTES, configuration, dripping, limited_host, until_gone
from shapes import SHAPES, Shape

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(600 if os.environ.get("POWERSTRIP_LONG") else 180)]

#: Seconds after which something that was expected counts as never happening.
PATIENCE = 20


@pytest.fixture
async def slow_port(postgres):
    """The port of a way to the server on which marked answers come byte by byte."""
    async with dripping(postgres.host, postgres.port) as port:
        yield port


@pytest.fixture
def host(postgres, slow_port, tmp_path):
    """A host in a fresh process."""
    with limited_host(tmp_path, configuration(tmp_path, postgres, slow_port)) as running:
        yield running


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: f"{shape.connector}: {shape.name}")
async def test_a_call_ends_with_its_code_takes_little_memory_and_leaves_nothing_running(host, admin, shape: Shape):
    code, text, megabytes = await host.growth(shape.connector, shape.source, shape.query)
    await until_gone(admin, PATIENCE)
    after = await host.query(shape.connector, shape.source, "SELECT 1 AS one")

    assert code == shape.code, text[:300]
    assert len(text.encode()) <= MAX_BYTES + 200_000
    assert megabytes <= ALLOWED
    assert after[0] == "ok"


async def test_a_connection_that_received_too_much_casts_no_doubt_on_the_source(host, admin):
    code, text = await host.query("postgres", "plenty", "SELECT repeat('x', 20000000)")
    await until_gone(admin, PATIENCE)
    after = await host.query("postgres", "plenty", "SELECT 1 AS one")

    assert code == "limit_exceeded"
    assert text.startswith("limit_exceeded: the server sent more than 6000000 bytes at once")
    assert "select fewer or shorter columns" in text
    assert after[0] == "ok"
