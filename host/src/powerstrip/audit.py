"""What was called and changed, by whom, and how it went: one line for each to the log, and a record to the store."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

import orjson
import structlog

from powerstrip.access import Principal
from powerstrip.redaction import Redaction
from powerstrip.store import AuditRecord

__all__ = ["Audit", "Change", "Keeper", "Record"]

log = structlog.get_logger("powerstrip.audit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One call.

    Args:
        call_id: ties all log lines of the call.
        principal: who called.
        tool: exposed name, or the resource's or prompt's.
        source: None for a tool without one.
        arguments: as the client gave them.
        outcome: `ok` or an error's code.
        milliseconds: from the request to the answer.
        rows: in the answer, None where there are none to count.
        bytes: of the answer.
    """

    call_id: str
    principal: Principal
    tool: str
    source: str | None
    arguments: Mapping[str, Any]
    outcome: str
    milliseconds: float
    rows: int | None
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of what the host serves, or whom.

    Args:
        principal: who changed it.
        action: what was done to what: `source.create`, `token.revoke`, ...
        outcome: `ok` or an error's code.
        source: name of the source that it was done to, None for anything else.
        details: what tells it from others, such as the names of the fields that changed. Never an option's value: a
            secret that is only now being stored is nothing that could be masked yet.
    """

    principal: Principal
    action: str
    outcome: str = "ok"
    source: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


class Keeper(Protocol):
    """Takes records to keep them."""

    def put(self, record: AuditRecord, size: int) -> None:
        """Take one record, at once.

        Args:
            record: what was called or changed.
            size: bytes of its arguments as JSON, 0 if they are not in it.
        """


class Audit:
    """Writes records.

    Args:
        arguments: whether arguments are written as they are; else only a digest, by which equal calls can be told.
        redact: masks the sources' secrets in arguments.
        keeper: takes each record for the store, None if only the log has them.
    """

    def __init__(self, *, arguments: bool, redact: Redaction, keeper: Keeper | None = None) -> None:
        self._arguments = arguments
        self._redact = redact
        self._keeper = keeper

    def write(self, record: Record) -> None:
        """Write down one call. This waits for nothing."""
        told, size = self._tell(record.arguments)
        milliseconds = round(record.milliseconds, 3)
        log.info(
            "call",
            principal=record.principal.name,
            principal_id=record.principal.id,
            tool=record.tool,
            source=record.source,
            outcome=record.outcome,
            ms=milliseconds,
            rows=record.rows,
            bytes=record.bytes,
            **_for_the_log(told),
        )
        if self._keeper is not None:
            kept = AuditRecord(
                at=datetime.now(UTC),
                principal=record.principal.name,
                principal_id=record.principal.id,
                action="call",
                outcome=record.outcome,
                call_id=record.call_id,
                source=record.source,
                tool=record.tool,
                rows=record.rows,
                bytes=record.bytes,
                milliseconds=milliseconds,
                **told,
            )
            self._keeper.put(kept, size)

    def write_change(self, change: Change) -> None:
        """Write down one change. This waits for nothing."""
        told, size = self._tell(change.details)
        log.info(
            "change",
            principal=change.principal.name,
            principal_id=change.principal.id,
            action=change.action,
            source=change.source,
            outcome=change.outcome,
            **_for_the_log(told),
        )
        if self._keeper is not None:
            kept = AuditRecord(
                at=datetime.now(UTC),
                principal=change.principal.name,
                principal_id=change.principal.id,
                action=change.action,
                outcome=change.outcome,
                source=change.source,
                **told,
            )
            self._keeper.put(kept, size)

    def _tell(self, arguments: Mapping[str, Any]) -> tuple[dict[str, Any], int]:
        """Return what is told of arguments, and how many bytes of them that is."""
        text = _sorted_json(arguments)
        digest = hashlib.sha256(text).hexdigest()[:16]
        if not self._arguments:
            return {"digest": digest}, 0
        return {"digest": digest, "arguments": self._redact.inside(arguments)}, len(text)


def _sorted_json(arguments: Mapping[str, Any]) -> bytes:
    try:
        return orjson.dumps(arguments, default=str, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        # The standard library writes any number that JSON can hold, also one beyond 64 bits.
        return json.dumps(arguments, sort_keys=True, default=str).encode()


def _for_the_log(told: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"arguments": told["arguments"]} if "arguments" in told else told
