"""Each connection leaves a descriptor open."""

import os

from anyio.abc import SocketAttribute

from bad_connectors.honest import Drawers, hooks


class Copying(Drawers):
    """It keeps a copy of its socket."""

    async def check(self):
        await super().check()
        COPIES.append(os.dup(self.stream.extra(SocketAttribute.raw_socket).fileno()))


COPIES: list[int] = []


powerstrip_connectors, powerstrip_tools = hooks(Copying)
