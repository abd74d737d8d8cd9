"""Batches are larger than was asked for."""

from bad_connectors.honest import Drawers, hooks


class Generous(Drawers):
    """It knows better how many rows are good."""

    async def batches(self, batch_rows):
        async for batch in super().batches(batch_rows * 2):
            yield batch


powerstrip_connectors, powerstrip_tools = hooks(Generous)
