"""A cancelled statement goes on to its end."""

import anyio

from bad_connectors.honest import Drawers, TimedOut, hooks


class Deaf(Drawers):
    """It answers what it has, whatever happens."""

    async def begin(self, sql):
        try:
            await super().begin(sql)
        except anyio.get_cancelled_exc_class():
            with anyio.CancelScope(shield=True):
                await self.cancel()
                await self.lines.receive_until(b"\n", 1000)
            self.waiting = False
            raise TimedOut("the statement was stopped") from None


powerstrip_connectors, powerstrip_tools = hooks(Deaf)
