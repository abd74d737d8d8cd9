"""A tool opens a connection of its own."""

from bad_connectors.honest import Drawers, dial, hooks


class Greedy(Drawers):
    """It reads the catalog on the side."""

    async def scan_db_schema(self, *, schema=None, table=None):
        async with await dial(self.config):
            return await super().scan_db_schema(schema=schema, table=table)


powerstrip_connectors, powerstrip_tools = hooks(Greedy)
