"""It starts a thread when it is asked what it declares."""

import threading

from bad_connectors.honest import hooks
from powerstrip_sdk import hookimpl

powerstrip_connectors, powerstrip_tools = hooks()


@hookimpl
def powerstrip_templates():
    threading.Thread(target=threading.Event().wait, daemon=True).start()
    return []
