"""What a worker tells the others, on a socket that only the host's user can reach."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from powerstrip.budget_report import report_budget
from powerstrip.host import Host
from powerstrip.reload import reload_and_log

__all__ = ["build_inside"]


def build_inside(host: Host) -> Starlette:
    """Return the ASGI application for the other workers.

    Args:
        host: the part of the host that this worker is.
    """

    async def metrics(_request: Request) -> Response:
        return Response(host.metrics.exposition(lambda _source: True))

    async def budget(_request: Request) -> Response:
        pools = [source.pool for source in host.sources if source.pool]
        return Response(report_budget(host.sources.budget, pools).model_dump_json())

    async def reload(_request: Request) -> Response:
        await reload_and_log(host)
        return Response()

    return Starlette(
        routes=[
            Route("/metrics", metrics, methods=["GET"]),
            Route("/budget", budget, methods=["GET"]),
            Route("/reload", reload, methods=["POST"]),
        ]
    )
