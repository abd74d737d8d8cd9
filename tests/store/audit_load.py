"""A host that is to be killed: it keeps its audit, calls one tool after the other, and says how many have ended."""

import os
import sys

import anyio
from connectors import Stage

from powerstrip.access import LOCAL
from powerstrip.running_call import Caller, SilentClient
from powerstrip.testing import running_host


async def main(place):
    config = {
        "host": {"state": place},
        "audit": {"store": True, "arguments": True},
        "sources": {"one": {"connector": "stage"}},
    }
    async with running_host(config, plugins={"stage": Stage().plugin()}) as host:
        caller = Caller(principal=LOCAL, view=host.host.catalog.views[""])
        number = 0
        while True:
            await host.host.calls.call_tool(caller, "stage_echo", {"text": str(number)}, SilentClient())
            number += 1
            os.write(1, f"{number}\n".encode())
            await anyio.sleep(0.002)


if __name__ == "__main__":
    anyio.run(main, sys.argv[1])
