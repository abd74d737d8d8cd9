"""A store moves to another place with everything in it."""

import os
import sqlite3
import sys

import anyio
import pytest
from dump_schema import fill
from stores import NOON, opened, record

from powerstrip.store.tables import metadata

pytestmark = pytest.mark.anyio


async def contents(store):
    """Everything that is in a store, by table."""
    found = {}
    for table in metadata.sorted_tables:
        async with store.sources._database.read() as connection:
            rows = await connection.execute(table.select().order_by(*table.primary_key.columns))
            found[table.name] = [row._asdict() for row in rows]
    return found


async def import_store(place, file, cwd):
    own = {name: value for name, value in os.environ.items() if not name.startswith("POWERSTRIP_")}
    command = [sys.executable, "-m", "powerstrip", "store", "import", file]
    return await anyio.run_process(command, env=own | {"POWERSTRIP_HOST__STATE": place}, cwd=cwd, check=False)


async def test_everything_in_a_file_is_copied_to_another_place(place, tmp_path):
    old = str(tmp_path / "old.db")
    await fill(old)
    async with await opened(old) as store:
        await store.audit.add([record(number) for number in range(1000, 2200)])
        before = await contents(store)

    done = await import_store(place, old, tmp_path)

    assert (done.returncode, done.stderr.decode()) == (0, "")
    assert [line.split() for line in done.stdout.decode().splitlines()] == [
        ["TABLE", "READ", "WRITTEN"],
        ["audit", "1202", "1202"],
        ["results", "1", "1"],
        ["settings", "1", "1"],
        ["sources", "2", "2"],
        ["tokens", "2", "2"],
    ]
    async with await opened(place) as store:
        assert await contents(store) == before
        assert store.sources.config_of(await store.sources.get("prod"))["password"] == "hunter2-prod"
        await store.settings.put("theme", "changed")

    again = await import_store(place, old, tmp_path)

    assert (again.returncode, again.stdout.decode().split()[5]) == (0, "0")
    async with await opened(place) as store:
        assert await store.settings.get("theme") == "changed"
        assert (await store.results.get("kept", owner="ada", now=NOON)).rows == 5


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_store_is_not_copied_into_itself(place, tmp_path):
    await fill(place)

    done = await import_store(place, place, tmp_path)

    assert done.returncode == 2
    assert done.stderr.decode() == f"powerstrip: {place!r} is the store that host.state names, name the other one\n"


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_backup_that_is_made_while_the_host_runs_holds_everything(place, tmp_path):
    await fill(place)
    async with await opened(place) as store:
        await store.audit.add([record(number) for number in range(1000, 1100)])
        before = await contents(store)
        origin, backup = sqlite3.connect(place), sqlite3.connect(tmp_path / "backup.db")
        origin.backup(backup)
        origin.close()
        backup.close()

    async with await opened(tmp_path / "backup.db") as store:
        assert await contents(store) == before
