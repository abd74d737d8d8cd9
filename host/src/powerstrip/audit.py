"""What was called and changed, by whom, and how it went: one line for each to the log, and a record to the store."""

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol, TypeAlias

import orjson
import structlog

from powerstrip.access import Principal
from powerstrip.batch import Batch
from powerstrip.logs import log_together
from powerstrip.redaction import Redaction
from powerstrip.store import AuditRecord, new_id

__all__ = ["Audit", "Change", "Keeper", "Record"]

log = structlog.get_logger("powerstrip.audit")


# Not frozen: one is made in each call, and would take three times as long.
@dataclass(slots=True, kw_only=True)
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


#: A call that has ended: its record, when, its arguments as sorted JSON, and they without secrets, None if they are not
#: to be written. A tuple without names, because one is made in each call.
_Ended: TypeAlias = tuple[Record, float, bytes, Any]


class Audit:
    """Writes records: of changes at once, of calls some at a time, beside the calls that run.

    Args:
        arguments: whether arguments are written as they are; else only a digest, by which equal calls can be told.
        redact: masks the sources' secrets in arguments.
        keeper: takes each record for the store, None if only the log has them.
    """

    def __init__(self, *, arguments: bool, redact: Redaction, keeper: Keeper | None = None) -> None:
        self._arguments = arguments
        self._redact = redact
        self._keeper = keeper
        self._ended = Batch(self._write_all)

    def write(self, record: Record) -> None:
        """Write down one call, which ends now. This waits for nothing."""
        text, arguments = self._tell(record.arguments)
        self._ended.put((record, time.time(), text, arguments), len(text))

    def work_off(self) -> None:
        """Write the calls that wait to be written."""
        self._ended.work_off()

    def close(self) -> None:
        """Write the calls that wait; those that end later are written at once."""
        self._ended.close()

    def write_change(self, change: Change) -> None:
        """Write down one change, after the calls that ended before it. This waits for nothing."""
        self.work_off()
        text, arguments = self._tell(change.details)
        digest = _digest(text)
        shown, value = _shown(arguments, digest)
        log.info(
            "change",
            principal=change.principal.name,
            principal_id=change.principal.id,
            action=change.action,
            source=change.source,
            outcome=change.outcome,
            **{shown: value},
        )
        if self._keeper is not None:
            kept = AuditRecord(
                at=datetime.now(UTC),
                principal=change.principal.name,
                principal_id=change.principal.id,
                action=change.action,
                outcome=change.outcome,
                source=change.source,
                digest=digest,
                arguments=arguments,
            )
            self._keeper.put(kept, _kept_size(text, arguments))

    def _tell(self, arguments: Mapping[str, Any]) -> tuple[bytes, Any]:
        """Return arguments as sorted JSON, and without secrets, None if they are not to be written."""
        return _sorted_json(arguments), self._redact.inside(arguments) if self._arguments else None

    def _write_all(self, ended: list[_Ended]) -> None:
        lines = []
        for record, at, text, arguments in ended:
            digest = _digest(text)
            lines.append(_line(record, at, digest, arguments))
            if self._keeper is not None:
                self._keeper.put(_kept(record, at, digest, arguments), _kept_size(text, arguments))
        log_together(log, lines)


def _line(record: Record, at: float, digest: str, arguments: Any) -> dict[str, Any]:
    principal, (shown, value) = record.principal, _shown(arguments, digest)
    return {
        "principal": principal.name,
        "principal_id": principal.id,
        "tool": record.tool,
        "source": record.source,
        "outcome": record.outcome,
        "ms": round(record.milliseconds, 3),
        "rows": record.rows,
        "bytes": record.bytes,
        shown: value,
        "event": "call",
        "timestamp": at,
        "call": record.call_id,
    }


def _kept(record: Record, at: float, digest: str, arguments: Any) -> AuditRecord:
    return AuditRecord(
        id=new_id(at),
        at=datetime.fromtimestamp(at, UTC),
        principal=record.principal.name,
        principal_id=record.principal.id,
        action="call",
        outcome=record.outcome,
        call_id=record.call_id,
        source=record.source,
        tool=record.tool,
        digest=digest,
        arguments=arguments,
        rows=record.rows,
        bytes=record.bytes,
        milliseconds=round(record.milliseconds, 3),
    )


def _digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()[:16]


def _shown(arguments: Any, digest: str) -> tuple[str, Any]:
    return ("digest", digest) if arguments is None else ("arguments", arguments)


def _kept_size(text: bytes, arguments: Any) -> int:
    return 0 if arguments is None else len(text)


def _sorted_json(arguments: Mapping[str, Any]) -> bytes:
    try:
        return orjson.dumps(arguments, default=str, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        # The standard library writes any number that JSON can hold, also one beyond 64 bits.
        return json.dumps(arguments, sort_keys=True, default=str).encode()
