"""What goes into the store and comes out of it. All times are in UTC."""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

__all__ = [
    "AuditFilter",
    "AuditRecord",
    "Copied",
    "KeptResult",
    "KeyUse",
    "NewSource",
    "NewToken",
    "Page",
    "Rotation",
    "StoredSource",
    "StoredToken",
    "new_id",
]

Item = TypeVar("Item")


def new_id(at: float | None = None) -> str:
    """Return an id that nobody else makes: milliseconds, then 80 random bits, so that ids sort by time.

    Args:
        at: the time in seconds since 1970, now if None.
    """
    return f"{int((time.time() if at is None else at) * 1000):012x}{secrets.token_hex(10)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[Item]):
    """A part of a list.

    Args:
        items: in order.
        next: where the following page begins, None if this is the last.
    """

    items: tuple[Item, ...]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSource:
    """A source to be stored.

    Args:
        name: that no stored source has.
        connector: the kind.
        config: the connector's own options, with their secrets; it is sealed before it is written.
        settings: what every source has and is no secret: `description`, `read_only`, `pool`, `limits`, ...
        owner: the principal who made it.
        active: whether it is to be served.
    """

    name: str
    connector: str
    config: Mapping[str, Any] = field(repr=False)
    settings: Mapping[str, Any] = field(default_factory=dict)
    owner: str
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSource:
    """A source as it is stored.

    Args:
        id: never used again.
        name: of the source.
        connector: the kind.
        sealed: the connector's own options, encrypted.
        key_id: of the key that opens them.
        settings: what every source has and is no secret.
        owner: the principal who made it.
        active: whether it is to be served.
        verified: whether its last check went well with the options as they are.
        last_verified_at: when it was last checked with the options as they are, None if it was not.
        last_error: why the last check failed, None if it did not.
        tools: what was discovered at the last check or refresh.
        version: counts the changes of what an operator writes; the base of an ETag.
        created_at: when it was stored.
        updated_at: when an operator last changed it.
    """

    id: str
    name: str
    connector: str
    sealed: str = field(repr=False)
    key_id: str
    settings: Mapping[str, Any]
    owner: str
    active: bool
    verified: bool
    last_verified_at: datetime | None
    last_error: str | None
    tools: tuple[Mapping[str, Any], ...]
    version: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewToken:
    """A token to be stored.

    Args:
        name: of the principal; no valid token has it.
        digest: `token_digest` of what the principal was shown.
        scopes: what it may do.
        sources: globs of the sources that it may use, None for all.
        views: globs of the views that it may use, None for all.
        write: whether it may use tools that write.
        expires_at: None for never.
    """

    name: str
    digest: str = field(repr=False)
    scopes: tuple[str, ...]
    sources: tuple[str, ...] | None = None
    views: tuple[str, ...] | None = None
    write: bool = False
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredToken:
    """A token as it is stored; see `NewToken`.

    Args:
        id: never used again.
        created_at: when it was stored.
        last_used_at: when it was last used, as far as it was written down.
        revoked_at: since when it is refused, None if it is not.
    """

    id: str
    name: str
    digest: str = field(repr=False)
    scopes: tuple[str, ...]
    sources: tuple[str, ...] | None
    views: tuple[str, ...] | None
    write: bool
    expires_at: datetime | None
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None

    def state(self, now: datetime) -> Literal["valid", "expired", "revoked"]:
        """Return whether it is good now, and if not, why."""
        if self.revoked_at is not None:
            return "revoked"
        return "valid" if self.expires_at is None or now < self.expires_at else "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRecord:
    """One call or change.

    Args:
        id: makes writing the same record again harmless; sorts by time.
        at: when it ended.
        principal: who, by a name that somebody else may have later.
        principal_id: who, by what nobody else ever has; None in what was written before it was kept.
        action: what: `call`, `source.create`, `token.revoke`, ...
        outcome: `ok` or an error's code.
        call_id: as the log has it, None for what is no call.
        source: name of the source, None without one.
        tool: exposed name of the tool, None for what is no call.
        digest: of the arguments, by which equal ones can be told; None where there are none.
        arguments: as they came, None unless the operator wants them written.
        rows: in the answer, None where there are none to count.
        bytes: of the answer.
        milliseconds: from the request to the answer.
    """

    id: str = field(default_factory=new_id)
    at: datetime
    principal: str
    principal_id: str | None = None
    action: str
    outcome: str
    call_id: str | None = None
    source: str | None = None
    tool: str | None = None
    digest: str | None = None
    arguments: Mapping[str, Any] | None = None
    rows: int | None = None
    bytes: int | None = None
    milliseconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Which records of the audit; what is None does not matter.

    Args:
        principal: who, by name or id.
        action: what.
        source: name of the source.
        sources: names, of which the source's is one.
        tool: exposed name of the tool.
        outcome: `ok` or an error's code.
        call_id: of one call.
        since: not before this time.
        until: before this time.
    """

    principal: str | None = None
    action: str | None = None
    source: str | None = None
    sources: tuple[str, ...] | None = None
    tool: str | None = None
    outcome: str | None = None
    call_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptResult:
    """A large result that is kept in a file.

    Args:
        handle: names it to its owner.
        owner: the principal whose call made it.
        file: path of the rows.
        columns: of the rows, as JSON.
        rows: how many are kept.
        bytes: of the file.
        complete: whether these are all rows of the result.
        created_at: when it was kept.
        expires_at: when it may be deleted.
    """

    handle: str
    owner: str
    file: str
    columns: tuple[Mapping[str, Any], ...]
    rows: int
    bytes: int
    complete: bool
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """What a rotation did.

    Args:
        rewrapped: rows that are now sealed with the current key and were not before.
        refused: why a row could not be opened, by its place.
    """

    rewrapped: int
    refused: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyUse:
    """The rows of one key.

    Args:
        rows: how many say that they are sealed with it.
        opened: how many of them do open.
    """

    rows: int
    opened: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What was copied of one table.

    Args:
        read: rows of the store that was copied.
        written: how many of them were not there yet.
    """

    read: int
    written: int
