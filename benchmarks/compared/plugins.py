"""Small plugins beside the installed ones, so that a host has as many as it is asked to start with."""

from importlib.metadata import entry_points
from pathlib import Path

#: Plugins that the host finds, the installed ones included.
PLUGINS = 10
_MODULE = '''
from powerstrip_sdk import Connection, Connector, SourceConfig, hookimpl, tool


class Config(SourceConfig):
    """What an operator configures."""

    place: str


class Here(Connection):
    """What a tool works on."""

    async def close(self) -> None:
        """End it."""


async def connect(config: Config) -> Here:
    return Here()


@tool(connector="{name}", read_only=True)
async def look(connection: Here, what: str = "all") -> list[str]:
    """List what there is."""
    return [what]


@hookimpl
def powerstrip_connectors() -> list[Connector]:
    """Declare the connector."""
    return [Connector(name="{name}", config=Config, connect=connect)]


@hookimpl
def powerstrip_tools() -> list:
    """Declare the tool."""
    return [look]
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
        (folder / f"powerstrip_{name}.py").write_text(_MODULE.format(name=name), encoding="utf-8")
        metadata = f"Metadata-Version: 2.1\nName: powerstrip-{name}\nVersion: 1.0\nRequires-Dist: powerstrip-sdk\n"
        (about / "METADATA").write_text(metadata, encoding="utf-8")
        (about / "entry_points.txt").write_text(f"[powerstrip]\n{name} = powerstrip_{name}\n", encoding="utf-8")
