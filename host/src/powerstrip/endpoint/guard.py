"""Who may come in over HTTP: Host, Origin and token, before anything of a request is parsed."""

from mcp.server.transport_security import TransportSecurityMiddleware, TransportSecuritySettings
from starlette.requests import Request
from starlette.responses import Response

from powerstrip.access import Principal, authenticate
from powerstrip.settings import HostSettings

__all__ = ["Guard"]

_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared with, not listened on


class Guard:
    """Decides about requests by their headers alone.

    Args:
        settings: hosts and origins to accept.
        bound: address that is listened on.
        token: that every request must carry, None if none is needed.
    """

    def __init__(self, settings: HostSettings, *, bound: str, token: str | None) -> None:
        self._token = token
        self._security = TransportSecurityMiddleware(_security(bound, settings))

    async def admit(self, request: Request) -> Principal | Response:
        """Return who sends a request, or the refusal."""
        if refusal := await self._security.validate_request(request):
            return refusal
        principal = authenticate(request.headers.get("authorization"), self._token)
        if principal is None:
            return Response("a token is required", 401, headers={"WWW-Authenticate": 'Bearer realm="powerstrip"'})
        return principal


def _security(bound: str, settings: HostSettings) -> TransportSecuritySettings:
    """A page in a browser can make requests to this machine; it cannot choose Host and Origin."""
    hosts = [*_LOOPBACK, *([] if bound in _EVERYWHERE else [f"[{bound}]" if ":" in bound else bound])]
    origins = [f"http://{host}" for host in _LOOPBACK]
    return TransportSecuritySettings(
        allowed_hosts=[*hosts, *(f"{host}:*" for host in hosts), *settings.allowed_hosts],
        allowed_origins=[*origins, *(f"{origin}:*" for origin in origins), *settings.allowed_origins],
    )
