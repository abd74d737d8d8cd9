"""A statement that does not begin like one that writes is let through."""

from bad_connectors.honest import Drawers, hooks


class Gullible(Drawers):
    """It looks at how a statement begins."""

    async def begin(self, sql):
        if "DELETE" in sql.upper() and not sql.upper().startswith("DELETE"):
            await self.ask(write=True)
        await super().begin(sql)


powerstrip_connectors, powerstrip_tools = hooks(Gullible)
