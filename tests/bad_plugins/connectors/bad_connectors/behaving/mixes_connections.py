"""Connections share a variable, and one answers what another asked."""

from bad_connectors.honest import Drawers, hooks

SHARED: list[str] = [""]


class Mixing(Drawers):
    """It remembers its statement where all others do."""

    async def begin(self, sql):
        SHARED[0] = sql
        await self.check()
        await super().begin(SHARED[0])


powerstrip_connectors, powerstrip_tools = hooks(Mixing)
