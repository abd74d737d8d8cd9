"""Its reset does nothing."""

from bad_connectors.honest import Drawers, hooks


class Used(Drawers):
    """It thinks that nothing is left behind."""

    async def reset(self):
        await self.check()


powerstrip_connectors, powerstrip_tools = hooks(Used)
