"""Each connection leaves what it has read."""

from bad_connectors.honest import Drawers, hooks


class Remembering(Drawers):
    """It never forgets."""

    async def check(self):
        await super().check()
        MEMORY.append(bytes(10_000))


MEMORY: list[bytes] = []


powerstrip_connectors, powerstrip_tools = hooks(Remembering)
