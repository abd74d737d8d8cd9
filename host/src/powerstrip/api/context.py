"""What every route needs: the host, and who asks."""

from typing import Annotated, Any

from fastapi import Depends, Request

from powerstrip.access import authorize
from powerstrip.endpoint.guard import principal_of
from powerstrip.host import Host
from powerstrip.managed import ManagedSources
from powerstrip.management import Management
from powerstrip.running_call import Caller
from powerstrip.trials import Trials

__all__ = ["Asking", "Context", "need"]


class Context:
    """The host as one request sees it.

    Args:
        host: the running host.
        caller: who asks.
    """

    def __init__(self, host: Host, caller: Caller) -> None:
        self.host = host
        self.caller = caller
        self.sources = ManagedSources(host)
        self.management = Management(host)
        self.trials = Trials(host)


async def _context(request: Request) -> Context:
    host: Host = request.app.state.host
    # What is managed is not looked at through a view; a tool's call chooses its own.
    return Context(host, Caller(principal=principal_of(request.scope), view=host.catalog.views[""]))


Asking = Annotated[Context, Depends(_context)]


def need(scope: str) -> Any:
    """Return the dependency of a route that takes a scope.

    Args:
        scope: what it takes.
    """

    async def check(request: Request) -> None:
        authorize(principal_of(request.scope), scope)

    return Depends(check)
