"""Install the servers that are compared, into a folder of their own."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

_TOOLBOX = "@toolbox-sdk/server"
_TOOLBOX_RANGE = "~1.12"
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
    package = cache / "node_modules" / _TOOLBOX / "package.json"
    if not package.exists():
        npm = shutil.which("npm")
        if npm is None:
            raise Missing("npm is not installed")
        _run([npm, "install", "--no-audit", "--no-fund", "--prefix", str(cache), f"{_TOOLBOX}@{_TOOLBOX_RANGE}"])
    # The program that npm puts on the path starts this one through Node, and would stand between it and signals.
    binaries = sorted(cache.glob(f"node_modules/{_TOOLBOX}-*/bin/toolbox"))
    if not binaries:
        raise Missing(f"{_TOOLBOX} has no binary for this platform")
    return binaries[0], str(json.loads(package.read_text(encoding="utf-8"))["version"])


def fastmcp(cache: Path) -> tuple[str, str]:
    """Install FastMCP into an environment of its own, unless it is there; return the interpreter and the version.

    Args:
        cache: folder to install into.

    Raises:
        Missing: it cannot be had.
    """
    environment = cache / "fastmcp"
    python = environment / "bin" / "python"
    if not python.exists():
        _run([sys.executable, "-m", "venv", str(environment)])
    _run([str(python), "-m", "pip", "install", "-q", *_FASTMCP])
    version = _run([str(python), "-c", "from importlib.metadata import version; print(version('fastmcp'))"])
    return str(python), version.strip()


def _run(command: list[str]) -> str:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise Missing(" ".join(done.stderr.split())[-300:] or f"{command[0]} ended with {done.returncode}")
    return done.stdout
