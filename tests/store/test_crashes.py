"""A host that is killed at any moment leaves whole changes or none, and keeps what it has acknowledged."""

import json
import os
import random
import select
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from crash_load import BATCH, FILLER
from stores import NEW_KEY, OLD_KEY, opened

from powerstrip.store import AuditFilter

pytestmark = pytest.mark.anyio

ROUNDS = 1000 if os.environ.get("POWERSTRIP_LONG") else 25
#: Seconds after its start at which a load is killed, at the latest: dozens of its changes.
LATEST = 0.4


class Loads:
    """Starts loads and kills them."""

    def __init__(self):
        folders = [str(Path(__file__).parent), str(Path(__file__).parents[2] / "host" / "tests")]
        self.process = subprocess.Popen(
            [sys.executable, Path(__file__).parent / "crash_load.py"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(folders)},
            encoding="utf-8",
        )

    def run_and_kill(self, order, seconds):
        """Run a load for so many seconds; returns what it wrote into its log."""
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        said = {self._line(), self._line()}
        (child,) = said - {"ready"}
        select.select([self.process.stdout], [], [], seconds)
        os.kill(int(child), signal.SIGKILL)
        assert self._line() == "dead"
        return [json.loads(line) for line in Path(order["log"]).read_text("utf-8").splitlines()]

    def _line(self):
        return self.process.stdout.readline().strip()

    def end(self):
        self.process.communicate()


@pytest.fixture
def loads():
    loads = Loads()
    yield loads
    loads.end()


def possible(log):
    """By name, the states in which a change may have left it: the acknowledged one, and one that was begun."""
    states = {}
    for what, name, state in log:
        before = states.get(name, {None})
        states[name] = {state} if what == "done" else before | {state}
    return states


async def marker_of(store, name):
    """The state of a source: the number of the change that its options are from, None without it."""
    source = await store.sources.get(name)
    if source is None:
        return None
    config = store.sources.config_of(source)
    assert config == {"password": config["password"], "filler": FILLER}
    owner, _, marker = config["password"].partition(":")
    assert owner == name
    return int(marker)


async def count_of(store, call):
    """The state of a batch of the audit: how many of its records are there."""
    count = len((await store.audit.page(AuditFilter(call_id=call), limit=1000)).items)
    return count or None


async def found(store, states):
    return {
        name: await (marker_of if name.count("-") == 2 else count_of)(store, name)
        for name in states  # lanes have two
    }


@pytest.mark.timeout(max(180, ROUNDS * 3))
async def test_nothing_acknowledged_is_lost_and_nothing_is_half_written(place, backend, tmp_path, loads):
    dice = random.Random(5)
    all_states, acknowledged = {}, 0
    for number in range(ROUNDS):
        order = {"location": place, "round": number, "log": str(tmp_path / f"log{number}")}
        log = loads.run_and_kill(order, dice.uniform(0, LATEST))
        states = possible(log)
        acknowledged += sum(what == "done" for what, _, _ in log)

        async with await opened(place, NEW_KEY, OLD_KEY) as store:
            left = await found(store, states)

        assert {name: state for name, state in left.items() if state not in states[name]} == {}
        all_states |= states

    assert acknowledged > ROUNDS
    async with await opened(place, NEW_KEY, OLD_KEY) as store:
        everything = await found(store, all_states)
        rotation = await store.rotate_keys()
        assert rotation.refused == {}
        sources = {name: state for name, state in everything.items() if name.count("-") == 2}
        assert await store.sources.count_by_key() == {
            store.vault.key_id: sum(state is not None for state in sources.values())
        }
        records = sum([len(batch) async for batch in store.audit.export(batch=5000)])
        assert records == BATCH * sum(state is not None for name, state in everything.items() if name not in sources)
    if backend == "sqlite":
        with sqlite3.connect(place) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.close()
