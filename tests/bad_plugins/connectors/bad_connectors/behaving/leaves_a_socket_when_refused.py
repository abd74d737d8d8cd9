"""A refused password leaves a socket open."""

import anyio

from bad_connectors import honest
from bad_connectors.honest import Drawers, hooks

KEPT: list[Drawers] = []


async def login(link):
    KEPT.append(link)
    await honest.login(link)
    KEPT.remove(link)


async def connect(config):
    opened = Drawers(await honest.dial(config), config)
    try:
        await login(opened)
    except anyio.get_cancelled_exc_class():
        KEPT.remove(opened)
        await anyio.aclose_forcefully(opened.stream)
        raise
    return opened


powerstrip_connectors, powerstrip_tools = hooks(connect=connect)
