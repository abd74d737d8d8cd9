"""The store as a file of SQLite: who may read it, what stays in it, and who may open it when."""

import json
import os
import sqlite3
import stat
import subprocess
import sys

import anyio
import pytest
from blockbuster import blockbuster_ctx
from stores import new_source, opened, vault

from powerstrip.store import Location, StoreOnDemand, StoreTooNew, StoreUnusable, open_store

pytestmark = pytest.mark.anyio


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o277])
async def test_files_and_folders_are_the_users_alone_whatever_the_umask(tmp_path, umask):
    file = tmp_path / "made" / "for it" / "powerstrip.db"
    before = os.umask(umask & 0o077)
    try:
        async with await opened(file) as store:
            await store.sources.create(new_source())
            modes = {each.name: mode(each) for each in sorted(tmp_path.rglob("*"))}
    finally:
        os.umask(before)

    assert modes == {
        "for it": 0o700,
        "made": 0o700,
        "powerstrip.db": 0o600,
        "powerstrip.db-shm": 0o600,
        "powerstrip.db-wal": 0o600,
        "powerstrip.db.lock": 0o600,
    }


async def test_a_file_that_others_could_read_is_closed_to_them(tmp_path):
    file = tmp_path / "powerstrip.db"
    await (await opened(file)).close()
    file.chmod(0o644)

    await (await opened(file)).close()

    assert mode(file) == 0o600


async def test_a_deleted_source_leaves_no_byte_of_its_secrets(tmp_path):
    file = tmp_path / "powerstrip.db"
    async with await opened(file) as store:
        kept = await store.sources.create(new_source("kept"))
        gone = await store.sources.create(new_source("gone", config={"password": "x" * 5000}))
        ciphertext = json.loads(gone.sealed)["text"].encode()

        def holders():
            return {each.name for each in tmp_path.iterdir() if ciphertext[100:160] in each.read_bytes()}

        assert holders() == {"powerstrip.db-wal"}
        assert await store.checkpoint()
        assert holders() == {"powerstrip.db"}
        await store.sources.delete(gone)
        assert holders() == set()
        assert await store.sources.get("kept") == kept
    assert holders() == set()


async def test_replaced_options_leave_no_byte_of_their_secrets(tmp_path):
    async with await opened(tmp_path / "powerstrip.db") as store:
        source = await store.sources.create(new_source(config={"password": "x" * 5000}))
        ciphertext = json.loads(source.sealed)["text"].encode()
        assert await store.checkpoint()

        await store.sources.update(source, config={"password": "y"})

        assert {each.name for each in tmp_path.iterdir() if ciphertext[100:160] in each.read_bytes()} == set()


async def test_a_reader_that_takes_long_delays_no_deletion_and_what_was_deleted_goes_later(tmp_path):
    file = tmp_path / "powerstrip.db"
    async with await opened(file) as store:
        source = await store.sources.create(new_source(config={"password": "x" * 5000}))
        ciphertext = json.loads(source.sealed)["text"].encode()
        reader = sqlite3.connect(file)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM sources").fetchall()

        await store.sources.delete(source)
        assert await store.sources.get("prod") is None
        assert not await store.checkpoint()
        reader.close()
        assert await store.checkpoint()

        assert {each.name for each in tmp_path.iterdir() if ciphertext[100:160] in each.read_bytes()} == set()


async def test_secrets_are_nowhere_in_the_clear(tmp_path):
    async with await opened(tmp_path / "powerstrip.db") as store:
        await store.sources.create(new_source())
        for each in tmp_path.iterdir():
            assert b"hunter2" not in each.read_bytes()


async def test_every_connection_has_the_settings_that_keep_data(tmp_path):
    async with await opened(tmp_path / "powerstrip.db") as store, store.sources._database.read() as connection:
        wanted = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1, "busy_timeout": 20000}
        found = {name: (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one() for name in wanted}

    assert found == wanted


async def test_a_store_of_a_later_version_is_refused_with_what_to_do(tmp_path):
    file = tmp_path / "powerstrip.db"
    await (await opened(file)).close()
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE powerstrip_version SET version_num = '9999'")
    connection.close()

    with pytest.raises(StoreTooNew) as caught:
        await opened(file)

    assert str(caught.value) == (
        f"the store at {str(file)!r} was migrated to '9999' by a later powerstrip, and this one knows it up to "
        "'0002': install that version, or restore the backup that was made before"
    )


async def test_a_file_of_something_else_is_refused_and_left_alone(tmp_path):
    file = tmp_path / "shop.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE orders (id INTEGER)")
    connection.close()

    with pytest.raises(StoreUnusable, match="holds tables that are not powerstrip's, give it a database of its own"):
        await opened(file)

    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("orders",)]
    connection.close()


@pytest.mark.parametrize("content", [b"no database at all, but long enough to be looked at" * 100])
async def test_a_file_that_is_no_database_is_refused(tmp_path, content):
    file = tmp_path / "powerstrip.db"
    file.write_bytes(content)

    with pytest.raises(StoreUnusable, match=r"cannot be opened \(DatabaseError\), is it powerstrip's\?"):
        await opened(file)

    assert file.read_bytes() == content


async def test_a_place_where_no_file_can_be_is_refused(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(StoreUnusable, match="cannot be opened: File exists"):
        await opened(tmp_path / "file" / "powerstrip.db")


async def test_a_folder_is_no_store(tmp_path):
    with pytest.raises(StoreUnusable, match="cannot be opened: Is a directory"):
        await opened(tmp_path)


def test_the_url_of_something_else_is_refused():
    with pytest.raises(StoreUnusable, match=r"^a store is a file's path or postgresql://..., not mysql://$"):
        Location.of("mysql://root:hunter2@db/x")


def test_a_location_shows_no_password():
    location = Location.of("postgres://powerstrip:hunter2@db.internal:5433/state?sslmode=require&password=hunter2")

    assert str(location) == "postgresql://db.internal:5433/state"
    assert "hunter2" not in repr(location)
    assert location.dsn == ("postgresql://powerstrip:hunter2@db.internal:5433/state?sslmode=require&password=hunter2")


async def test_nothing_is_made_before_it_is_needed(tmp_path):
    file = tmp_path / "data" / "powerstrip.db"
    async with StoreOnDemand(Location.of(file), vault()) as on_demand:
        assert await on_demand.if_exists() is None
        assert list(tmp_path.iterdir()) == []

        store = await on_demand.get()
        await store.sources.create(new_source())
        assert await on_demand.if_exists() is store
        assert await on_demand.get() is store

    async with StoreOnDemand(Location.of(file), vault()) as on_demand:
        existing = await on_demand.if_exists()
        assert existing is not None
        assert (await existing.sources.get("prod")).owner == "ada"


async def test_a_store_that_could_not_be_opened_is_tried_again(tmp_path):
    file = tmp_path / "data" / "powerstrip.db"
    (tmp_path / "data").touch()
    async with StoreOnDemand(Location.of(file), vault()) as on_demand:
        with pytest.raises(StoreUnusable):
            await on_demand.get()
        (tmp_path / "data").unlink()
        await on_demand.get()

    assert file.exists()


async def test_many_that_need_the_store_at_once_open_it_once(tmp_path):
    found = []
    async with StoreOnDemand(Location.of(tmp_path / "powerstrip.db"), vault()) as on_demand:

        async def need():
            found.append(await on_demand.get())

        async with anyio.create_task_group() as tasks:
            for _ in range(20):
                tasks.start_soon(need)

    assert len({id(each) for each in found}) == 1


OPEN = """
import anyio, sys
from powerstrip.store import Location, open_store
async def main():
    sys.stdin.readline()
    await (await open_store(Location.of(sys.argv[1]))).close()
anyio.run(main)
"""


async def test_stores_of_several_hosts_in_one_process_are_made_at_once_and_each_is_whole(tmp_path):
    whole = []

    async def make(file):
        async with await opened(file) as store:
            whole.append((await store.sources.create(new_source())).name)

    async with anyio.create_task_group() as tasks:
        for number in range(8):
            tasks.start_soon(make, tmp_path / f"{number}.db")

    assert whole == [new_source().name] * 8


def test_a_store_that_is_up_to_date_opens_without_alembic(tmp_path):
    code = OPEN.replace("anyio.run(main)", "anyio.run(main); print('alembic' in sys.modules)")
    outputs = [
        subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "powerstrip.db")],
            input="go\n",
            capture_output=True,
            encoding="utf-8",
            check=True,
        ).stdout
        for _ in range(2)
    ]

    assert outputs == ["True\n", "False\n"]


WHERE_IMPORTED = """
import sys, threading
found = []
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("sqlalchemy", "alembic", "aiosqlite", "cryptography", "powerstrip"):
            if threading.current_thread() is threading.main_thread():
                found.append(name)
        return None
import anyio
from powerstrip.store import Location, NewSource, open_store
from powerstrip.secrets import generate_key, open_vault
async def main():
    sys.meta_path.insert(0, Finder())
    vault = await open_vault({"POWERSTRIP_KEY": generate_key()})
    async with await open_store(Location.of(sys.argv[1]), vault=vault) as store:
        source = await store.sources.create(NewSource(name="one", connector="one", config={}, owner="ada"))
        store.sources.config_of(source)
        await store.rotate_keys()
        await store.sources.delete(source)
anyio.run(main)
print(found)
"""


def test_everything_is_imported_in_a_worker_thread(tmp_path):
    command = [sys.executable, "-c", WHERE_IMPORTED, str(tmp_path / "powerstrip.db")]
    outputs = [subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout for _ in range(2)]

    assert outputs == ["[]\n", "[]\n"]


async def test_nothing_that_an_open_store_does_blocks_the_loop(tmp_path):
    async with await opened(tmp_path / "powerstrip.db") as store:
        with blockbuster_ctx():
            source = await store.sources.create(new_source())
            await store.settings.put("theme", "dark")
            page = await store.sources.page()
            await store.rotate_keys()
            await store.sources.delete(source)

    assert [each.name for each in page.items] == ["prod"]


async def test_a_cancelled_change_has_happened_or_not_and_the_next_one_works(tmp_path):
    async with await opened(tmp_path / "powerstrip.db") as store:
        for steps in range(30):
            with anyio.CancelScope() as scope:
                async with anyio.create_task_group() as tasks:
                    tasks.start_soon(store.sources.create, new_source(f"source{steps}"))
                    for _ in range(steps):
                        await anyio.lowlevel.checkpoint()
                    scope.cancel()
        async with anyio.create_task_group() as tasks:
            for number in range(20):
                tasks.start_soon(store.settings.put, f"key{number}", number)

        assert len(await store.settings.all()) == 20
        page = await store.sources.page()
        assert [store.sources.config_of(each)["password"] for each in page.items] == [
            f"hunter2-{each.name}" for each in page.items
        ]


async def test_without_a_key_the_store_opens_and_says_why_options_stay_sealed(tmp_path):
    file = tmp_path / "powerstrip.db"
    async with await opened(file) as store:
        await store.sources.create(new_source())

    async with await open_store(Location.of(file)) as store:
        source = await store.sources.get("prod")
        assert store.vault.reason.startswith("there is no key: set POWERSTRIP_KEY")
        assert (source.name, source.settings, source.active) == ("prod", {"description": "prod"}, True)
        await store.settings.put("theme", "dark")
