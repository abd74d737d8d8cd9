"""A server that is away shows as an error of the driver's own."""

import anyio

from bad_connectors.honest import Drawers, connecting, hooks


async def dial(config):
    return await anyio.connect_tcp(config.host, config.port)


powerstrip_connectors, powerstrip_tools = hooks(connect=connecting(Drawers, dial=dial))
