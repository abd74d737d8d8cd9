"""`/sources`: the sources of the file and of the store."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Body, Header, Query, Response
from pydantic import BaseModel, ValidationError

from powerstrip.api.context import Asking, Context, need
from powerstrip.api.documents import (
    CheckDocument,
    HealthDocument,
    Page,
    SourceDocument,
    SourceDraft,
    SourcePatch,
    SourceTest,
    Toggle,
    ToolReference,
)
from powerstrip.api.errors import sentence
from powerstrip.budget_report import report_pool
from powerstrip.managed import Check, Draft, InvalidSource, Managed, tag_of
from powerstrip.settings import SourceSettings

__all__ = ["router"]

IfMatch = Annotated[
    str,
    Header(alias="If-Match", description="The ETag of the source as it was read, or * for any.", examples=["*"]),
]
_SETTINGS = frozenset(SourceSettings.model_fields) - {"connector"}
router = APIRouter(prefix="/sources", tags=["sources"])
_READ, _WRITE = [need("sources:read")], [need("sources:write")]


@router.get("", summary="List the sources", dependencies=_READ)
async def list_sources(
    asking: Asking,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: Annotated[str | None, Query(description="What the part before has in next.", max_length=64)] = None,
    connector: Annotated[str | None, Query(description="Only sources of this kind.", max_length=64)] = None,
    active: Annotated[bool | None, Query(description="Only those that are served, or only others.")] = None,
) -> Page[SourceDocument]:
    """Return a part of the list, by name; nothing is connected to."""
    found = [_document(asking, each) for each in await asking.sources.everything(asking.caller)]
    wanted = [
        each
        for each in found
        if connector in (None, each.connector) and active in (None, each.active) and _place(each) > (cursor or "")
    ]
    following = _place(wanted[limit - 1]) if len(wanted) > limit else None
    return Page(items=wanted[:limit], next=following)


@router.post("", status_code=201, summary="Make a source", dependencies=_WRITE)
async def create_source(asking: Asking, draft: SourceDraft, response: Response) -> SourceDocument:
    """Store a source, and serve it at once if it is active. Nothing is connected to; see `/sources/test`."""
    return _answer(asking, await asking.management.create(asking.caller, _draft(draft)), response)


@router.post("/test", summary="Try options without keeping them", dependencies=_WRITE)
async def test_source(asking: Asking, tried: SourceTest) -> CheckDocument:
    """Open one connection under the budget, ask for a sign of life, and close it."""
    settings = tried.model_dump(include={"read_only", "accept_grade_c", "limits"}, exclude_unset=True)
    draft = Draft(name="", connector=tried.connector, config=tried.config, settings=settings)
    return _check(await asking.trials.test(asking.caller, draft, kept_of=tried.source))


@router.get("/{source}", summary="Show a source", dependencies=_READ)
async def get_source(asking: Asking, source: str, response: Response) -> SourceDocument:
    """Return one source, by id or name. The ETag is the version of what is written, for If-Match."""
    return _answer(asking, await asking.sources.get(asking.caller, source), response)


@router.put("/{source}", summary="Replace a source", dependencies=_WRITE)
async def replace_source(
    asking: Asking, source: str, draft: SourceDraft, if_match: IfMatch, response: Response
) -> SourceDocument:
    """Write a stored source anew. New options of one that works are tried first, and refused if they do not."""
    changed = await asking.management.change(
        asking.caller, source, lambda _: _draft(draft), expected=_expected(if_match)
    )
    return _answer(asking, changed, response)


@router.patch("/{source}", summary="Change a source", dependencies=_WRITE)
async def change_source(
    asking: Asking,
    source: str,
    patch: Annotated[SourcePatch, Body(media_type="application/merge-patch+json")],
    if_match: IfMatch,
    response: Response,
) -> SourceDocument:
    """Change a part of a stored source (RFC 7396); see replacing."""
    written = patch.model_dump(exclude_unset=True)

    def changed(before: Draft) -> Draft:
        return _draft(_merged(before, written))

    found = await asking.management.change(asking.caller, source, changed, expected=_expected(if_match))
    return _answer(asking, found, response)


@router.delete("/{source}", status_code=204, summary="Remove a source", dependencies=_WRITE)
async def delete_source(asking: Asking, source: str, if_match: IfMatch) -> None:
    """Remove a stored source; its running calls end as they began."""
    await asking.management.delete(asking.caller, source, expected=_expected(if_match))


@router.post("/{source}/verify", summary="Try a source as it is", dependencies=_WRITE)
async def verify_source(asking: Asking, source: str) -> CheckDocument:
    """Open a connection of its own, ask for a sign of life, and write down how that went."""
    return _check(await asking.trials.verify(asking.caller, source))


@router.post("/{source}/toggle", summary="Switch a source on or off", dependencies=_WRITE)
async def toggle_source(asking: Asking, source: str, toggle: Toggle, response: Response) -> SourceDocument:
    """Serve a stored source, or no longer; its running calls end as they began."""
    changed = await asking.management.switch(asking.caller, source, active=toggle.active)
    return _answer(asking, changed, response)


@router.post("/{source}/refresh", summary="Look into a source again", dependencies=_WRITE)
async def refresh_source(asking: Asking, source: str, response: Response) -> SourceDocument:
    """Scan the source for completion, write down its tools, and tell clients that lists may have changed."""
    return _answer(asking, await asking.trials.refresh(asking.caller, source), response)


@router.post("/{source}/connect", summary="Connect now", dependencies=_WRITE)
async def connect_source(asking: Asking, source: str, response: Response) -> SourceDocument:
    """Open a connection, whatever the last attempt has shown, or see that there is one."""
    return _answer(asking, await asking.trials.connect(asking.caller, source), response)


@router.post("/{source}/disconnect", summary="Close the connections", dependencies=_WRITE)
async def disconnect_source(asking: Asking, source: str, response: Response) -> SourceDocument:
    """Close idle connections now and busy ones when their calls end; the next call connects again."""
    return _answer(asking, await asking.trials.disconnect(asking.caller, source), response)


@router.get("/{source}/health", summary="Show how a source is", dependencies=_READ)
async def source_health(asking: Asking, source: str) -> HealthDocument:
    """Return state, grade and connections; nothing is connected to."""
    found = await asking.sources.get(asking.caller, source)
    shown, live = _document(asking, found), found.live
    return HealthDocument(
        state=shown.state,
        reason=shown.reason,
        disconnect_reason=shown.disconnect_reason,
        grade=shown.grade,
        grade_reason=live.grade_reason if live else None,
        verified=shown.verified,
        last_verified_at=shown.last_verified_at,
        connections=report_pool(live.pool) if live and live.pool else None,
    )


def _answer(asking: Context, found: Managed, response: Response) -> SourceDocument:
    if found.row is not None:
        response.headers["ETag"] = f'"{tag_of(found.row)}"'
    return _document(asking, found)


def _document(asking: Context, found: Managed) -> SourceDocument:
    row, live = found.row, found.live
    settings = _settings(found)
    tools = asking.sources.tools_of(live) or [dict(each) for each in (row.tools if row else ())]
    unserved = "disabled" if row and not row.active else "broken"
    return SourceDocument.model_validate(
        {
            "id": row.id if row else found.name,
            "name": found.name,
            "connector": settings["connector"],
            "config": asking.sources.shown_config(found),
            **{key: settings[key] for key in ("read_only", "writes", "accept_grade_c", "description")},
            "pool": settings["pool"],
            "limits": {key: value for key, value in settings["limits"].items() if value is not None},
            "owner": row.owner if row else None,
            "origin": "store" if row else "file",
            "active": row.active if row else True,
            "state": live.state if live else unserved,
            "grade": live.grade if live else None,
            "reason": live.reason if live else found.reason,
            "disconnect_reason": live.disconnect_reason if live else None,
            "verified": row.verified if row else live is not None and live.state == "ready",
            "last_verified_at": row.last_verified_at if row else None,
            "last_error": row.last_error if row else None,
            "tools": [ToolReference.model_validate(each) for each in tools],
            "created_at": row.created_at if row else None,
            "updated_at": row.updated_at if row else None,
        }
    )


def _settings(found: Managed) -> dict[str, Any]:
    """Return what every source has, with defaults; of a stored one that cannot be read as far as it can be."""
    if found.row is None:
        assert found.plan is not None
        settings: BaseModel = found.plan.settings
    else:
        try:
            settings = SourceSettings.model_validate({**found.row.settings, "connector": found.row.connector})
        except ValidationError:
            settings = SourceSettings(connector=found.row.connector)
    return settings.model_dump(mode="json")


def _check(check: Check) -> CheckDocument:
    return CheckDocument(
        ok=check.error is None,
        code=check.error.code if check.error else None,
        reason=str(check.error) if check.error else None,
        milliseconds=check.milliseconds,
        grade=check.source.grade,
        grade_reason=check.source.grade_reason,
    )


def _draft(written: SourceDraft) -> Draft:
    settings = written.model_dump(mode="json", include=set(_SETTINGS), exclude_unset=True)
    return Draft(
        name=written.name,
        connector=written.connector,
        config=written.config,
        settings=settings,
        active=written.active,
    )


def _merged(before: Draft, patch: Mapping[str, Any]) -> SourceDraft:
    whole = {
        "name": before.name,
        "connector": before.connector,
        "config": dict(before.config),
        "active": before.active,
        **before.settings,
    }
    try:
        return SourceDraft.model_validate(_patched(whole, patch))
    except ValidationError as error:
        mistakes = [(".".join(map(str, each["loc"])), sentence(each["msg"])) for each in error.errors()]
        raise InvalidSource(mistakes) from None


def _patched(whole: Any, patch: Any) -> Any:
    """Return a document with a merge patch applied (RFC 7396, section 2)."""
    if not isinstance(patch, Mapping):
        return patch
    result = dict(whole) if isinstance(whole, Mapping) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = _patched(result.get(key), value)
    return result


def _expected(if_match: str) -> list[str] | None:
    """Return the versions that may be changed, None for any; a weak tag is none (RFC 9110, section 13.1.1)."""
    tags = [each.strip() for each in if_match.split(",")]
    if "*" in tags:
        return None
    return [tag[1:-1] for tag in tags if len(tag) > 1 and tag[0] == tag[-1] == '"']


def _place(document: SourceDocument) -> str:
    """Return where a source is in the list; a name ends before what no name holds."""
    return f"{document.name} {document.origin}"
