"""A statement that writes is run."""

from bad_connectors.honest import Drawers, hooks


class Writing(Drawers):
    """It does what it is told."""

    async def begin(self, sql):
        if sql == "WRITE":
            await self.ask(write=True)
            sql = "ROWS 0"
        await super().begin(sql)


SUITE = {"failing": {}}
powerstrip_connectors, powerstrip_tools = hooks(Writing)
