"""`/readyz`: whether the host takes calls; and for who may see sources, how each of them is."""

from typing import Any

from starlette.responses import JSONResponse, Response

from powerstrip.access import Principal
from powerstrip.host import Host
from powerstrip.sources import Source

__all__ = ["readiness"]

#: What it takes to see sources here.
_SCOPE = "sources:read"


def readiness(host: Host, principal: Principal | None, *, stopping: bool) -> Response:
    """Return the answer; nothing is connected to for it.

    A source that cannot be reached does not make the host unready: all the others are served.

    Args:
        host: the running host.
        principal: who asks, None if nobody knows.
        stopping: whether it takes no new calls.
    """
    body: dict[str, Any] = {"status": "stopping" if stopping else "ready"}
    if principal is not None and _SCOPE in principal.grant.scopes:
        body["sources"] = [_report(each) for each in host.sources if principal.grant.sees_source(each.name)]
        if host.audit_writer is not None:
            writer = host.audit_writer
            body["audit"] = {"stored": writer.stored, "waiting": writer.waiting, "dropped": writer.dropped}
    return JSONResponse(body, 503 if stopping else 200, headers={"Cache-Control": "no-store"})


def _report(source: Source) -> dict[str, Any]:
    return {
        "name": source.name,
        "connector": source.plan.settings.connector,
        "state": source.state,
        "reason": source.reason,
    }
