"""A cancelled connection says that it is idle, and its next answer is of the call before."""

from bad_connectors.honest import Drawers, hooks


class Dirty(Drawers):
    """It forgets that somebody was to answer."""

    @property
    def idle(self):
        return not self.closed

    async def begin(self, sql):
        try:
            await super().begin(sql)
        finally:
            self.waiting = False


powerstrip_connectors, powerstrip_tools = hooks(Dirty)
