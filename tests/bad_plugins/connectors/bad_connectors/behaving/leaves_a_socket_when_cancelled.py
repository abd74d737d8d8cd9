"""A caller who goes away while a connection is opened leaves a socket."""

import anyio

from bad_connectors import honest
from bad_connectors.honest import Drawers, hooks

KEPT: list[Drawers] = []


async def connect(config):
    opened = Drawers(await honest.dial(config), config)
    KEPT.append(opened)
    # Nobody closes it if the caller goes away in here.
    for _ in range(100):
        await anyio.lowlevel.checkpoint()
    try:
        await honest.login(opened)
    except BaseException:
        await anyio.aclose_forcefully(opened.stream)
        raise
    finally:
        KEPT.remove(opened)
    return opened


# Long enough to be beyond the steps above.
SUITE = {"at_work": 0.5}
powerstrip_connectors, powerstrip_tools = hooks(connect=connect)
