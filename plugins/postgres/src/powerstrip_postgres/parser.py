"""PostgreSQL's own parser, as a library in this process: from a statement's text to its tree as bytes.

The library (libpg_query, through `postgast`) is the server's grammar in C. It recurses over what it has parsed and
checks no depth, and it takes quadratic time for some texts, so the text is bounded before it is given to it. Measured
with postgast 0.2.0: 385 bytes of stack for a binary operator, at most 1,200 for a subselect; the largest texts that
pass take 0.2 to 0.4 seconds, in a thread of their own and without the interpreter's lock; to walk their trees takes a
second more on a busy machine.
"""

import importlib
import re
import threading
from dataclasses import dataclass
from typing import Any

from powerstrip_sdk import ConnectorError, LimitExceeded, SyntaxFault

__all__ = ["LONGEST", "load", "parse"]

#: The longest text of a statement, in bytes.
LONGEST = 65_536
#: Each may be one level of the tree.
_MOST_OPERATORS = 12_000
_OPERATORS = re.compile(r"[-+*/<>=~!@#%^&|`?:]+")
#: A run of these the scanner reads again for each of its characters.
_LONG_RUN = re.compile(r"[-+*/<>=~!@#%^&|`?]{1000}")
#: And here once more for each of those.
_SIGNS = re.compile(r"(?:-?\+){32}")
#: Of the thread that parses a long text: 65,536 bytes make less than 65,536 levels.
_STACK_BYTES = 64 * 1024 * 1024
#: Far more than anybody is shown: the host masks secrets and then cuts, and would not know half a secret.
_MOST_OF_MESSAGE = 10_000
_starting = threading.Lock()


def load() -> Any:
    """Import the parser, which takes about 90 milliseconds, and return its module of native functions."""
    # By name, as the package's stubs are not valid for a type checker.
    return importlib.import_module("postgast.native")


def parse(text: str, *, deep: bool) -> bytes:
    """Return the tree of a text, a message `pg_query.ParseResult` of protobuf.

    Args:
        text: one or more statements, without NUL characters.
        deep: parse in a thread with a stack for the deepest tree that a text may have; needed beyond 2,000 bytes.

    Raises:
        LimitExceeded: if the text is too long or its tree too deep.
        SyntaxFault: if it is not valid.
    """
    encoded = text.encode()
    _check_size(text, encoded)
    if not deep:
        return _parse(encoded)
    outcome = _Outcome()
    with _starting:
        before = threading.stack_size(_STACK_BYTES)
        try:
            thread = threading.Thread(target=outcome.fill, args=(encoded,), name="powerstrip-postgres-parser")
            thread.start()
        finally:
            threading.stack_size(before)
    thread.join()
    return outcome.get()


@dataclass(slots=True)
class _Outcome:
    """What a thread returned or raised."""

    tree: bytes = b""
    error: Exception | None = None

    def fill(self, encoded: bytes) -> None:
        try:
            self.tree = _parse(encoded)
        except Exception as error:  # noqa: BLE001  # raised again by whoever waits
            self.error = error

    def get(self) -> bytes:
        if self.error is not None:
            raise self.error
        return self.tree


def _check_size(text: str, encoded: bytes) -> None:
    if len(encoded) > LONGEST:
        raise LimitExceeded(
            f"the statement has {len(encoded):,} bytes and may have {LONGEST:,}, pass long lists as array parameters"
        )
    if _LONG_RUN.search(text) or _SIGNS.search(text):
        raise LimitExceeded("the statement holds a run of operator characters that is too long")
    if len(text) > _MOST_OPERATORS and sum(1 for _ in _OPERATORS.finditer(text)) > _MOST_OPERATORS:
        raise LimitExceeded(
            f"the statement has more than {_MOST_OPERATORS:,} operators, pass lists as array parameters"
        )


def _parse(encoded: bytes) -> bytes:
    from ctypes import string_at

    native = load()
    result = native.lib.pg_query_parse_protobuf(encoded)
    try:
        if result.error:
            raise _fault(encoded, result.error.contents)
        return string_at(result.parse_tree.data, result.parse_tree.len)
    finally:
        native.lib.pg_query_free_protobuf_parse_result(result)


def _fault(encoded: bytes, error: Any) -> ConnectorError:
    words = error.message.decode(errors="replace") if error.message else "the statement is not valid"
    if words.startswith("memory exhausted"):
        return LimitExceeded("the statement is nested too deeply")
    place = ""
    if error.cursorpos > 0:
        place = f", at character {len(encoded[: error.cursorpos - 1].decode(errors='replace')) + 1}"
    return SyntaxFault(f"{' '.join(words.split())[:_MOST_OF_MESSAGE]}{place} (42601)")
