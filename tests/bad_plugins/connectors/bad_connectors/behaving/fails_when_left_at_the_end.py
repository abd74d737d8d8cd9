"""Leaving after the last row, before its reader knows that it is the last, fails."""

from bad_connectors.honest import Drawers, hooks


class Abrupt(Drawers):
    """It expects to be read to the very end."""

    async def batches(self, batch_rows):
        self.last = False
        async for batch in super().batches(batch_rows):
            self.last = len(batch) < batch_rows or batch[-1] == (2499,)
            yield batch
        self.last = False

    async def end(self):
        await super().end()
        if getattr(self, "last", False):
            raise RuntimeError("the rows were not read to the end")


powerstrip_connectors, powerstrip_tools = hooks(Abrupt)
