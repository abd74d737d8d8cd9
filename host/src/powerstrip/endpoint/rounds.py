"""Calls that take several requests (2026-07-28): a question ends the first, and its answer comes with the next.

What the host must remember in between travels with the client as `requestState`. It is sealed, so that nobody can read
or change it, and bound to the call, its arguments and who made it. Each state is good for one request: a call that is
answered runs at most once, however often the answer is sent.
"""

import hashlib
import json
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from time import monotonic
from typing import Any, NoReturn

import mcp_types as types
from mcp.server import ServerRequestContext
from mcp.server.context import CallNext, HandlerResult
from mcp.server.request_state import AESGCMRequestStateCodec, InvalidRequestState
from mcp.shared.exceptions import MCPError
from mcp_types.methods import INPUT_REQUIRED_METHODS
from pydantic import BaseModel

from powerstrip.confirmation import THINKING
from powerstrip.workers.claims import Claims, OwnClaims, SharedClaims
from powerstrip.workers.group import Group

__all__ = ["Rounds"]

_STATE = "requestState"
Context = ServerRequestContext[Any]


class _Sealed(BaseModel):
    """What is sealed: what a handler wants to be remembered, and what it is bound to."""

    id: str
    principal: str
    request: str
    expires: float
    content: str


class Rounds:
    """Middleware that seals states on their way out and opens them, each once, on their way in.

    The SDK's own boundary has one sentence for all refusals, knows no principal of ours, and takes a state twice. The
    key is this host's: an answer that comes after a restart is refused, and the client asks again.

    Args:
        principal: names who made a request.
        group: the workers that are one host, and take each other's states; None if it is one process.
    """

    def __init__(self, principal: Callable[[Context], str], group: Group | None = None) -> None:
        self._principal = principal
        self._codec = AESGCMRequestStateCodec([group.key if group else os.urandom(32)])
        self._claims: Claims = SharedClaims(group.folder / "states", THINKING) if group else OwnClaims(THINKING)

    async def __call__(self, ctx: Context, call_next: CallNext) -> HandlerResult:
        """Answer one request; the handler reads and returns states as they are inside."""
        if ctx.method not in INPUT_REQUIRED_METHODS:
            return await call_next(ctx)
        principal, request = self._principal(ctx), _digest(ctx)
        if ctx.params is not None and (state := ctx.params.get(_STATE)) is not None:
            ctx = replace(ctx, params={**ctx.params, _STATE: await self._open(state, principal, request)})
        result = await call_next(ctx)
        if isinstance(result, Mapping) and result.get("resultType") == "input_required" and result.get(_STATE):
            return {**result, _STATE: self._seal(result[_STATE], principal, request)}
        return result

    def _seal(self, content: str, principal: str, request: str) -> str:
        expires, identity = monotonic() + THINKING, secrets.token_hex(16)
        sealed = _Sealed(id=identity, principal=principal, request=request, expires=expires, content=content)
        return self._codec.seal(sealed.model_dump_json().encode())

    async def _open(self, state: Any, principal: str, request: str) -> str:
        """Return what a handler wanted to be remembered, once."""
        try:
            sealed = _Sealed.model_validate_json(self._codec.unseal(str(state)))
        except InvalidRequestState:
            _refuse("seal", "is not one that this server has given since it was started")
        if sealed.principal != principal:
            _refuse("principal", "was given to somebody else")
        if sealed.request != request:
            _refuse("request", "was given for another tool or other arguments")
        if sealed.expires <= monotonic():
            _refuse("expired", f"is older than {THINKING:g} s")
        if not await self._claims.claim(sealed.id):
            _refuse("used", "was sent before, and what it is for is done at most once")
        return sealed.content


def _digest(ctx: Context) -> str:
    """Return what is the same for two requests of which one goes on with the other."""
    params = ctx.params or {}
    request = [ctx.method, params.get("name"), params.get("uri"), params.get("arguments") or {}]
    return hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()


def _refuse(reason: str, sentence: str) -> NoReturn:
    raise MCPError(
        code=types.INVALID_PARAMS,
        message=f"nothing was run: the requestState {sentence}; call again without it to be asked again",
        data={"reason": "invalid_request_state", "why": reason},
    )
