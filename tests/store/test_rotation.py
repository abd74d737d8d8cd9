"""The operator's key changes while others write."""

import os
import sys

import anyio
import pytest
from stores import NEW_KEY, OLD_KEY, new_source, opened

pytestmark = pytest.mark.anyio

WRITERS = 100
CHANGES = 5


@pytest.mark.timeout(180)
async def test_a_hundred_writers_lose_nothing_while_the_key_changes(place, tmp_path):
    """Half of them seal with the old key, half with the new one, while two processes rotate."""
    written, rotations = {}, []
    finished = anyio.Event()

    async def write(store, name):
        source = await store.sources.create(new_source(name))
        for number in range(CHANGES):
            written[name] = {"password": f"{name}:{number}"}
            source = await store.sources.update(source, config=written[name])

    async def rotate(store):
        while not finished.is_set():
            rotations.append(await store.rotate_keys())
            await anyio.lowlevel.checkpoint()

    async def rotate_from_outside():
        own = {name: value for name, value in os.environ.items() if not name.startswith("POWERSTRIP_")}
        keys = {"POWERSTRIP_KEY": f"{NEW_KEY} {OLD_KEY}", "POWERSTRIP_HOST__STATE": place}
        command = [sys.executable, "-m", "powerstrip", "keys", "rotate"]
        rotations.append(await anyio.run_process(command, env=own | keys, cwd=tmp_path))

    async with await opened(place, OLD_KEY, NEW_KEY) as before, await opened(place, NEW_KEY, OLD_KEY) as after:
        async with anyio.create_task_group() as rotating:
            rotating.start_soon(rotate, after)
            rotating.start_soon(rotate_from_outside)
            async with anyio.create_task_group() as writing:
                for number in range(WRITERS):
                    writing.start_soon(write, after if number % 2 else before, f"s{number}")
            finished.set()
        rotations.append(await after.rotate_keys())

    assert len(rotations) > 2
    async with await opened(place, NEW_KEY) as store:
        page = await store.sources.page(limit=WRITERS)
        assert {each.name: store.sources.config_of(each) for each in page.items} == written
        assert {each.version for each in page.items} == {1 + CHANGES}
        assert await store.sources.count_by_key() == {store.vault.key_id: WRITERS}
