"""The corpus itself: that its statements are what they seem to be, and that it finds a weakness in every layer."""

import sqlite3

import pytest
from sqlite_attacked import attacked_folder

from powerstrip_sdk.testing import Siege, attacks, declared, seeds
from powerstrip_sqlite import connect as connecting
from powerstrip_sqlite import guard, plugin

pytestmark = pytest.mark.anyio

WRITABLE = "a file that may be written"


@pytest.fixture
def attacked(tmp_path):
    with attacked_folder(tmp_path) as attacked:
        yield attacked


async def deviations(attacked, chosen=lambda attack: True):
    """Return the first thing that the seeds as they are, or those chosen of them, change."""
    plain = [attack for attack in attacks(attacked, every=1000) if chosen(attack)]
    assert plain
    siege = Siege(attacked, declared(plugin).connector("sqlite"), attacked.credentials[WRITABLE])
    return await siege.deviations(plain, most=1)


def rows(attack):
    """Choose what writes rows and definitions of the file with one statement."""
    return attack.seed.startswith("portable.sql") and ";" not in attack.sql and "TEMP" not in attack.sql


def attaching(attack):
    """Choose what opens another file beside the database."""
    return attack.sql.startswith("ATTACH")


def protected(monkeypatch, *, authorizer=True, attached=0, query_only=True, mode="ro"):
    """Open connections without some of the layers."""

    def protect(connection, _guard):
        whole(connection, _guard)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, attached)
        connection.set_authorizer(None)
        connection.execute(f"PRAGMA query_only = {query_only:d}").close()
        connection.set_authorizer(_guard)

    def opened(address, **options):
        return opens(address.replace("mode=ro", f"mode={mode}"), **options)

    whole, opens = guard.protect, sqlite3.connect
    if not authorizer:
        monkeypatch.setattr(guard.Guard, "__call__", lambda *_asked: sqlite3.SQLITE_OK)
    monkeypatch.setattr(connecting, "protect", protect)
    monkeypatch.setattr(connecting.sqlite3, "connect", opened)


def test_there_are_hundreds_of_seeds_and_thousands_of_statements(attacked):
    assert len(seeds(attacked)) > 300
    assert len(attacks(attacked)) > 10_000


async def test_without_the_authorizer_a_copy_is_written(attacked, monkeypatch):
    assert not await deviations(attacked)
    protected(monkeypatch, authorizer=False)
    assert await deviations(attacked)


async def test_without_the_limit_another_database_is_attached(attacked, monkeypatch):
    protected(monkeypatch, authorizer=False)
    assert not await deviations(attacked, attaching)
    protected(monkeypatch, authorizer=False, attached=10)
    assert await deviations(attacked, attaching)


async def test_query_only_stops_rows_where_the_file_is_open_for_writing(attacked, monkeypatch):
    protected(monkeypatch, authorizer=False, mode="rw")
    assert not await deviations(attacked, rows)
    protected(monkeypatch, authorizer=False, mode="rw", query_only=False)
    assert await deviations(attacked, rows)


async def test_the_mode_of_opening_stops_rows_where_nothing_else_does(attacked, monkeypatch):
    protected(monkeypatch, authorizer=False, query_only=False)
    assert not await deviations(attacked, rows)
