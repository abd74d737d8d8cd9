"""Migrations: each brings the tables from one released form to the next. No ini file, no path but this folder's."""

from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

__all__ = ["config_for", "is_known", "upgrade"]

#: What a migration calls `op` is one for the whole process.
_one_at_a_time = Lock()


def config_for(connection: Connection) -> Config:
    """Return the configuration of alembic for one connection, in whose transaction everything runs."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def is_known(version: str) -> bool:
    """Whether a store of this version can be migrated from here."""
    return version in {script.revision for script in ScriptDirectory(str(Path(__file__).parent)).walk_revisions()}


def upgrade(connection: Connection) -> None:
    """Bring the tables up to date; hosts in other threads wait meanwhile."""
    with _one_at_a_time:
        command.upgrade(config_for(connection), "head")
