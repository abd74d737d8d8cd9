"""The audit as the log has it, and what it costs to keep none."""

import json
import subprocess
import sys

import pytest
from connectors import Stage
from structlog.testing import CapturingLogger

from powerstrip import audit
from powerstrip.access import LOCAL
from powerstrip.running_call import Caller, SilentClient
from powerstrip.testing import running_host

SECRET = "hunter2-and-more"
#: Runs a host that keeps no audit, makes one call, and says whether the store's library came with it.
KEEPS_NOTHING = """
import sys
import anyio
from connectors import Stage
from powerstrip.testing import running_host

async def main():
    async with running_host({"sources": {"one": {"connector": "stage"}}}, plugins={"stage": Stage().plugin()}) as host:
        await host.call("stage_echo")
        assert host.host.audit_writer is None

anyio.run(main)
sys.exit("sqlalchemy" in sys.modules)
"""


@pytest.mark.anyio
async def test_arguments_in_the_log_hold_no_secret_at_any_depth(monkeypatch):
    log = CapturingLogger()
    monkeypatch.setattr(audit, "log", log)
    config = {"audit": {"arguments": True}, "sources": {"one": {"connector": "stage", "password": SECRET}}}
    async with running_host(config, plugins={"stage": Stage().plugin()}) as host:
        caller = Caller(principal=LOCAL, view=host.host.catalog.views[""])
        arguments = {"text": [{"deep": f"it is {SECRET}"}], SECRET: 1, "rows": 2}
        await host.host.calls.call_tool(caller, "stage_echo", arguments, SilentClient())

    (line,) = log.calls
    assert line.kwargs["arguments"] == {"text": [{"deep": "it is **********"}], "**********": 1, "rows": 2}
    assert SECRET not in json.dumps(line.kwargs)


def test_a_host_that_keeps_no_audit_imports_nothing_of_the_store(pytestconfig):
    folder = pytestconfig.rootpath / "host" / "tests"
    done = subprocess.run([sys.executable, "-c", KEEPS_NOTHING], cwd=folder, capture_output=True, check=False)

    assert done.returncode == 0, done.stderr
