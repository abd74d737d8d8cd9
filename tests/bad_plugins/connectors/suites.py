"""The acceptance suite over every connector in `bad_connectors`, as its author would have written it."""

import pkgutil
import socket
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

import anyio
import bad_connectors
import pytest
from drawer_server import LABELS, PASSWORD, VALUES

from powerstrip_sdk import NotFound, RefusedReadOnly, SyntaxFault
from powerstrip_sdk.plain import plain
from powerstrip_sdk.testing import Attacked, ConnectorSuite

SERVER = Path(__file__).with_name("drawer_server.py")
#: Only these are attacked by the whole corpus, which takes the longest.
ATTACKED = ("honest", "writes_when_attacked")
#: Only these have schemas to compare: most faults change them beside what they are there for.
FINGERPRINTED = ("changes_a_schema", "honest")
HONEST = import_module("bad_connectors.honest").Drawers


@pytest.fixture(scope="session")
def port():
    with subprocess.Popen(
        [sys.executable, str(SERVER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    ) as server:
        yield int(server.stdout.readline())
        server.stdin.close()


class Drawer(ConnectorSuite):
    """What both honest connectors have in common."""

    connector = "drawer"
    drivers = ("sqlite3",)
    at_work = 0.05
    stop_deadline = 3.0

    @pytest.fixture
    def config(self, port: int) -> dict[str, Any]:
        return {"port": port, "password": PASSWORD}

    @pytest.fixture
    def wrong_credentials(self, config):
        return config | {"password": "wrong-password"}

    @pytest.fixture
    def unreachable(self, config, unused_port):
        return config | {"port": unused_port}

    @pytest.fixture
    def unused_port(self):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            yield unused.getsockname()[1]

    @pytest.fixture
    def silent(self, config, silent_port):
        return config | {"port": silent_port}

    @pytest.fixture
    def absent(self, config):
        return config | {"drawers": "missing"}

    @pytest.fixture
    def state(self, port):
        return lambda: state_of(port)


class Sql(Drawer):
    reads = "ROWS 2500"
    writes = ("WRITE",)
    arguments: ClassVar = {
        "describe_table": {"table": "drawers"},
        "execute_query": {"query": "COUNT"},
        "explain_query": {"query": "ROWS 1"},
    }
    failing: ClassVar = {
        "describe_table": ({"table": "missing"}, NotFound),
        "execute_query": ({"query": "NONSENSE"}, SyntaxFault),
        "explain_query": ({"query": "WRITE"}, RefusedReadOnly),
    }
    values: ClassVar = {kind: ({"query": f"VALUE {kind}"}, plain(HONEST.value(None, VALUES[kind]))) for kind in VALUES}

    @pytest.fixture
    def long_result(self):
        return "execute_query", {"query": self.reads}, 2500

    @pytest.fixture
    def huge_result(self):
        return "execute_query", {"query": "ROWS 1000000"}

    @pytest.fixture
    def slow_call(self):
        return "execute_query", {"query": "SLEEP"}

    @pytest.fixture
    def attacked(self, config, port):
        if self.plugin.__name__.rpartition(".")[2] not in ATTACKED:
            return None
        names = {"table": "drawers", "column": "label"}
        return Attacked(fingerprint=lambda: state_of(port), credentials={"reader": config}, names=names)


class Api(Drawer):
    can_run_long = False
    has_long_results = False
    streams = False
    arguments: ClassVar = {"find_label": {"label": LABELS[1]}}
    failing: ClassVar = {"find_label": ({"label": "missing"}, NotFound)}
    values_tool = "find_label"
    lacks: ClassVar = dict.fromkeys(VALUES, "a label is a word")


async def state_of(port: int) -> Any:
    """Ask the server how often it was written to."""
    async with await anyio.connect_tcp("127.0.0.1", port) as stream:
        await stream.send(b'{"state": true}\n')
        return {"server": (await stream.receive()).decode()}


class Declared(ConnectorSuite):
    """For connectors whose behaviour is honest, which is tested once and not with each of them."""

    connector = "drawer"
    drivers = ("sqlite3",)


def suite(path: str) -> type:
    """Return the suite for one module, with what that module says about itself in `SUITE`."""
    module = import_module(path)
    _package, *folder, name = path.split(".")
    kind = Declared if folder == ["declared"] else Api if "api" in name.split("_") else Sql
    overridden = {} if name in FINGERPRINTED else {"test_the_schemas_are_those_that_were_accepted": "it has its own"}
    attributes = {"plugin": module, "overridden": overridden, "__module__": __name__, **getattr(module, "SUITE", {})}
    return type(f"Test_{name}", (kind,), attributes)


def modules(package: Any) -> list[str]:
    """Return the modules of a package and of those in it."""
    found = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    return [module.name for module in found if not module.ispkg]


for found in modules(bad_connectors):
    globals()[f"Test_{found.rpartition('.')[2]}"] = suite(found)
