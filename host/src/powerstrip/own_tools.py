"""The host's own tools: what there is, the rest of a large result, and how full the budget is."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from powerstrip.budget import Budget, Share
from powerstrip.catalog import OfferedTool
from powerstrip.handles import Handles
from powerstrip.render import Reply, rows_text
from powerstrip.running_call import RunningCall
from powerstrip.sources import Source, Sources
from powerstrip_sdk import Call, ResultShape, Tool, tool

__all__ = ["BudgetReport", "ShareReport", "SourceReport", "own_tools", "report_budget", "report_source"]


class SourceReport(BaseModel):
    """One source, as the model and the operator see it."""

    name: str
    connector: str
    description: str
    state: Annotated[str, Field(description="unknown (nobody has tried yet), ready, unreachable or broken.")]
    reason: Annotated[str | None, Field(description="Why it cannot be used, null if it can.")]
    read_only: bool


class ShareReport(BaseModel):
    """The connections of one source."""

    source: str
    cap: int
    floor: int
    busy: int
    idle: int
    closing: int
    waiting: int


class BudgetReport(BaseModel):
    """The connections of the whole host."""

    total: int
    used: int
    waiting: int
    sources: list[ShareReport]


class FetchResult(BaseModel):
    """Arguments of `fetch_result`."""

    model_config = ConfigDict(extra="forbid")

    handle: str = Field(description="What a truncated answer has in next.")
    offset: int = Field(default=0, ge=0, description="Row to begin with; the first row of the result is 0.")
    limit: int | None = Field(default=None, ge=1, description="The most rows; left out, as many as an answer may have.")


def report_source(source: Source) -> SourceReport:
    """Return what is known of a source, without connecting to it."""
    return SourceReport(
        name=source.name,
        connector=source.plan.settings.connector,
        description=source.plan.settings.description,
        state=source.state,
        reason=source.reason,
        read_only=source.plan.settings.read_only,
    )


def report_budget(budget: Budget, shares: list[Share]) -> BudgetReport:
    """Return how full the budget is, with the given shares in detail."""
    return BudgetReport(
        total=budget.total, used=budget.used, waiting=budget.waiting, sources=[_report_share(each) for each in shares]
    )


def own_tools(sources: Sources, handles: Handles) -> list[OfferedTool]:
    """Return the host's own tools.

    Args:
        sources: of the host.
        handles: where the rest of large results is kept.
    """

    @tool(read_only=True)
    async def list_sources(call: Call) -> list[SourceReport]:
        """List the data sources with their connector, description and state; a source that cannot be used says why."""
        return [report_source(source) for source in _running(call).caller.view.sources.values()]

    @tool(read_only=True)
    async def budget_status(call: Call) -> BudgetReport:
        """Show how many connections are in use, idle and waited for, over all and by source."""
        visible = _running(call).caller.view.sources.values()
        return report_budget(sources.budget, [source.pool.share for source in visible if source.pool])

    async def fetch(_connection: None, call: RunningCall, params: FetchResult) -> Reply:
        spool = handles.get(params.handle, call.caller.principal.name)
        limit = min(params.limit or call.limits.max_rows, call.limits.max_rows)
        page = await spool.page(params.offset, limit, call.limits.max_bytes)
        more: dict[str, Any] = {"offset": page.offset, "total": page.total, "complete": page.complete}
        text = rows_text(
            spool.columns,
            page.rows,
            truncated=not page.is_last or not page.complete,
            following=None if page.is_last else spool.handle,
            more=more,
        )
        return Reply(content=[{"type": "text", "text": text}], rows=len(page.rows))

    fetch_result = Tool(
        name="fetch_result",
        title="Read on in a large result",
        description=(
            "Read rows of a result that did not fit into one answer. offset counts from the first row of the whole "
            "result, so continue with offset plus the number of rows seen. total is the number of rows that are kept; "
            "complete says whether these are all."
        ),
        params=FetchResult,
        run=fetch,
        result=ResultShape(kind="rows"),
        read_only=True,
        takes_connection=False,
        destructive=False,
        idempotent=True,
    )
    return [OfferedTool(tool=each, plugin=None, name=each.name) for each in (list_sources, budget_status, fetch_result)]


def _running(call: Call) -> RunningCall:
    assert isinstance(call, RunningCall)
    return call


def _report_share(share: Share) -> ShareReport:
    return ShareReport(
        source=str(share.name),
        cap=share.cap,
        floor=share.floor,
        busy=share.busy,
        idle=len(share.idle),
        closing=share.closing,
        waiting=len(share.waiting),
    )
