"""`/audit`: who called and changed what."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from powerstrip.api.context import Asking, need
from powerstrip.api.documents import AuditDocument, Instant, Page
from powerstrip.audit_lines import as_dict, as_text
from powerstrip.kept_audit import KeptAudit
from powerstrip.store import AuditFilter

__all__ = ["router"]

router = APIRouter(prefix="/audit", tags=["audit"], dependencies=[need("audit:read")])
_MEDIA_TYPES = {"csv": "text/csv", "jsonl": "application/jsonl"}


def _only(description: str) -> Any:
    return Query(description=description, max_length=200)


async def _filter(
    *,
    principal: Annotated[str | None, _only("Only of this principal, by name or id.")] = None,
    action: Annotated[str | None, _only("Only this: call, source.create, token.revoke, ...")] = None,
    source: Annotated[str | None, _only("Only on this source.")] = None,
    tool: Annotated[str | None, _only("Only of this tool, by its exposed name.")] = None,
    outcome: Annotated[str | None, _only("Only with this outcome: ok, or an error's code.")] = None,
    call_id: Annotated[str | None, _only("Only of this call.")] = None,
    since: Annotated[Instant | None, Query(description="Only from this time on.")] = None,
    until: Annotated[Instant | None, Query(description="Only before this time.")] = None,
) -> AuditFilter:
    return AuditFilter(
        principal=principal,
        action=action,
        source=source,
        tool=tool,
        outcome=outcome,
        call_id=call_id,
        since=since,
        until=until,
    )


Which = Annotated[AuditFilter, Depends(_filter)]


@router.get("", summary="List calls and changes")
async def list_audit(
    asking: Asking,
    which: Which,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: Annotated[str | None, Query(description="What the part before has in next.", max_length=64)] = None,
) -> Page[AuditDocument]:
    """Return a part of the audit, the newest first. A call is in it about a second after it has ended."""
    page = await KeptAudit(asking.host).page(asking.caller, which, limit=limit, after=cursor)
    return Page(items=[AuditDocument.model_validate(as_dict(each)) for each in page.items], next=page.next)


@router.get(
    "/export",
    summary="Export calls and changes",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "Everything that matches, the oldest first.",
            "content": {media_type: {"schema": {"type": "string"}} for media_type in _MEDIA_TYPES.values()},
        }
    },
)
async def export_audit(
    asking: Asking,
    which: Which,
    form: Annotated[
        Literal["csv", "jsonl"],
        Query(alias="format", description="CSV with a header, or one object of JSON on each line."),
    ] = "jsonl",
) -> StreamingResponse:
    """Send everything that matches while it is read: the audit need not fit into anybody's memory."""
    batches = await KeptAudit(asking.host).export(asking.caller, which)
    lines = as_text(batches, as_csv=form == "csv")
    disposition = {"Content-Disposition": f'attachment; filename="audit.{form}"'}
    return StreamingResponse(lines, media_type=_MEDIA_TYPES[form], headers=disposition)
