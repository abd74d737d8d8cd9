"""Each of the fences is needed: without one of them a statement changes or tells something."""

import pytest

from powerstrip_duckdb import connection, plugin, statement
from powerstrip_sdk.testing import Siege, attacks, declared

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend():
    return "asyncio"


async def changed(attacked):
    """Return what the seeds as they are change first, by the keys of the state."""
    siege = Siege(attacked, declared(plugin).connector("duckdb"), attacked.credentials["a file that may be written"])
    found = await siege.deviations(attacks(attacked, every=1000), most=1)
    return {key for deviation in found for key in deviation.changes}


async def test_with_all_of_them_nothing_is_changed(attacked_folder):
    assert await changed(attacked_folder) == set()


async def test_without_the_look_at_the_kind_of_statement_databases_are_attached(attacked_folder, monkeypatch):
    monkeypatch.setattr(statement, "_only_select", lambda _session, sql: sql)
    assert await changed(attacked_folder) == {"session, SELECT database_name, readonly FROM duckdb_databases()"}


async def test_with_external_access_files_are_written(attacked_folder, monkeypatch):
    monkeypatch.setattr(connection, "_ATTACH", connection._ATTACH.replace("SET enable_external_access = false;", ""))
    assert await changed(attacked_folder) == {"files, source/made.csv"}


async def test_without_the_lock_settings_are_changed(attacked_folder, monkeypatch):
    monkeypatch.setattr(connection, "_ATTACH", connection._ATTACH.replace("SET lock_configuration = true;", ""))
    assert "session, SELECT name, value FROM duckdb_settings()" in await changed(attacked_folder)


async def test_without_the_look_after_each_call_resources_stay(attacked_folder, monkeypatch):
    async def reset(_connection):
        pass

    monkeypatch.setattr(connection.DuckdbConnection, "reset", reset)
    assert await changed(attacked_folder) == {"session, FROM duckdb_external_resource_types()"}
