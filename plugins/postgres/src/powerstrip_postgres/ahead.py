"""Words of the host's own that may be sent together with the statement that they are said for."""

from dataclasses import dataclass
from functools import lru_cache
from struct import pack

__all__ = ["Ahead", "ahead_of"]

#: Words that are remembered.
_REMEMBERED = 64
#: `ReadyForQuery` in a transaction that has not failed.
_READY = b"Z" + pack("!I", 5) + b"T"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """Words and what answers them, as messages of the protocol.

    Args:
        message: that carries the words.
        answer: of a server that has done what they say and has nothing to add.
    """

    message: bytes
    answer: bytes


@lru_cache(_REMEMBERED)
def ahead_of(words: str) -> Ahead | None:
    """Return words as a message that may be sent ahead, None if they would be answered with rows.

    Args:
        words: commands that open a transaction or are said in one, with `; ` between them.
    """
    tags = [command.partition(" ")[0] for command in words.split("; ")]
    if set(tags) - {"BEGIN", "SET"}:
        return None
    answer = b"".join(_message(b"C", tag) for tag in tags) + _READY
    return Ahead(message=_message(b"Q", words), answer=answer)


def _message(kind: bytes, text: str) -> bytes:
    body = text.encode() + b"\0"
    return kind + pack("!I", len(body) + 4) + body
