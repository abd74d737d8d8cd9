"""What is let in: one JSON text without tricks, before anything else looks at it."""

import re
from typing import Any

import jiter

__all__ = ["MAX_BODY", "MAX_DEPTH", "PARSE_ERROR", "NotStrict", "parse"]

#: Bytes of one message.
MAX_BODY = 4 * 1024 * 1024
#: Levels of nesting.
MAX_DEPTH = 64
#: The answer to whatever is not let in (JSON-RPC 2.0, section 5.1).
PARSE_ERROR = b'{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error"}}'
#: Possessive throughout, and also for a string that never ends, so that no text takes more than one pass.
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
_BRACKET = re.compile(rb"[\[\]{}]")


class NotStrict(ValueError):
    """The text is not JSON as RFC 8259 has it, or goes beyond a limit."""


def parse(text: bytes) -> Any:
    """Return the value of a JSON text.

    Args:
        text: UTF-8.

    Raises:
        NotStrict: for more than `MAX_BODY` bytes or `MAX_DEPTH` levels, a duplicate key, NaN or Infinity, invalid
            UTF-8, and anything that is no JSON.
    """
    if len(text) > MAX_BODY:
        raise NotStrict(f"more than {MAX_BODY} bytes")
    if _is_deep(text):
        raise NotStrict(f"more than {MAX_DEPTH} levels")
    try:
        return jiter.from_json(text, allow_inf_nan=False, catch_duplicate_keys=True)
    except ValueError as error:
        raise NotStrict(str(error)) from None


def _is_deep(text: bytes) -> bool:
    if text.count(b"{") + text.count(b"[") <= MAX_DEPTH:
        return False
    depth = 0
    for bracket in _BRACKET.finditer(_STRING.sub(b"", text)):
        depth += 1 if bracket.group() in (b"{", b"[") else -1
        if depth > MAX_DEPTH:
            return True
    return False
