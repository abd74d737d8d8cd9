"""What was called, by whom and how it went: one line for each call, to the log."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog

__all__ = ["Audit", "Record"]

log = structlog.get_logger("powerstrip.audit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One call.

    Args:
        principal: who called.
        tool: exposed name, or the resource's or prompt's.
        source: None for a tool without one.
        arguments: as the client gave them.
        outcome: `ok` or an error's code.
        milliseconds: from the request to the answer.
        rows: in the answer, None where there are none to count.
        bytes: of the answer.
    """

    principal: str
    tool: str
    source: str | None
    arguments: Mapping[str, Any]
    outcome: str
    milliseconds: float
    rows: int | None
    bytes: int


class Audit:
    """Writes records.

    Args:
        arguments: whether arguments are written as they are; else only a digest, by which equal calls can be told.
    """

    def __init__(self, *, arguments: bool) -> None:
        self._arguments = arguments

    def write(self, record: Record) -> None:
        """Write one record."""
        # The standard library writes any number that JSON can hold, also one beyond 64 bits.
        text = json.dumps(record.arguments, sort_keys=True, default=str).encode()
        told = {"arguments": record.arguments} if self._arguments else {"digest": hashlib.sha256(text).hexdigest()[:16]}
        log.info(
            "call",
            principal=record.principal,
            tool=record.tool,
            source=record.source,
            outcome=record.outcome,
            ms=round(record.milliseconds, 1),
            rows=record.rows,
            bytes=record.bytes,
            **told,
        )
