"""The host's own tools: what there is, the rest of a large result, and how full the budget is."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from powerstrip.budget_report import BudgetReport, report_budget, with_peers
from powerstrip.catalog import OfferedTool
from powerstrip.handles import Handles
from powerstrip.render import Reply, rows_head, rows_text, sent_size
from powerstrip.running_call import RunningCall
from powerstrip.sources import Source, Sources
from powerstrip.workers.peers import Peers
from powerstrip_sdk import Call, ResultShape, Tool, tool

__all__ = ["SourceReport", "own_tools", "report_source"]


class SourceReport(BaseModel):
    """One source, as the model and the operator see it."""

    name: str
    connector: str
    description: str
    state: Annotated[str, Field(description="unknown (nobody has tried yet), ready, unreachable, broken or disabled.")]
    reason: Annotated[str | None, Field(description="Why it cannot be used, null if it can.")]
    read_only: bool
    grade: Annotated[
        str | None,
        Field(
            description="How surely nothing is written: A the credential cannot, B the engine's read-only transaction "
            "stops it, C only a parser does; unknown before the first connection, null if callers write no statements."
        ),
    ]
    grade_reason: Annotated[str | None, Field(description="What the grade was given for.")]


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
        grade=source.grade,
        grade_reason=source.grade_reason,
    )


def own_tools(sources: Sources, handles: Handles, peers: Peers) -> list[OfferedTool]:
    """Return the host's own tools.

    Args:
        sources: of the host.
        handles: where the rest of large results is kept.
        peers: the other workers.
    """

    @tool(read_only=True)
    async def list_sources(call: Call) -> list[SourceReport]:
        """List the data sources with their connector, description and state; a source that cannot be used says why."""
        return [report_source(source) for source in _running(call).caller.view.sources.values()]

    @tool(read_only=True)
    async def budget_status(call: Call) -> BudgetReport:
        """Show how many connections are in use, idle and waited for, over all and by source."""
        visible = _running(call).caller.view.sources.values()
        own = report_budget(sources.budget, [source.pool for source in visible if source.pool])
        return await with_peers(own, peers)

    async def fetch(_connection: None, call: RunningCall, params: FetchResult) -> Reply:
        spool = await handles.get(params.handle, call.caller.principal.id)
        limit = min(params.limit or call.limits.max_rows, call.limits.max_rows)
        head = rows_head(spool.columns)
        header = sent_size(rows_text(head, [], truncated=True, following=None).encode())
        page = await spool.page(params.offset, limit, call.limits.max_bytes - header)
        more: dict[str, Any] = {"offset": page.offset, "total": page.total, "complete": page.complete}
        text = rows_text(
            head,
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
