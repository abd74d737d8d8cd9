"""Each connection leaves a task."""

import asyncio

from bad_connectors.honest import Drawers, hooks


class Beating(Drawers):
    """It has a heartbeat that never ends."""

    async def check(self):
        await super().check()
        TASKS.append(asyncio.create_task(asyncio.sleep(3600)))


TASKS: list[asyncio.Task[None]] = []


powerstrip_connectors, powerstrip_tools = hooks(Beating)
