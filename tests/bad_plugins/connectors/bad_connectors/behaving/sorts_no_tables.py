"""The tables of the catalog are in no order."""

from bad_connectors.honest import Drawers, hooks


class Unsorted(Drawers):
    """It tells the catalog as it comes."""

    async def scan_db_schema(self, *, schema=None, table=None):
        scanned = await super().scan_db_schema(schema=schema, table=table)
        return scanned.model_copy(update={"tables": scanned.tables[::-1]})


powerstrip_connectors, powerstrip_tools = hooks(Unsorted)
