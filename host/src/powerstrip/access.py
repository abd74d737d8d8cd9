"""Who calls, and what they may do. One function decides, for every way in.

Who somebody is comes from an `Authenticator`: the token of the environment, the stored tokens, and whatever else is
added. `Access` asks them all. What a principal may do is its `Grant`: `authorize` holds it, and the views that a
principal looks through are compiled from it (see `powerstrip.visibility`).
"""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Protocol

from powerstrip.errors import CallError

__all__ = [
    "EVERYTHING",
    "LOCAL",
    "SCOPES",
    "TOKEN",
    "Access",
    "Authenticator",
    "Grant",
    "Principal",
    "StaticToken",
    "authorize",
]

#: Every scope, with what it allows; no other is given.
SCOPES: Mapping[str, str] = MappingProxyType(
    {
        "tools:list": "see tools, resources and prompts",
        "tools:call": "call tools, read resources, render prompts, complete arguments",
        "sources:read": "see sources with their options",
        "sources:write": "make, change, switch and remove stored sources",
        "metrics:read": "read /metrics",
        "audit:read": "read who did what",
        "host:admin": "manage tokens, and set what only operators may",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a principal may do; principals with equal grants share what is compiled for them.

    Args:
        scopes: of `SCOPES`.
        sources: globs of the sources that it may use, None for all.
        views: globs of the views that it may look through, None for all; the one at `/mcp` has the name `""`.
        write: whether it may use tools that write.
    """

    scopes: frozenset[str]
    sources: tuple[str, ...] | None = None
    views: tuple[str, ...] | None = None
    write: bool = False

    def sees_source(self, name: str) -> bool:
        """Whether a source exists for the principal; a name that is free matches like one that is not."""
        return _matches(name, self.sources)

    def sees_view(self, name: str) -> bool:
        """Whether a view exists for the principal."""
        return _matches(name, self.views)


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Who calls.

    Args:
        id: tells principals apart, and is never given to another: what is kept for a principal is kept for this.
        name: as people know it, and the audit shows it.
        grant: what it may do.
    """

    id: str
    name: str
    grant: Grant


EVERYTHING = Grant(scopes=frozenset(SCOPES), write=True)
#: Everybody on this machine, while nothing is configured by which anybody is known.
LOCAL = Principal(id="local", name="local", grant=EVERYTHING)
#: Whoever knows the one token of `POWERSTRIP_TOKEN`.
TOKEN = Principal(id="token", name="token", grant=EVERYTHING)


class Authenticator(Protocol):
    """Knows principals by the bearer token that they present. It answers from memory: it is asked for each request."""

    @property
    def required(self) -> bool:
        """Whether somebody is known, or may be, so that nobody is let in unknown."""

    def authenticate(self, presented: str) -> Principal | None:
        """Return whose token it is, None if it is nobody's, or no longer good."""

    def is_current(self, principal: Principal) -> bool:
        """Whether a principal that was returned before would be returned now."""


class StaticToken:
    """The one token of the environment.

    Args:
        token: that `TOKEN` presents.
    """

    required = True

    def __init__(self, token: str) -> None:
        self._token = token.encode()

    def authenticate(self, presented: str) -> Principal | None:
        """See `Authenticator`."""
        return TOKEN if hmac.compare_digest(presented.encode(), self._token) else None

    def is_current(self, principal: Principal) -> bool:
        """See `Authenticator`."""
        return principal == TOKEN


class Access:
    """Says who sends a request.

    Args:
        authenticators: asked in order.
        loopback: whether only this machine can reach the host. Then everybody is `LOCAL` while no authenticator is
            required.
    """

    def __init__(self, authenticators: Sequence[Authenticator], *, loopback: bool) -> None:
        self._authenticators = tuple(authenticators)
        self._loopback = loopback

    @property
    def required(self) -> bool:
        """Whether a token is required."""
        # Asked for each request; a generator would take longer than the answers.
        for each in self._authenticators:  # noqa: SIM110
            if each.required:
                return True
        return False

    def identify(self, authorization: str | None) -> Principal | None:
        """Return who sent a request, None if the request must be refused.

        Args:
            authorization: the Authorization header.
        """
        if not self.required:
            return LOCAL if self._loopback else None
        scheme, _, presented = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not (presented := presented.strip()):
            return None
        for each in self._authenticators:
            if principal := each.authenticate(presented):
                return principal
        return None

    def is_current(self, principal: Principal) -> bool:
        """Whether a principal that was let in before would be let in now."""
        if principal == LOCAL:
            return self._loopback and not self.required
        return any(each.is_current(principal) for each in self._authenticators)


def authorize(principal: Principal, scope: str, *, source: str | None = None, writes: bool = False) -> None:
    """Let a principal do something, or not.

    Args:
        principal: who asks.
        scope: what it takes.
        source: name of the source that it is done to, None for none.
        writes: whether something is written to the source.

    Raises:
        CallError: `permission` if the principal may not; `unknown_source` if there is no such source for it.
    """
    grant = principal.grant
    if scope not in grant.scopes:
        raise CallError("permission", f"{principal.name!r} lacks the scope {scope!r}")
    if source is not None and not grant.sees_source(source):
        raise CallError("unknown_source", f"there is no source {source!r} here")
    if writes and not grant.write:
        raise CallError("permission", f"{principal.name!r} may only read, and this writes")


def _matches(name: str, globs: Sequence[str] | None) -> bool:
    return globs is None or any(fnmatchcase(name, glob) for glob in globs)
