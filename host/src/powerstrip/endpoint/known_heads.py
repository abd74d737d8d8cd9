"""Heads of plain requests that came before: clients send the same one, byte by byte, with nearly every request.

What a head means is found out by the server's parser, by the gate and by the direct lane, when it comes first. A head
that comes again means the same, and nobody has to read it. Who sends it is asked again each time, because a token may
have been revoked since. Of heads only digests are kept, so that no token stays here.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeAlias

from powerstrip.endpoint.plain import Head

__all__ = ["REMEMBER", "KnownHead", "KnownHeads", "Remember"]

#: Key in the ASGI scope under which a direct lane finds what remembers the head of a request that it takes.
REMEMBER = "powerstrip.remember_head"
Remember: TypeAlias = Callable[[Head, str], None]
#: Bytes of a body that is worth being put together here; larger ones cost more elsewhere.
MOST_BODY = 64 * 1024
#: Bytes of a head, and heads that are remembered, each in some hundred bytes.
_LONGEST, _MOST = 4096, 4096
#: Written so that no two readers of HTTP/1.1 could disagree on where the head ends (RFC 9112, sections 2.2, 5 and 11).
_UNDOUBTED = re.compile(rb"POST /[!-~]* HTTP/1\.1\r\n(?:[a-zA-Z0-9-]+:[ \t!-~]*\r\n)+\r\n")
#: What makes more of a request than a head and a body whose length is known.
_UNUSUAL = re.compile(
    rb"\n(?:(?:transfer-encoding|expect|upgrade|te|trailer):|(?:proxy-)?connection:(?![ \t]*keep-alive[ \t]*\r))",
    re.IGNORECASE,
)
_LENGTH = re.compile(rb"\ncontent-length:[ \t]*([0-9]+)[ \t]*\r", re.IGNORECASE)
_AUTHORIZATION = re.compile(rb"\nauthorization:[ \t]*([^\r]*)\r", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownHead:
    """What a head says that came before.

    Args:
        head: of a plain request.
        path: of the URL, decoded.
        length: bytes of the body.
        authorization: where in the head the header of this name begins and ends, None without one.
    """

    head: Head
    path: str
    length: int
    authorization: tuple[int, int] | None

    def authorization_in(self, raw: bytes) -> str | None:
        """Return the Authorization header.

        Args:
            raw: the same head.
        """
        if self.authorization is None:
            return None
        begin, end = self.authorization
        return raw[begin:end].decode("latin-1")


class KnownHeads:
    """The heads that are known, of all connections."""

    def __init__(self) -> None:
        self._known: dict[bytes, KnownHead] = {}

    def find(self, raw: bytes) -> KnownHead | None:
        """Return what a head says, None if it is not known.

        Args:
            raw: from the first byte of a request to the empty line.
        """
        return self._known.get(sha256(raw).digest())

    def learning(self, raw: bytes) -> Remember | None:
        """Return what remembers a head, to be called once it is known to be that of a plain request.

        Args:
            raw: from the first byte of a request to the empty line.

        Returns:
            None for a head that must always be read.
        """
        lengths, tokens = _LENGTH.findall(raw), list(_AUTHORIZATION.finditer(raw))
        if len(raw) > _LONGEST or len(lengths) != 1 or int(lengths[0]) > MOST_BODY or len(tokens) > 1:
            return None
        if not _UNDOUBTED.fullmatch(raw) or _UNUSUAL.search(raw):
            return None
        digest, length = sha256(raw).digest(), int(lengths[0])
        authorization = tokens[0].span(1) if tokens else None

        def remember(head: Head, path: str) -> None:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[digest] = KnownHead(head=head, path=path, length=length, authorization=authorization)

        return remember
