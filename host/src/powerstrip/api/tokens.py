"""`/tokens`: by which callers are known."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from powerstrip.api.context import Asking, need
from powerstrip.api.documents import Page, TokenCreated, TokenDocument, TokenDraft
from powerstrip.store import StoredToken
from powerstrip.token_management import TokenManagement

__all__ = ["router"]

router = APIRouter(prefix="/tokens", tags=["tokens"], dependencies=[need("host:admin")])


@router.get("", summary="List the tokens")
async def list_tokens(
    asking: Asking,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: Annotated[str | None, Query(description="What the part before has in next.", max_length=64)] = None,
    revoked: Annotated[bool, Query(description="Whether revoked ones are listed too.")] = False,
) -> Page[TokenDocument]:
    """Return a part of the list, the oldest first. What proves a token is kept nowhere."""
    page = await TokenManagement(asking.host).page(asking.caller, limit=limit, after=cursor, revoked=revoked)
    return Page(items=[TokenDocument.model_validate(_described(each)) for each in page.items], next=page.next)


@router.post("", status_code=201, summary="Make a token")
async def create_token(asking: Asking, draft: TokenDraft, response: Response) -> TokenCreated:
    """Make a token, which is shown this once. It may do no more, and lasts no longer, than the one it is made with."""
    stored, shown = await TokenManagement(asking.host).create(asking.caller, **dict(draft))
    response.headers["Cache-Control"] = "no-store"
    return TokenCreated.model_validate({**_described(stored), "token": shown})


@router.delete("/{token}", status_code=204, summary="Revoke a token")
async def revoke_token(
    asking: Asking, token: Annotated[str, Path(description="Its id or name.", examples=["ada"])]
) -> None:
    """Refuse a token from its next request on; another of the same name is somebody else."""
    await TokenManagement(asking.host).revoke(asking.caller, token)


def _described(token: StoredToken) -> dict[str, Any]:
    kept = {name: getattr(token, name) for name in TokenDocument.model_fields if name != "state"}
    return {**kept, "state": token.state(datetime.now(UTC))}
