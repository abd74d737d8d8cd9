"""The official conformance suite against a real host, in both eras of the protocol, with the direct lane or without."""

import re

import conformance_plugin
import orjson
import pytest
from conformance_fixtures import put_fixtures

from powerstrip.testing import running_host

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(600)]

#: Recommended for resuming a broken stream by event id, which 2026-07-28 has removed and the host does not offer.
NOT_RESUMABLE = {"server-sse-polling: server-sse-priming-event", "server-sse-polling: server-sse-retry-field"}
#: An extension of the protocol, which no revision requires and the host does not advertise.
EXTENSION = "tasks-"


@pytest.fixture(params=[True, False], ids=["direct-lane", "sdk-alone"])
async def host(request, monkeypatch):
    config = {"host": {"direct_lane": request.param}, "sources": {"memory": {"connector": "memory"}}}
    async with running_host(config, plugins={"test": conformance_plugin}) as running:
        put_fixtures(running, monkeypatch)
        yield running


@pytest.fixture
def run(host, node, tmp_path):
    """Runs the suite; returns how it ended, and the checks of each scenario that is not an extension's."""

    async def run(options):
        ended = await node.run("conformance", "server", "--url", host.url, *options, "--output-dir", str(tmp_path))
        return ended, {name: checks for name, checks in results(tmp_path).items() if not name.startswith(EXTENSION)}

    return run


def results(folder):
    """What the suite left in its output folder: the checks of each scenario."""
    return {
        re.sub(r"^server-|-\d{4}-\d\d-\d\dT.*$", "", file.parent.name): orjson.loads(file.read_bytes())
        for file in folder.glob("*/checks.json")
    }


def with_status(scenarios, status):
    """The checks that ended so, with what the suite says about them."""
    return {
        f"{name}: {check['id']}": check.get("errorMessage")
        for name, checks in scenarios.items()
        for check in checks
        if check["status"] == status
    }


@pytest.mark.parametrize(
    ("options", "number", "recommendations"),
    [
        (["--requirements", "2025-11-25"], 33, NOT_RESUMABLE),
        (["--suite", "all", "--spec-version", "2025-11-25"], 33, NOT_RESUMABLE),
        (["--requirements", "2026-07-28"], 40, set()),
        (["--suite", "all", "--spec-version", "2026-07-28"], 40, set()),
    ],
    ids=["required-2025-11-25", "all-2025-11-25", "required-2026-07-28", "all-2026-07-28"],
)
async def test_the_host_passes_every_scenario_of_a_revision(run, options, number, recommendations):
    ended, scenarios = await run(options)

    assert with_status(scenarios, "FAILURE") == {}
    assert with_status(scenarios, "SKIPPED") == {}
    assert set(with_status(scenarios, "WARNING")) == recommendations
    assert len(scenarios) == number, ended.out
    assert ended.code == 0, ended.out
