"""Closing a closed connection fails."""

from bad_connectors.honest import Drawers, hooks


class Once(Drawers):
    """It is surprised to be closed again."""

    async def close(self):
        if self.closed:
            raise RuntimeError("it is closed")
        await super().close()


powerstrip_connectors, powerstrip_tools = hooks(Once)
