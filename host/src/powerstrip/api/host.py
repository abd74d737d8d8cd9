"""`/budget`, `/views`, `/tools` and `/reload`: the host as a whole."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Path

from powerstrip.api.context import Asking, need
from powerstrip.api.documents import Page, ReloadDocument, ToolCall, ToolResult, ViewDocument
from powerstrip.budget_report import BudgetReport, report_budget, with_peers
from powerstrip.catalog import View
from powerstrip.change_audit import written_down
from powerstrip.errors import CallError, UnknownName
from powerstrip.reload import reload
from powerstrip.running_call import Caller, SilentClient

__all__ = ["router"]

router = APIRouter()


@router.get("/budget", tags=["host"], summary="Show the connections", dependencies=[need("metrics:read")])
async def show_budget(asking: Asking) -> BudgetReport:
    """Return how many connections are in use, idle and waited for, over all and by source."""
    sees = asking.caller.principal.grant.sees_source
    pools = [source.pool for source in asking.host.sources if source.pool and sees(source.name)]
    return await with_peers(report_budget(asking.host.sources.budget, pools), asking.host.peers)


@router.get("/views", tags=["host"], summary="List the views", dependencies=[need("tools:list")])
async def list_views(asking: Asking) -> Page[ViewDocument]:
    """Return the views that the one who asks may look through, as they see them."""
    grant = asking.caller.principal.grant
    seen = [view for name in sorted(asking.host.catalog.views) if (view := asking.host.view(name, grant))]
    return Page(items=[_view(each) for each in seen], next=None)


@router.post("/tools/{name}/call", tags=["tools"], summary="Call a tool", dependencies=[need("tools:call")])
async def call_tool(
    asking: Asking,
    name: Annotated[str, Path(description="As tools/list shows it.", examples=["list_sources"])],
    call: ToolCall,
) -> ToolResult:
    """Call a tool through the same path as MCP. One that must ask a person first is refused."""
    principal = asking.caller.principal
    view = asking.host.view(call.view, principal.grant)
    if view is None:
        raise CallError("not_found", f"there is no view {call.view!r}")
    try:
        reply = await asking.host.calls.call_tool(
            Caller(principal=principal, view=view), name, call.arguments, SilentClient()
        )
    except UnknownName as error:
        raise CallError("not_found", str(error)) from None
    if reply.error is not None:
        raise reply.error
    return ToolResult(content=reply.content, structuredContent=reply.structured)


@router.post("/reload", tags=["host"], summary="Apply the file again", dependencies=[need("host:admin")])
async def reload_host(asking: Asking) -> ReloadDocument:
    """Read powerstrip.toml, the environment and the store again, source by source; a bad file changes nothing."""
    with written_down(asking.host, asking.caller, "host.reload") as details:
        done = await reload(asking.host)
        details.update(asdict(done.changes))
        await asking.host.peers.ask("POST", "/reload")
    return ReloadDocument(
        added=list(done.changes.added),
        changed=list(done.changes.changed),
        removed=list(done.changes.removed),
        needs_restart=list(done.needs_restart),
    )


def _view(view: View) -> ViewDocument:
    return ViewDocument(
        name=view.name,
        endpoint=f"/mcp/{view.name}" if view.name else "/mcp",
        sources=list(view.sources),
        tools=list(view.tools),
        estimated_tokens=view.estimated_tokens(),
    )
