"""Real clients, in both eras and over both transports, work with the tools of both connectors."""

import sys

import pytest
import tomli_w
from real_clients import ERAS, Seen, inspector, python, typescript

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300)]

QUERY = {"query": "SELECT name FROM fruit"}
CALLS = {"sqlite_execute_query": QUERY, "postgres_execute_query": {"source": "orchard", **QUERY}}
ANSWERS = [
    '{"columns":[{"name":"name","type":""}],"rows":[["fig"]],"truncated":false,"next":null}',
    '{"columns":[{"name":"name","type":"text"}],"rows":[["apple"]],"truncated":false,"next":null}',
]


@pytest.fixture(params=["http", "stdio"])
async def target(request, sources, tmp_path):
    """The address of a running host, or the command that is one."""
    if request.param == "http":
        return request.getfixturevalue("host").url
    file = tmp_path / "powerstrip.toml"
    file.write_text(tomli_w.dumps({"host": {"data_dir": str(tmp_path)}, "sources": sources}), "utf-8")
    return [sys.executable, "-m", "powerstrip", "serve", "--stdio", "--config", str(file)]


@pytest.mark.parametrize("era", ERAS)
@pytest.mark.parametrize("use", [python, typescript, inspector])
async def test_a_client_lists_and_calls_the_tools_of_both_connectors(host, node, target, use, era):
    seen = await use(node, target, era, CALLS)

    revision = None if use is inspector else ERAS[era]
    assert seen == Seen(revision=revision, tools=list(host.host.catalog.views[""].tools), answers=ANSWERS)
