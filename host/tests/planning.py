"""Planning a host from the text of a file, and a connector with an option of every kind, which speaks SQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Literal

from pydantic import BaseModel, Field, SecretStr

from powerstrip.configuration import load
from powerstrip.errors import ConfigurationError
from powerstrip.host import plan_host
from powerstrip.testing import ModulePlugin
from powerstrip_sdk import Column, Connector, InvalidArguments, RowStream, SourceConfig, hookimpl
from powerstrip_sdk.sql import Database, Dialect, Schema, standard_tools


class Box(BaseModel):
    """An option with options of its own."""

    width: int
    depth: int = 1


class VaultConfig(SourceConfig):
    """Options of the connector `vault`."""

    address: str = Field(min_length=1)
    port: int = Field(default=1, ge=1, le=65535)
    password: SecretStr
    mode: Literal["open", "shut"] = "shut"
    box: Box = Box(width=1)
    schema_: str = Field(default="main", alias="schema")


class User(BaseModel):
    """Who is known."""

    name: str
    password: SecretStr


class Proxy(BaseModel):
    """What stands between."""

    key: SecretStr


class DeepConfig(SourceConfig):
    """Options of the connector `deep`, whose secrets are inside of others."""

    address: str
    users: list[User]
    proxy: Proxy | None = None


class VaultConnection(Database):
    """A connection whose every answer is the statement and the values that it was given."""

    dialect = Dialect(placeholder="?", explain="EXPLAIN ")

    @property
    def server(self):
        return "Vault 1"

    async def close(self):
        pass

    def execute_sql_statement(self, sql, params, batch_rows):
        async def batches() -> AsyncIterator[list[tuple]]:
            yield [(sql, *params)]

        @asynccontextmanager
        async def statement() -> AsyncIterator[RowStream]:
            columns = (Column(name="sql"), *(Column(name=f"p{number}") for number in range(1, len(params) + 1)))
            yield RowStream(columns=columns, batches=batches())

        return statement()

    async def scan_db_schema(self, *, schema=None, table=None):
        return Schema(tables=[])


async def connect(config):
    return VaultConnection()


def reader_setup(config, reader):
    if not all(reader.schemas):
        raise InvalidArguments("'' cannot be written as a name")
    return f"MAKE READER {reader.name} AT {config.address} OF {reader.schemas} FROM {reader.owners};\n"


def plugin(*, connectors=(), tools=(), templates=()):
    """Return an object that is a plugin."""
    return SimpleNamespace(
        powerstrip_connectors=hookimpl(specname="powerstrip_connectors")(lambda: list(connectors)),
        powerstrip_tools=hookimpl(specname="powerstrip_tools")(lambda: list(tools)),
        powerstrip_templates=hookimpl(specname="powerstrip_templates")(lambda: list(templates)),
    )


VAULT = plugin(
    connectors=[
        Connector(
            name="vault",
            config=VaultConfig,
            connect=connect,
            dialect=VaultConnection.dialect,
            read_only_by="engine",
            reader_setup=reader_setup,
        )
    ],
    tools=standard_tools("vault"),
)
DEEP = plugin(connectors=[Connector(name="deep", config=DeepConfig, connect=connect)])
MUTE = plugin(connectors=[Connector(name="mute", config=SourceConfig, connect=connect)])
BROKEN = SimpleNamespace()
PLUGINS = {"vault": VAULT, "mute": MUTE, "broken": BROKEN}


def planned(folder, text, environment=None, *, plugins=None, **options):
    """Plan a host from the text of its file."""
    file = folder / "powerstrip.toml"
    file.write_text(text, encoding="utf-8")
    modules = PLUGINS if plugins is None else plugins
    entry_points = [ModulePlugin(name=name, module=module) for name, module in modules.items()]
    return plan_host(load(file, environment or {}), entry_points=entry_points, **options)


def mistakes(folder, text, environment=None, **options):
    """Return what is wrong with a file, each as the operator reads it but for the file's name."""
    try:
        planned(folder, text, environment, **options)
    except ConfigurationError as error:
        return [str(problem).removeprefix(f"{folder / 'powerstrip.toml'}: ") for problem in error.problems]
    return []
