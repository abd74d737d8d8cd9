"""Each connection leaves a thread."""

import threading

from bad_connectors.honest import Drawers, hooks


class Watched(Drawers):
    """Somebody watches it, also when it is closed."""

    async def check(self):
        await super().check()
        threading.Thread(target=threading.Event().wait, daemon=True).start()


powerstrip_connectors, powerstrip_tools = hooks(Watched)
