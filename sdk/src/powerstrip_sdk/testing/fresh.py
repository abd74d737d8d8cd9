"""Run as a script in a fresh interpreter: import a plugin, call its hooks, and report what that did.

It prints one JSON object: the modules that were loaded, those of them that a host has not loaded anyway, and what was
opened, started or written.
"""

import importlib
import json
import os
import sys
import threading
from typing import Any

_EVENTS = frozenset(
    {
        "os.exec",
        "os.fork",
        "os.mkdir",
        "os.posix_spawn",
        "os.system",
        "socket.bind",
        "socket.connect",
        "socket.getaddrinfo",
        "sqlite3.connect",
        "subprocess.Popen",
    }
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def _main(plugin: str) -> None:
    opened: list[str] = []

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _EVENTS:
            opened.append(event)
        elif event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING:
            opened.append(f"open {arguments[0]!r} for writing")

    # A host has these loaded, so they are not the plugin's.
    for name in ("asyncio", "anyio", "powerstrip_sdk.sql"):
        importlib.import_module(name)
    known = set(sys.modules)
    sys.addaudithook(watch)
    module = importlib.import_module(plugin)
    loaded = sorted(sys.modules)
    opened += _threads()
    done = len(opened)
    for name in ("powerstrip_connectors", "powerstrip_tools", "powerstrip_templates"):
        if (hook := getattr(module, name, None)) is not None:
            _call(hook)
    opened += _threads()
    report = {
        "modules": loaded,
        "added": sorted(set(loaded) - known),
        "import": opened[:done],
        "declaration": opened[done:],
    }
    sys.stdout.write(json.dumps(report))


def _threads() -> list[str]:
    return [f"thread {thread.name!r}" for thread in threading.enumerate() if thread is not threading.main_thread()]


def _call(hook: Any) -> None:
    hookspecs = sys.modules["powerstrip_sdk.hookspecs"]
    host = hookspecs.HostInfo(host_version="0.1.0", sdk_version="0.1.0")
    takes_host = "host" in hook.__code__.co_varnames[: hook.__code__.co_argcount]
    list(hook(host) if takes_host else hook())


if __name__ == "__main__":
    _main(sys.argv[1])
