"""A caller who goes away while a connection is opened leaves a socket."""

import anyio

from bad_connectors import honest
from bad_connectors.honest import Drawers, hooks

KEPT: list[Drawers] = []


async def connect(config):
    opened = Drawers(await honest.dial(config), config)
    KEPT.append(opened)
    try:
        await honest.login(opened)
    except BaseException:
        KEPT.remove(opened)
        await anyio.aclose_forcefully(opened.stream)
        raise
    # Nobody closes it if the caller goes away in here.
    await opened.check()
    await opened.probe()
    KEPT.remove(opened)
    return opened


powerstrip_connectors, powerstrip_tools = hooks(connect=connect)
