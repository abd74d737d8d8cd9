"""What the corpus is run against: a server of its own, with everything in it through which a statement could act."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
from postgres_encodings import ENCODINGS
from postgres_positions import POSITIONS

from powerstrip_postgres.testing import PostgresServer
from powerstrip_sdk.testing import Attacked, read_seeds
from powerstrip_sdk.testing.attack import filled

HERE = Path(__file__).parent
SECRET = "what no statement may read"

#: Everything that the corpus may find a way to use, and nothing that moves by itself.
SETTINGS = {
    "autovacuum": "off",
    "checkpoint_timeout": "1d",
    "log_directory": "log",
    "logging_collector": "on",
    "max_prepared_transactions": "2",
    "wal_level": "logical",
}

#: What every catalog and table holds: their rows by place and version, since a change of a row makes a new version.
_RELATIONS = """
SELECT string_agg(format('SELECT %L, count(*), sum(hashtextextended(t.ctid::text || t.xmin || t.xmax%s, 0)) FROM %s t',
    oid::regclass, CASE WHEN relnamespace = 'pg_catalog'::regnamespace THEN '' ELSE ' || t' END, oid::regclass),
    ' UNION ALL ' ORDER BY oid)
FROM pg_class WHERE relkind IN ('r', 'm') AND relpersistence = 'p' AND relnamespace <> 'pg_toast'::regnamespace
    AND relnamespace <> 'information_schema'::regnamespace
"""

#: The server notes by itself which transactions run; everything else in its log was asked for by somebody.
_STATE = """
SELECT (SELECT jsonb_agg(concat_ws(' ', start_lsn, resource_manager, record_type, description))
        FROM pg_get_wal_records_info($1, 'FFFFFFFF/FFFFFFFF')
        WHERE (resource_manager, record_type) <> ('Standby', 'RUNNING_XACTS')) AS "write-ahead log",
    pg_snapshot_xmax(pg_current_snapshot())::text AS "next transaction",
    (SELECT jsonb_object_agg(oid::regclass, pg_sequence_last_value(oid)) FROM pg_class
        WHERE relkind = 'S') AS sequences,
    (SELECT count(*) FROM pg_class) AS "number of relations",
    (SELECT md5(string_agg(s::text, '' ORDER BY name)) FROM pg_settings s) AS settings,
    pg_conf_load_time()::text AS "settings loaded",
    md5(pg_read_file('postgresql.auto.conf') || pg_read_file('pg_hba.conf')) AS "settings to be loaded",
    (SELECT jsonb_agg(p ORDER BY gid) FROM pg_prepared_xacts p) AS "prepared transactions",
    (SELECT jsonb_agg(s ORDER BY slot_name) FROM pg_replication_slots s) AS slots,
    (SELECT jsonb_agg(o ORDER BY local_id) FROM pg_show_replication_origin_status() o) AS origins,
    (SELECT jsonb_agg(jsonb_build_array(pid, application_name, state, query) ORDER BY pid) FROM pg_stat_activity
        WHERE backend_type = 'client backend' AND application_name NOT IN ('powerstrip', 'watcher')) AS sessions,
    (SELECT jsonb_agg(l ORDER BY l::text) FROM (SELECT locktype, relation, classid, objid, mode, granted, a.usename
        FROM pg_locks k JOIN pg_stat_activity a USING (pid)
        WHERE a.application_name <> 'watcher' AND locktype <> 'virtualxid') l) AS locks,
    (SELECT jsonb_agg(at ORDER BY at) FROM (SELECT stats_reset FROM pg_stat_database
        UNION ALL SELECT stats_reset FROM pg_stat_bgwriter UNION ALL SELECT stats_reset FROM pg_stat_checkpointer
        UNION ALL SELECT stats_reset FROM pg_stat_wal UNION ALL SELECT stats_reset FROM pg_stat_io
        UNION ALL SELECT stats_reset FROM pg_stat_slru
        UNION ALL SELECT stats_reset FROM pg_stat_archiver) s (at)) AS "statistics reset",
    pg_notification_queue_usage() AS "notifications queued"
"""

#: Two files that the server itself renews, and those whose sizes grow by themselves.
_FILES = """
WITH RECURSIVE file (path, is_folder, size) AS (
    SELECT name, isdir, size FROM pg_ls_dir('.') name, pg_stat_file(name, true)
    UNION ALL
    SELECT path || '/' || name, isdir, s.size
    FROM file, pg_ls_dir(path, true, false) name, pg_stat_file(path || '/' || name, true) s WHERE is_folder
)
SELECT path, CASE WHEN path ~ '^(log|pg_stat|pg_stat_tmp)/' OR is_folder THEN NULL ELSE size END AS size
FROM file WHERE path !~ 'pg_internal\\.init' ORDER BY path
"""

#: Settings with a dot in their names are those of libraries, which are there once something loaded the library.
_SESSION = """
SELECT name, setting FROM pg_settings WHERE name NOT LIKE '%.%'
UNION ALL SELECT 'own setting', current_setting('intruder.is', true)
UNION ALL SELECT 'current user', current_user
UNION ALL SELECT 'session user', session_user
UNION ALL SELECT 'locks', count(*)::text FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory'
UNION ALL SELECT 'channels', count(*)::text FROM pg_listening_channels()
UNION ALL SELECT 'cursors', count(*)::text FROM pg_cursors WHERE is_holdable
UNION ALL SELECT 'temporary relations', count(*)::text FROM pg_class WHERE relpersistence = 't'
UNION ALL SELECT 'temporary schema', pg_my_temp_schema()::text
"""


class Watcher:
    """Takes the state of a server.

    Attributes:
        reached: connections that somebody made to the socket.
        heard: notifications on the channel `news`.
    """

    def __init__(self, folder: Path, connect: Callable[[], Awaitable[Any]]) -> None:
        self._folder, self._connect = folder, connect
        self._admin: Any = None
        self._relations = self._since = ""
        self.reached = 0
        self.heard = 0

    async def begin(self, admin: Any) -> None:
        """Take the state through a superuser's connection from now on."""
        self._admin, self._relations = admin, await admin.fetchval(_RELATIONS)
        self._since = self._since or await admin.fetchval("SELECT pg_current_wal_insert_lsn()")
        await admin.add_listener("news", self.on_notification)

    async def fingerprint(self) -> Mapping[str, object]:
        """Return the state; the keys are in the words of the acceptance suite."""
        if self._admin.is_closed():
            # A statement ended all sessions, this one as well.
            await self.begin(await self._connect())
        state = dict(await self._admin.fetchrow(_STATE, self._since))
        relations = await self._rows()
        files = await self._admin.fetch(_FILES)
        return {
            **state,
            **{f"rows of {name}": (count, digest) for name, count, digest in relations},
            "files of the server": dict(files),
            "files beside the server": sorted((path.name, path.stat().st_size) for path in self._folder.iterdir()),
            "sockets reached": self.reached,
            "notifications heard": self.heard,
        }

    async def end(self) -> None:
        """Close the connection."""
        await self._admin.close()

    async def _rows(self) -> list[Any]:
        try:
            return await self._admin.fetch(self._relations)
        except asyncpg.UndefinedTableError:
            self._relations = await self._admin.fetchval(_RELATIONS)
            return await self._admin.fetch(self._relations)

    def on_notification(self, *_about: object) -> None:
        self.heard += 1

    async def on_connection(self, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reached += 1
        writer.transport.abort()


@asynccontextmanager
async def attacked_server(server: PostgresServer) -> AsyncIterator[Attacked]:
    """Make the database `attacked` on a server with `SETTINGS`, and return what the corpus is run against."""
    folder = _make_folders(server)
    watcher = Watcher(folder, partial(_connect, server, "watcher"))
    listener = await asyncio.start_server(watcher.on_connection, "127.0.0.1", 0)
    names = {
        "table": "shop.items",
        "column": "id",
        "schema": "shop",
        "folder": str(folder),
        "secret": str(folder / "secret.txt"),
        "socket": str(listener.sockets[0].getsockname()[1]),
        "port": str(server.port),
        "username": server.username,
        "password": server.password,
        "role": server.username,
        "loopback": f"host=127.0.0.1 port={server.port} dbname=attacked user=reader password=secret",
        "own_pid": "pg_backend_pid()",
    }
    await _make_database(server, names)
    admin = await _connect(server, "watcher")
    victim = await _connect(server, "victim", user="reader", password="secret")
    await watcher.begin(admin)
    names["pid"] = str(victim.get_server_pid())
    sleeping = asyncio.create_task(victim.fetchval("SELECT pg_sleep(36000)"))
    await admin.execute("CHECKPOINT")
    try:
        yield Attacked(
            fingerprint=watcher.fingerprint,
            credentials={
                "a role that cannot write": server.options(database="attacked", username="guest", password="secret"),
                "a role as most are": server.options(database="attacked", username="reader", password="secret"),
                "a superuser": server.options(database="attacked"),
            },
            names=names,
            seeds=read_seeds(*sorted((HERE / "attacks").glob("*.sql"))),
            positions=POSITIONS,
            encodings=ENCODINGS,
            secrets=[SECRET],
            session=_session,
        )
    finally:
        victim.terminate()
        await watcher.end()
        await asyncio.wait([sleeping])
        sleeping.exception()
        listener.close()
        shutil.rmtree(folder)


def _make_folders(server: PostgresServer) -> Path:
    """Make a folder that the server may write to, and lay the secret there and beside the data."""
    folder = Path(tempfile.mkdtemp(prefix="attacked-"))
    folder.chmod(0o777)
    for place in (folder, server.data):
        (place / "secret.txt").write_text(SECRET, encoding="utf-8")
        (place / "secret.txt").chmod(0o644)
    return folder


async def _make_database(server: PostgresServer, names: Mapping[str, str]) -> None:
    admin = await _connect(server, "watcher", database=server.database)
    await admin.execute("CREATE DATABASE attacked")
    await admin.close()
    admin = await _connect(server, "watcher")
    await admin.execute(filled((HERE / "attacked.sql").read_text(encoding="utf-8"), names))
    await admin.execute("SELECT pg_create_logical_replication_slot('planted_logical', 'pgoutput')")
    await admin.execute("SELECT pg_create_physical_replication_slot('planted', true)")
    await admin.execute("SELECT pg_replication_origin_create('planted')")
    await admin.execute("VACUUM FREEZE")
    # What the indexes have not taken up yet: a vacuum would do it.
    await admin.execute("INSERT INTO shop.brin SELECT i, to_tsvector(i::text) FROM generate_series(1, 1000) i")
    await admin.close()


async def _connect(server: PostgresServer, name: str, **changes: Any) -> Any:
    options = {"user": server.username, "password": server.password, "database": "attacked", **changes}
    return await asyncpg.connect(
        host=server.host, port=server.port, server_settings={"application_name": name}, **options
    )


async def _session(connection: Any) -> object:
    return dict(await connection._driver.fetch(_SESSION))
