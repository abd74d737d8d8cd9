"""A tool sleeps without letting others work."""

import time

from bad_connectors.honest import Drawers, hooks


class Sleeping(Drawers):
    """It waits for the catalog."""

    async def scan_db_schema(self, *, schema=None, table=None):
        time.sleep(0.001)  # noqa: ASYNC251 - the fault
        return await super().scan_db_schema(schema=schema, table=table)


powerstrip_connectors, powerstrip_tools = hooks(Sleeping)
