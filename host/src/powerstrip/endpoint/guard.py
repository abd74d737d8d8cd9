"""Who may come in over HTTP: Host, Origin and token, before anything of a request is looked at.

The gate stands before the router, so that no route can be forgotten and a path that does not exist tells nobody so.
"""

from collections.abc import Mapping

from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from powerstrip.access import Access, Principal, authorize
from powerstrip.endpoint.origins import Origins
from powerstrip.endpoint.problem import refusal_for
from powerstrip.errors import CallError
from powerstrip.settings import HostSettings

__all__ = ["OPEN", "PUBLIC", "Gate", "known_principal", "permit", "principal_of"]

#: Paths that everybody may ask for.
PUBLIC = frozenset({"/healthz"})
#: Paths that everybody may ask for, and that tell more to who proves to be somebody.
OPEN = frozenset({"/readyz"})
#: Key in the ASGI scope under which the gate says who sends a request.
_PRINCIPAL = "powerstrip.principal"
_SECRET_HEADERS = frozenset({b"authorization", b"proxy-authorization", b"cookie"})


class Gate:
    """The outermost application: what it lets through says who sends it, and no longer how they proved it.

    Args:
        app: what is behind the gate.
        settings: hosts and origins to accept.
        bound: address that is listened on.
        access: says who sends a request.
    """

    def __init__(self, app: ASGIApp, *, settings: HostSettings, bound: str, access: Access) -> None:
        self._app = app
        self._access = access
        self._origins = Origins(bound, settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif scope["type"] != "http" or scope["path"] in PUBLIC:
            await self._app(scope, receive, send)
        else:
            # Of a header that is repeated the first counts.
            fields = dict(reversed(scope["headers"]))
            admitted = self._admit(fields)
            if isinstance(admitted, Principal):
                await self._app(_without_proof(scope, fields, admitted), receive, send)
            elif scope["path"] in OPEN and b"authorization" not in fields:
                await self._app(scope, receive, send)
            else:
                await refusal_for(scope["path"], admitted)(scope, receive, send)

    def _admit(self, fields: Mapping[bytes, bytes]) -> Principal | Response:
        """Return who sends a request, or the refusal."""
        if refusal := self._origins.refusal(_text(fields, b"host") or "", _text(fields, b"origin")):
            return refusal
        principal = self._access.identify(_text(fields, b"authorization"))
        if principal is None:
            return PlainTextResponse("a token is required", 401, {"WWW-Authenticate": 'Bearer realm="powerstrip"'})
        return principal


def principal_of(scope: Scope) -> Principal:
    """Return who sends a request that the gate has let through."""
    principal: Principal = scope[_PRINCIPAL]
    return principal


def known_principal(scope: Scope) -> Principal | None:
    """Return who sends a request for one of the `OPEN` paths, None if nobody knows."""
    principal: Principal | None = scope.get(_PRINCIPAL)
    return principal


def permit(principal: Principal, scope: str) -> Response | None:
    """Return the refusal, if a principal may not do something; see `authorize`.

    Args:
        principal: who asks.
        scope: what it takes.
    """
    try:
        authorize(principal, scope)
    except CallError as error:
        needed = f'Bearer realm="powerstrip", error="insufficient_scope", scope="{scope}"'
        return PlainTextResponse(f"{error.code}: {error}", 403, {"WWW-Authenticate": needed})
    return None


def _text(fields: Mapping[bytes, bytes], name: bytes) -> str | None:
    value = fields.get(name)
    return None if value is None else value.decode("latin-1")


def _without_proof(scope: Scope, fields: Mapping[bytes, bytes], principal: Principal) -> Scope:
    """Return the scope of a request that is let through.

    The token has done its work, and nothing behind the gate could pass it on.
    """
    headers = scope["headers"]
    if not _SECRET_HEADERS.isdisjoint(fields):
        headers = [(name, value) for name, value in headers if name not in _SECRET_HEADERS]
    return {**scope, "headers": headers, _PRINCIPAL: principal}
