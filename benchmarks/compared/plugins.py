"""Small plugins beside the installed ones, so that a host has as many as it is asked to start with."""

from importlib.metadata import entry_points
from pathlib import Path

#: Plugins that the host finds, the installed ones included.
PLUGINS = 10
_MODULE = '''
from typing import Annotated
from pydantic import Field
from powerstrip_sdk import Connection, Connector, SourceConfig, hookimpl, tool

class Config(SourceConfig):
    host: str = Field(description="Address of the server.")
    port: int = Field(5000, ge=1, le=65535, description="Port of the server.")

async def connect(config: Config) -> Connection:
    raise NotImplementedError

def make(name):
    async def look(
        connection: Connection,
        what: Annotated[str, Field(description="What to look at.")],
        limit: Annotated[int, Field(ge=1, le=100, description="The most that comes back.")] = 10,
    ) -> list[str]:
        """Look at something."""
        return []
    look.__name__ = name
    return tool(connector="CONNECTOR", read_only=True)(look)

@hookimpl
def powerstrip_connectors():
    return [Connector(name="CONNECTOR", config=Config, connect=connect)]

@hookimpl
def powerstrip_tools():
    return [make(f"look_at_{number}") for number in range(5)]
'''


def write_plugins(folder: Path) -> None:
    """Write packages as pip would have installed them, as many as are missing.

    Args:
        folder: for `PYTHONPATH`; made if it is needed.
    """
    folder.mkdir(exist_ok=True)
    for number in range(len(entry_points(group="powerstrip")), PLUGINS):
        name = f"small{number}"
        about = folder / f"powerstrip_{name}-1.0.dist-info"
        about.mkdir()
        (folder / f"powerstrip_{name}.py").write_text(_MODULE.replace("CONNECTOR", name), encoding="utf-8")
        metadata = f"Metadata-Version: 2.1\nName: powerstrip-{name}\nVersion: 1.0\nRequires-Dist: powerstrip-sdk\n"
        (about / "METADATA").write_text(metadata, encoding="utf-8")
        (about / "entry_points.txt").write_text(f"[powerstrip]\n{name} = powerstrip_{name}\n", encoding="utf-8")
