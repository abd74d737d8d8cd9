"""Who calls, and what they may do. One function decides, for every way in."""

import hmac
from dataclasses import dataclass

from powerstrip.errors import CallError

__all__ = ["LOCAL", "Principal", "authenticate", "authorize"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Who calls.

    Args:
        name: as the audit shows it.
        scopes: what the principal may do.
    """

    name: str
    scopes: frozenset[str]


#: Everybody on this machine, while no token is configured.
LOCAL = Principal(name="local", scopes=frozenset({"tools:call", "tools:list"}))
#: Whoever knows the one token of `POWERSTRIP_TOKEN`.
BEARER = Principal(name="token", scopes=LOCAL.scopes)


def authenticate(authorization: str | None, token: str | None) -> Principal | None:
    """Return who sent a request, None if the request must be refused.

    Args:
        authorization: the Authorization header.
        token: the configured token, None if none is.
    """
    if token is None:
        return LOCAL
    scheme, _, given = (authorization or "").partition(" ")
    if scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode()):
        return BEARER
    return None


def authorize(principal: Principal, scope: str) -> None:
    """Let a principal do something, or not.

    Args:
        principal: who asks.
        scope: what it takes.

    Raises:
        CallError: `permission` if the principal lacks the scope.
    """
    if scope not in principal.scopes:
        raise CallError("permission", f"{principal.name!r} lacks the scope {scope!r}")
