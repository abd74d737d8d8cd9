"""The last row of a long result is missing."""

from bad_connectors.honest import Drawers, hooks


class Short(Drawers):
    """It counts from one."""

    async def batches(self, batch_rows):
        async for batch in super().batches(batch_rows):
            last = len(batch) < batch_rows or batch[-1] == (2499,)
            yield batch[:-1] if last and len(batch) > 1 else batch


powerstrip_connectors, powerstrip_tools = hooks(Short)
