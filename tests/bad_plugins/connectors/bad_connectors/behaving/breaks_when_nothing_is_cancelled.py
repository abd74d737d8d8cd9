"""A cancellation that comes too late breaks the connection."""

from bad_connectors.honest import Drawers, hooks


class Fragile(Drawers):
    """It takes every cancellation for one of its own."""

    async def cancel(self):
        if self.waiting:
            await super().cancel()
        else:
            await self.stream.aclose()


powerstrip_connectors, powerstrip_tools = hooks(Fragile)
