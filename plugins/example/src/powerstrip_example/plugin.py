"""A folder of CSV files as a data source: a whole connector in one file."""

import csv
from io import StringIO
from typing import Annotated

from anyio import Path, to_thread
from pydantic import DirectoryPath, Field

from powerstrip_sdk import Column, Connection, Connector, NotFound, Rows, SourceConfig, Tool, hookimpl, tool


class FolderConfig(SourceConfig):
    """What an operator configures."""

    folder: DirectoryPath = Field(description="Folder of CSV files, whose first line names the columns.")


class Folder(Connection):
    """What a tool works on."""

    def __init__(self, config: FolderConfig) -> None:
        self.path = Path(config.folder)

    async def close(self) -> None:
        """Do nothing: a connection to a server would end here."""


async def _connect(config: FolderConfig) -> Folder:
    return Folder(config)


@tool(connector="example", read_only=True)
async def list_files(connection: Folder) -> list[str]:
    """List the CSV files."""
    return sorted([path.name async for path in connection.path.glob("*.csv")])


@tool(connector="example", read_only=True)
async def read_rows(connection: Folder, file: Annotated[str, Field(description="A name from list_files.")]) -> Rows:
    """Read one CSV file."""
    files = {path.name: path async for path in connection.path.glob("*.csv")}
    if file not in files:
        raise NotFound(f"there is no file {file!r}, see list_files")
    text = await files[file].read_text("utf-8-sig")
    header, *lines = await to_thread.run_sync(list, csv.reader(StringIO(text))) or [[]]
    return Rows(columns=tuple(Column(name=name) for name in header), rows=[tuple(line) for line in lines if line])


@hookimpl
def powerstrip_connectors() -> list[Connector]:
    """Declare the connector."""
    return [Connector(name="example", config=FolderConfig, connect=_connect)]


@hookimpl
def powerstrip_tools() -> list[Tool]:
    """Declare the tools."""
    return [list_files, read_rows]
