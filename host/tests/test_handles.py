"""Kept results: whose they are, how much is kept for whom, and when they go."""

import json
import random
import subprocess
import sys

import anyio
import pytest
from connectors import Stage

from powerstrip.access import LOCAL, Principal
from powerstrip.errors import CallError
from powerstrip.handles import Handles
from powerstrip.running_call import Caller, SilentClient
from powerstrip.settings import LimitSettings
from powerstrip.testing import running_host
from powerstrip_sdk import Column

pytestmark = pytest.mark.anyio
COLUMNS = (Column(name="n", type="int"),)
#: Keeps one result of one row, says where, and waits to be killed.
KEEPS = """
import sys
from pathlib import Path
from powerstrip.result_folder import ResultFolder
folder = ResultFolder(Path(sys.argv[1]))
file = folder.new_file("kept")
file.write_bytes(b"[1]\\n")
print(file.parent, flush=True)
sys.stdin.read()
"""


class Office:
    """A host whose callers are told apart, and which answers one row at a time.

    Args:
        host: the running host.
    """

    def __init__(self, host):
        self.host = host.host

    async def call(self, principal, tool, arguments):
        who = Principal(id=principal, name=principal, grant=LOCAL.grant)
        caller = Caller(principal=who, view=self.host.catalog.views[""])
        return await self.host.calls.call_tool(caller, tool, arguments, SilentClient())

    async def count(self, principal, rows=3):
        """Keep a result, and return its answer."""
        reply = await self.call(principal, "stage_count", {"rows": rows})
        return json.loads(reply.content[0]["text"])

    async def fetch(self, principal, handle):
        """Return the text of the answer."""
        return (await self.call(principal, "fetch_result", {"handle": handle})).content[0]["text"]

    async def has(self, principal, *handles):
        return [not (await self.fetch(principal, handle)).startswith("not_found: ") for handle in handles]


def office(**limits):
    config = {"sources": {"one": {"connector": "stage"}}, "limits": {"max_rows": 1, **limits}}
    return running_host(config, plugins={"stage": Stage().plugin()})


async def test_another_principals_result_is_not_found_in_the_words_of_one_that_never_was():
    async with office() as host:
        desk = Office(host)
        handle = (await desk.count("ada"))["next"]
        others, never = await desk.fetch("bob", handle), await desk.fetch("bob", "x" * len(handle))
        with pytest.raises(CallError, match="there is no result"):
            await host.host.handles.get(handle, "bob")
        own = json.loads(await desk.fetch("ada", handle))

    assert others.replace(handle, "?") == never.replace("x" * len(handle), "?")
    assert own["total"] == 3


async def test_beyond_its_quota_a_principals_oldest_result_goes_and_nobody_elses():
    async with office(handle_quota=2) as host:
        desk = Office(host)
        bobs = (await desk.count("bob"))["next"]
        adas = [(await desk.count("ada"))["next"] for _ in range(3)]

        assert await desk.has("ada", *adas) == [False, True, True]
        assert await desk.has("bob", bobs) == [True]


async def test_the_quota_counts_bytes_too():
    # A row is `[0,"x"]` and the end of its line: 8 bytes.
    async with office(handle_quota_bytes=60) as host:
        desk = Office(host)
        adas = [(await desk.count("ada"))["next"] for _ in range(3)]
        kept = await desk.has("ada", *adas)
        large = await desk.count("ada", rows=8)
        alone = json.loads(await desk.fetch("ada", large["next"])) if large["next"] else None

    assert kept == [False, True, True]
    assert (large["truncated"], alone) == (True, None)


async def test_where_everybodys_results_fill_the_disk_a_new_one_makes_room_only_among_its_owners():
    async with office(handle_total=2) as host:
        desk = Office(host)
        bobs = [(await desk.count("bob"))["next"] for _ in range(2)]
        none = await desk.count("ada")
        again = (await desk.count("bob"))["next"]
        kept = await desk.has("bob", *bobs, again)

    assert (len(none["rows"]), none["truncated"], none["next"]) == (1, True, None)
    assert kept == [False, True, True]


async def test_nothing_is_given_up_for_a_result_that_would_not_fit_even_so():
    async with office(handle_total_bytes=60) as host:
        desk = Office(host)
        bobs = (await desk.count("bob", rows=4))["next"]
        adas = (await desk.count("ada"))["next"]
        large = await desk.count("ada", rows=9)

        assert (large["truncated"], large["next"]) == (True, None)
        assert await desk.has("ada", adas) == [True]
        assert await desk.has("bob", bobs) == [True]


async def test_a_result_whose_time_is_over_is_not_found_and_takes_nobodys_room(tmp_path):
    async with office(handle_total=1, handle_ttl=1e-9) as host:
        desk = Office(host)
        first = (await desk.count("ada"))["next"]
        second = (await desk.count("bob"))["next"]

        assert None not in (first, second)
        assert await desk.has("ada", first) == [False]
        assert await desk.has("bob", second) == [False]


async def test_the_results_of_a_killed_host_go_at_the_next_start_and_those_of_a_running_one_stay(tmp_path):
    results = tmp_path / "results"
    results.mkdir()
    hosts = [start_host(results) for _ in range(2)]
    try:
        killed, alive = [anyio.Path(host.stdout.readline().decode().strip()) for host in hosts]
        hosts[0].kill()
        hosts[0].wait()
        config = {"host": {"data_dir": str(tmp_path)}}
        with anyio.fail_after(30):
            async with running_host(config, plugins={}):
                while await killed.exists():
                    await anyio.lowlevel.checkpoint()
        left = sorted(each.name for each in results.iterdir())
    finally:
        for host in hosts:
            host.kill()
            host.communicate()

    assert left == [alive.name, f"{alive.name}.lock"]


async def test_a_page_of_a_result_that_goes_at_the_same_time_is_read_or_not_found(tmp_path):
    handles = Handles(tmp_path, LimitSettings())
    spool = await keep(handles, "ada", [b"[1]"])
    found = await handles.get(spool.handle, "ada")
    await handles.discard(spool)

    for read in (found.page(0, 1, 100), found.export("csv"), found.export("jsonl")):
        with pytest.raises(CallError) as caught:
            await read
        assert caught.value.code == "not_found"
    handles.close()


async def test_whatever_comes_and_goes_at_once_the_disk_never_holds_more_than_it_may(tmp_path):
    limits = LimitSettings(handle_quota=3, handle_quota_bytes=60, handle_total=5, handle_total_bytes=100)
    handles, chance, known, codes = Handles(tmp_path, limits), random.Random(7), [], set()

    async def somebody(name):
        for _ in range(25):
            if known and chance.random() < 0.4:
                try:
                    await (await handles.get(*chance.choice(known))).page(0, 10, 1000)
                except CallError as error:
                    codes.add(error.code)
            elif (spool := await keep(handles, name, [b"[12345678]"] * chance.randint(1, 6))) is not None:
                known.append((spool.handle, name))
            files = list(tmp_path.rglob("*.rows"))
            assert len(files) <= limits.handle_total
            assert sum(file.stat().st_size for file in files if file.exists()) <= limits.handle_total_bytes

    async with anyio.create_task_group() as tasks:
        for name in ("ada", "bob", "cy", "dan") * 2:
            tasks.start_soon(somebody, name)

    assert codes <= {"not_found"}
    handles.close()
    assert list((tmp_path / "results").iterdir()) == []


def start_host(results):
    """Start a process that keeps a result and waits."""
    return subprocess.Popen([sys.executable, "-c", KEEPS, str(results)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)


async def keep(handles, owner, rows):
    """Keep a result as a call does; None if there is no room."""
    spool = await handles.create(owner, COLUMNS, max_rows=1000, max_bytes=10_000)
    if spool is None:
        return None
    for row in rows:
        if not await spool.add([row]):
            break
    await handles.finish(spool, complete=spool.rows == len(rows))
    return spool
