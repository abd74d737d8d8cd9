"""A statement that is left early goes on, and the connection says that it is idle."""

from bad_connectors.honest import Drawers, hooks


class Leaving(Drawers):
    """It forgets the statement."""

    whole = True

    async def batches(self, batch_rows):
        self.whole = False
        async for batch in super().batches(batch_rows):
            yield batch
        self.whole = True

    async def end(self):
        if self.whole:
            await super().end()
        self.busy = False


powerstrip_connectors, powerstrip_tools = hooks(Leaving)
