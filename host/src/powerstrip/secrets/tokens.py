"""Tokens of principals: shown once, kept as a digest."""

import hashlib
import secrets

__all__ = ["TOKEN_PREFIX", "new_token", "token_digest"]

TOKEN_PREFIX = "ps_"  # noqa: S105 - how every token begins
_BYTES = 32


def new_token() -> str:
    """Return a token that nobody has: 256 random bits, with a prefix that scanners of repositories can look for."""
    return TOKEN_PREFIX + secrets.token_urlsafe(_BYTES)


def token_digest(token: str) -> str:
    """Return what is kept of a token: SHA-256, as hexadecimal digits.

    A token is random and long, so there is nothing that a slow, salted hash would add, and it can be looked up.
    """
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
