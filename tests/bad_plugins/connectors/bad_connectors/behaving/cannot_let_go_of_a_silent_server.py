"""Connecting cannot be cancelled while the server is silent."""

import anyio

from bad_connectors import honest
from bad_connectors.honest import Drawers, Unreachable, connecting, hooks


async def login(link):
    with anyio.CancelScope(shield=True), anyio.move_on_after(4):
        return await honest.login(link)
    raise Unreachable("the server does not answer")


powerstrip_connectors, powerstrip_tools = hooks(connect=connecting(Drawers, login=login))
