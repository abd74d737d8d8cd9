"""Principals of the tests: stored tokens, made as an operator would."""

from datetime import UTC, datetime, timedelta

from powerstrip.access import SCOPES
from powerstrip.secrets import new_token, token_digest
from powerstrip.store import NewToken

USUAL = ("tools:list", "tools:call")
ALL = tuple(SCOPES)


async def let_in(host, name, scopes=USUAL, *, seconds=None, **grant):
    """Make a token on a running host; the token itself."""
    token = new_token()
    expires = None if seconds is None else datetime.now(UTC) + timedelta(seconds=seconds)
    new = NewToken(name=name, digest=token_digest(token), scopes=scopes, expires_at=expires, **grant)
    await host.host.tokens.create(new)
    return token


def bearing(token):
    """The header of a request."""
    return {"Authorization": f"Bearer {token}"} if token else {}
