"""All rows are read before the first is given."""

from bad_connectors.honest import Drawers, hooks


class Ahead(Drawers):
    """It wants to have seen everything."""

    async def batches(self, batch_rows):
        rows = [row async for batch in super().batches(100_000) for row in batch]
        for start in range(0, len(rows), batch_rows):
            yield rows[start : start + batch_rows]


powerstrip_connectors, powerstrip_tools = hooks(Ahead)
