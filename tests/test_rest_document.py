"""Everything that the OpenAPI document allows and forbids, tried at random against hosts with a real connector."""

import json
import os
import re
import sqlite3
import sys
import time
from pathlib import Path

import anyio
import pytest

from powerstrip.secrets import generate_key
from powerstrip.testing import running_host

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(7200)]

TOKEN = "correct-horse-battery-staple"
FOLDER = Path(__file__).parent
CASES = 100_000 if os.environ.get("POWERSTRIP_LONG") else 20_000
#: Of the first round; each one after it takes the next. What fails names its seed.
SEED = int(os.environ.get("POWERSTRIP_TEST_SEED", time.time_ns()))
#: Hosts that are tried at the same time, each by a process of its own.
HOSTS = 2
#: Seconds of a round. Each has a new host, as every source that is left behind makes the next changes slower.
ROUND = 60
#: What rounds do in turn: requests of each operation, and chains that go on with what was answered before.
PHASES = ("examples,coverage,fuzzing", "stateful")
#: Requests of each operation, or chains, before Schemathesis begins anew with what it has learnt.
EXAMPLES = 50
#: Of the links between operations, most of which Schemathesis infers, so many are followed in one round.
LINKS = 40


async def test_no_request_that_can_be_made_up_is_answered_otherwise_than_the_document_says(tmp_path):
    trial = Trial(tmp_path)
    async with anyio.create_task_group() as tasks:
        for _ in range(HOSTS):
            tasks.start_soon(trial.run)

    assert trial.cases >= CASES
    assert trial.links >= LINKS
    assert trial.operations == trial.described


async def test_a_host_that_asks_nobody_for_a_token_is_found_out(tmp_path):
    report, _ = await try_host(tmp_path, "--phases", "examples", token=None)

    assert {each["type"] for each in report["failures"]} == {"IgnoredAuth"}


class Trial:
    """Rounds of cases, until there are enough.

    Args:
        folder: for what they write.
    """

    def __init__(self, folder):
        self._folder, self._rounds = folder, 0
        self.cases, self.links, self.operations, self.described = 0, 0, 0, 0

    async def run(self):
        """Make up cases for one host after the other."""
        while self.cases < CASES:
            seed, phases = SEED + self._rounds, PHASES[(SEED + self._rounds) % len(PHASES)]
            self._rounds += 1
            print(f"after {self.cases} cases: POWERSTRIP_TEST_SEED={seed}")  # noqa: T201 - for who waits for hours
            folder = self._folder / str(seed)
            folder.mkdir()
            limits = ("--seed", str(seed), "--max-examples", str(EXAMPLES), "--max-time", str(ROUND))
            report, said = await try_host(folder, "--phases", phases, *limits)
            found = report["failures"] + report["errors"]
            assert (report["complete"], found) == (True, []), f"POWERSTRIP_TEST_SEED={seed}: {said[-8000:]}"
            self._count(report, said)

    def _count(self, report, said):
        assert report["test_cases"]["errored"] == 0
        self.cases += report["test_cases"]["generated"] - report["test_cases"]["without_checks"]
        self.described = report["operations"]["total"]
        self.operations = max(self.operations, report["operations"]["tested"])
        if found := re.search(r"API Links: +(\d+) covered", said):
            self.links = max(self.links, int(found[1]))


async def try_host(folder, *options, token=TOKEN):
    """Let Schemathesis try a host of its own, and return its report and what it says."""
    shop, report = folder / "shop.db", folder / "report.json"
    sqlite3.connect(shop).close()
    shop.touch()
    config = {"sources": {"shop": {"connector": "sqlite", "path": str(shop)}}, "audit": {"store": True}}
    async with running_host(config, environment={"POWERSTRIP_KEY": generate_key()}, token=token) as host:
        done = await anyio.run_process(
            [
                *(sys.executable, "-m", "schemathesis.cli", "--config-file", FOLDER / "schemathesis.toml", "run"),
                host.url.replace("/mcp", "/api/v1/openapi.json"),
                *("-H", f"Authorization: Bearer {TOKEN}", "-c", "all", *options),
                *("--generation-database", "none", "--no-color", "--report-json-path", report),
            ],
            cwd=folder,
            env={
                **os.environ,
                "SCHEMATHESIS_HOOKS": str(FOLDER / "rest_cases.py"),
                "POWERSTRIP_TEST_SHOP": str(shop),
            },
            check=False,
        )
    said = done.stdout.decode() + done.stderr.decode()
    # 1 is what it says of findings; any other failure is its own.
    assert done.returncode in (0, 1), said
    return json.loads(report.read_text("utf-8")), said
