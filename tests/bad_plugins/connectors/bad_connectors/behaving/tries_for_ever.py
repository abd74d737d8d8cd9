"""It goes on trying to reach a server that is away."""

import anyio

from bad_connectors import honest
from bad_connectors.honest import Drawers, Unreachable, connecting, hooks


async def dial(config):
    while True:
        try:
            return await honest.dial(config)
        except Unreachable:
            await anyio.sleep(0.05)


SUITE = {"connect_deadline": 1.0}
powerstrip_connectors, powerstrip_tools = hooks(connect=connecting(Drawers, dial=dial))
