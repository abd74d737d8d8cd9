"""It does not say how surely nothing is written."""

from bad_connectors.honest import Drawers, hooks


class Ungraded(Drawers):
    """It does not ask."""

    async def probe(self):
        return None


powerstrip_connectors, powerstrip_tools = hooks(Ungraded)
