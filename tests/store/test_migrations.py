"""A store of every released version is brought up to date, whole or not at all, by one process."""

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import anyio.to_thread
import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from stores import NOON, opened, record

from powerstrip.secrets import token_digest
from powerstrip.store import Location, StoreTooNew, StoreUnusable, migrations, prepare
from powerstrip.store.database import make_engine
from powerstrip.store.tables import metadata

pytestmark = pytest.mark.anyio

SCHEMAS = Path(__file__).parents[2] / "host" / "tests" / "released_schemas"
RELEASED = sorted({file.name.partition(".")[0] for file in SCHEMAS.glob("*.sql")})


async def load(place, backend, version):
    """Make a store as a released version left it."""
    script = (SCHEMAS / f"{version}.{backend}.sql").read_text("utf-8")
    if backend == "sqlite":
        connection = sqlite3.connect(place)
        connection.executescript(script)
        connection.close()
    else:
        connection = await asyncpg.connect(place)
        await connection.execute(script)
        await connection.close()


def known_since(version, first, value):
    """What a store holds that earlier ones did not."""
    return value if version >= first else None


async def looked_at(place, look):
    """What a function of a SQLAlchemy connection finds in a store."""
    engine = make_engine(Location.of(place))
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(look)
    finally:
        await engine.dispose()


def schema(connection):
    """Every table with its columns, keys and indexes."""
    found = inspect(connection)
    look = {
        "columns": found.get_columns,
        "primary key": lambda table: [found.get_pk_constraint(table)],
        "unique": found.get_unique_constraints,
        "foreign keys": found.get_foreign_keys,
        "checks": found.get_check_constraints,
        "indexes": found.get_indexes,
    }
    return {
        table: {what: sorted(described(each) for each in get(table)) for what, get in look.items()}
        for table in found.get_table_names()
    }


def described(facts):
    if isinstance(facts, dict):
        return str({name: described(value) for name, value in facts.items()})
    return str(facts)


@pytest.fixture
async def fresh(tmp_path, backend, place):
    """The schema of a new store."""
    await (await opened(place)).close()
    found = await looked_at(place, schema)
    if backend == "sqlite":
        await anyio.Path(place).unlink()
    else:
        connection = await asyncpg.connect(place)
        await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        await connection.close()
    return found


@pytest.mark.parametrize("version", RELEASED)
async def test_every_released_store_becomes_what_a_new_one_is_and_keeps_its_data(fresh, place, backend, version):
    await load(place, backend, version)

    async with await opened(place) as store:
        sources = {each.name: each for each in (await store.sources.page()).items}
        assert {name: store.sources.config_of(each) for name, each in sources.items()} == {
            "prod": {"host": "db.internal", "password": "hunter2-prod"},
            "off": {},
        }
        prod, off = sources["prod"], sources["off"]
        assert (prod.connector, prod.owner, prod.settings) == ("postgres", "ada", {"description": "prod"})
        assert (prod.active, prod.verified, prod.last_verified_at, prod.version) == (True, True, NOON, 1)
        assert prod.tools == ({"name": "query"},)
        assert (off.active, off.verified, off.last_error) == (False, False, "nobody answers")
        tokens = {each.name: each for each in (await store.tokens.page(revoked=True)).items}
        assert tokens["ci"] == await store.tokens.by_digest(token_digest("ps_ci"))
        assert (tokens["ci"].scopes, tokens["ci"].sources, tokens["ci"].revoked_at) == (("tools:call",), None, None)
        assert (tokens["old"].sources, tokens["old"].views, tokens["old"].expires_at) == (
            ("prod*",),
            ("support",),
            NOON,
        )
        assert tokens["old"].revoked_at is not None
        assert (await store.audit.page()).items == (
            record(2, action="token.create"),
            record(1, principal_id=known_since(version, "0002", "token"), arguments={"query": "SELECT 1"}, rows=1),
        )
        kept = await store.results.get("kept", owner="ada", now=NOON)
        assert (kept.rows, kept.complete, kept.expires_at) == (5, True, NOON + timedelta(minutes=10))
        assert await store.settings.all() == {"theme": {"dark": True}}
    assert await looked_at(place, schema) == fresh


def test_a_released_store_of_every_migration_is_kept():
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))

    assert [each.revision for each in scripts.walk_revisions()][::-1] == RELEASED
    assert scripts.get_heads() == [prepare.HEAD]


async def test_the_migrations_leave_what_the_code_expects(place):
    await (await opened(place)).close()

    def differences(connection):
        options = {"version_table": prepare.VERSION_TABLE, "compare_type": True, "compare_server_default": True}
        return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)

    assert await looked_at(place, differences) == []


LATER = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = "later", "{head}"
def upgrade():
    with op.batch_alter_table("sources") as sources:
        sources.add_column(sa.Column("colour", sa.Text(), nullable=False, server_default="blue"))
        sources.alter_column("owner", type_=sa.Text(), nullable=True)
    {then}
"""


@pytest.fixture
def later(monkeypatch, tmp_path):
    """Pretend that there is one more migration."""
    folder = tmp_path / "later"
    folder.mkdir()
    original, head = migrations.config_for, prepare.HEAD

    def config_for(connection):
        config = original(connection)
        versions = Path(migrations.__file__).parent / "versions"
        config.set_main_option("version_locations", os.pathsep.join(map(str, (versions, folder))))
        return config

    def later(then="pass"):
        (folder / "later.py").write_text(LATER.format(head=head, then=then), "utf-8")
        monkeypatch.setattr(migrations, "config_for", config_for)
        monkeypatch.setattr(prepare, "HEAD", "later")

    return later


@pytest.mark.parametrize("version", RELEASED[-1:])
async def test_a_migration_changes_tables_and_keeps_their_rows(place, backend, version, later):
    await load(place, backend, version)
    later()

    async with await opened(place) as store:
        assert len(await store.settings.all()) == 1

    def colours(connection):
        return connection.execute(text("SELECT name, colour FROM sources ORDER BY name")).all()

    assert await looked_at(place, colours) == [("off", "blue"), ("prod", "blue")]


@pytest.mark.parametrize("version", RELEASED[-1:])
async def test_a_migration_that_fails_half_way_changes_nothing(place, backend, version, later, monkeypatch):
    await load(place, backend, version)
    before = await looked_at(place, schema)
    with monkeypatch.context() as pretending:
        later('op.execute("SELECT * FROM nowhere")')
        with pytest.raises(StoreUnusable, match="cannot be opened"):
            await opened(place)
        pretending.undo()

    assert await looked_at(place, schema) == before


async def test_a_store_of_a_later_version_is_refused(place):
    async with await opened(place) as store, store.sources._database.write() as connection:
        await connection.execute(text(f"UPDATE {prepare.VERSION_TABLE} SET version_num = '9999'"))

    with pytest.raises(StoreTooNew, match="install that version, or restore the backup that was made before"):
        await opened(place)


async def test_a_database_of_something_else_is_refused(place, backend):
    if backend == "sqlite":
        connection = sqlite3.connect(place)
        connection.execute("CREATE TABLE orders (id INTEGER)")
        connection.close()
    else:
        connection = await asyncpg.connect(place)
        await connection.execute("CREATE TABLE orders (id INTEGER)")
        await connection.close()

    with pytest.raises(StoreUnusable, match="holds tables that are not powerstrip's"):
        await opened(place)


OPEN = """
import anyio, sys
from powerstrip.store import Location, open_store
async def main():
    sys.stdin.readline()
    await (await open_store(Location.of(sys.argv[1]))).close()
anyio.run(main)
"""


async def test_hosts_that_start_at_once_migrate_once(place):
    command = [sys.executable, "-W", "error", "-c", OPEN, place]

    def start_together():
        starting = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") for _ in range(4)
        ]
        with ThreadPoolExecutor() as threads:
            said = list(threads.map(lambda each: each.communicate("go\n")[1], starting))
        return [(each.returncode, text) for each, text in zip(starting, said, strict=True)]

    assert await anyio.to_thread.run_sync(start_together) == [(0, "")] * 4

    def versions(connection):
        return connection.execute(text(f"SELECT version_num FROM {prepare.VERSION_TABLE}")).all()

    assert await looked_at(place, versions) == [(prepare.HEAD,)]


async def test_a_store_is_made_by_the_wheel_alone(place, installed, tmp_path):
    root = Path(__file__).parents[2]
    environment = installed(root / "host", root / "sdk")
    check = "import powerstrip, sys; assert powerstrip.__file__.startswith(sys.argv[2]), powerstrip.__file__"
    command = [sys.executable, "-W", "error", "-c", f"{check}\n{OPEN}", place, environment["PYTHONPATH"]]

    done = await anyio.run_process(command, input=b"\n", env=environment, cwd=tmp_path, check=False)

    assert (done.returncode, done.stderr.decode()) == (0, "")
    async with await opened(place) as store:
        assert await store.settings.all() == {}
