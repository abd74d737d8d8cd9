"""Running the corpus, and finding the statement behind a change."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import anyio

from powerstrip_sdk.connector import Connector
from powerstrip_sdk.errors import ConnectorError
from powerstrip_sdk.testing.attack import Attack, Attacked

__all__ = ["Deviation", "Siege"]

#: Statements between two fingerprints.
_GROUP = 64
#: Seconds that one statement may take; after that it is cancelled, as a host would.
_STATEMENT_SECONDS = 1.0
_CLOSE_SECONDS = 5.0
#: Rows that are read of each statement.
_ROWS = 500
#: A statement that was cancelled is over on the server a moment later: how often and after how many seconds to look
#: again before a difference counts.
_LOOKS, _LOOK_AGAIN_SECONDS = 5, 0.05
#: What a host says of a source beside its options: a connector may do otherwise without.
_AS_A_HOST = {"read_only": True, "call_timeout": 30.0, "max_rows": 1000}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """Something that a statement did, although it may only read.

    Args:
        attacks: the statement; several if it was one of them and did nothing when they were run again.
        changes: by key of the fingerprint, what was there before and what is there now.
    """

    attacks: tuple[Attack, ...]
    changes: Mapping[str, tuple[object, object]]

    def __str__(self) -> str:
        statements = [f"{attack.seed} as {attack.how!r}:\n    {attack.sql!r}" for attack in self.attacks]
        changes = [f"{key}: {_short(before)} -> {_short(after)}" for key, (before, after) in self.changes.items()]
        which = "\n  or ".join(statements)
        return f"{which}\n  changed " + "; ".join(changes)


class Siege:
    """Statements against one source, with one credential.

    Args:
        attacked: what is attacked.
        connector: that opens the connections.
        options: of the source.
    """

    def __init__(self, attacked: Attacked, connector: Connector, options: Mapping[str, Any]) -> None:
        self._attacked, self._connector = attacked, connector
        self._config = connector.config.model_validate(dict(options), context=_AS_A_HOST)
        self._connection: Any = None
        self._fresh: dict[str, object] = {}

    async def deviations(self, attacks: Sequence[Attack], most: int = 20, group: int = _GROUP) -> list[Deviation]:
        """Run statements and return what they changed.

        Args:
            attacks: the statements.
            most: deviations after which no further statements are run.
            group: statements between two fingerprints.
        """
        found: list[Deviation] = []
        try:
            await self._open()
            for several in _groups(attacks, group):
                if len(found) < most:
                    found += await self._run(several, most - len(found))
        finally:
            await self._close()
        return found[:most]

    async def _run(self, attacks: Sequence[Attack], most: int) -> list[Deviation]:
        before = await self._state() | self._fresh
        found = [deviation for attack in attacks if (deviation := await self._one(attack))]
        changes = await self._changes(before)
        if not changes:
            return found
        # What was left in the session would be there for the next statement, too.
        await self._close()
        await self._open()
        if len(attacks) == 1:
            return [*found, Deviation(attacks=tuple(attacks), changes=changes)]
        # It was one of several: run halves of them again, on the state as it is now.
        again: list[Deviation] = []
        for half in _groups(attacks, len(attacks) // 2):
            if len(again) < most:
                again += await self._run(half, most - len(again))
        return again or [Deviation(attacks=tuple(attacks), changes=changes)]

    async def _one(self, attack: Attack) -> Deviation | None:
        """Run a statement as a host does; what it changes shows later, what it tells shows here."""
        rows: list[Any] = []
        fault: Exception | None = None
        with anyio.move_on_after(_STATEMENT_SECONDS):
            try:
                await self._read(attack.sql, rows)
            except ConnectorError:
                pass
            except Exception as error:  # noqa: BLE001 - a connector raises nothing else, and this is where it shows
                fault = error
        await self._reset()
        if fault is not None:
            return Deviation(attacks=(attack,), changes={"error": (None, repr(fault))})
        told = [secret for secret in self._attacked.secrets if _holds(rows, secret)]
        return Deviation(attacks=(attack,), changes={"secret": (None, told)}) if told else None

    async def _read(self, sql: str, rows: list[Any]) -> None:
        async with self._connection.execute_sql_statement(sql, [], _ROWS) as stream:
            async for batch in stream:
                rows += batch
                if len(rows) >= _ROWS:
                    break

    async def _reset(self) -> None:
        """Give the connection back as a host does: reset, or closed."""
        try:
            if self._connection.idle:
                with anyio.fail_after(_CLOSE_SECONDS):
                    await self._connection.reset()
                return
        except (ConnectorError, TimeoutError):
            pass
        await self._close()
        await self._open()

    async def _open(self) -> None:
        with anyio.fail_after(_CLOSE_SECONDS):
            self._connection = await self._connector.connect(self._config)
            await self._connection.probe()
            await self._connection.reset()
        if not self._fresh and self._attacked.session is not None:
            self._fresh = {"session": await self._attacked.session(self._connection)}

    async def _close(self) -> None:
        if self._connection is not None:
            with anyio.CancelScope(shield=True), anyio.move_on_after(_CLOSE_SECONDS), suppress(ConnectorError):
                await self._connection.close()

    async def _changes(self, before: Mapping[str, object]) -> dict[str, tuple[object, object]]:
        """Return what differs and goes on to differ."""
        for _look in range(_LOOKS):
            after = await self._state()
            if after == before:
                return {}
            await anyio.sleep(_LOOK_AGAIN_SECONDS)
        return _differences(before, after)

    async def _state(self) -> dict[str, object]:
        state = dict(await self._attacked.fingerprint())
        if self._attacked.session is not None:
            state["session"] = await self._attacked.session(self._connection)
        return state


def _groups(attacks: Sequence[Attack], size: int) -> Iterator[Sequence[Attack]]:
    return (attacks[start : start + max(size, 1)] for start in range(0, len(attacks), max(size, 1)))


def _differences(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, tuple[object, object]]:
    """Return what differs by its key, also inside of values that are mappings."""
    found: dict[str, tuple[object, object]] = {}
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key), after.get(key)
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            found |= {f"{key}, {inner}": change for inner, change in _differences(old, new).items()}
        elif old != new:
            found[key] = (old, new)
    return found


def _holds(rows: Sequence[Any], secret: str) -> bool:
    plain = secret.encode()
    return any(
        secret in (cell if isinstance(cell, str) else repr(cell)) or (isinstance(cell, bytes) and plain in cell)
        for row in rows
        for cell in row
    )


def _short(value: object, longest: int = 300) -> str:
    text = repr(value)
    return text if len(text) <= longest else f"{text[:longest]}..."
