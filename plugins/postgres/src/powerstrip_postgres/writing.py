"""Running statements that write, and estimating how many rows they would."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol, TypeVar

import anyio

from powerstrip_postgres.batches import FIRST_ROWS, Batches
from powerstrip_postgres.errors import refused_parameter, statement_error
from powerstrip_postgres.meter import FLAT, Portion
from powerstrip_postgres.shape import shape_of
from powerstrip_postgres.values import driver_values, misfit
from powerstrip_postgres.wire import Driver, PreparedStatement, Record
from powerstrip_postgres.write_tree import CHANGES_ROWS
from powerstrip_sdk import ConnectorError, RefusedReadOnly, RefusedStatement, TimedOut, Unreachable
from powerstrip_sdk.sql import BATCH_ROWS, KeptRows, Statement, Written

__all__ = ["EXPLAINED", "Ask", "commit", "estimate", "run"]

_Result = TypeVar("_Result")

#: What EXPLAIN takes.
EXPLAINED = CHANGES_ROWS | {"SelectStmt"}
#: The fewest seconds that a commit is waited for, whoever has gone meanwhile.
_COMMIT_SECONDS = 5.0


class Ask(Protocol):
    """Waits for an answer of the server's, of a limited size."""

    def __call__(  # noqa: D102
        self, question: Callable[[], Awaitable[_Result]], portion: Portion = FLAT
    ) -> Awaitable[_Result]: ...


async def run(driver: Driver, ask: Ask, statement: Statement, kind: str) -> Written:
    """Run one statement to its end.

    Args:
        driver: in a transaction that may write.
        ask: waits for its answers.
        statement: that passed `check_writing`.
        kind: of the statement, as `check_writing` has told.

    Raises:
        ConnectorError: with the code that fits.
    """
    try:
        # Without a name the statement is gone with the next one, and need not be closed.
        prepared = await ask(lambda: driver.prepare(statement.sql, name=""))
        values = driver_values(prepared.get_parameters(), statement.params)
        if prepared.get_attributes():
            kept = await _read(driver, ask, prepared, values)
            return Written(affected=kept.count if kind in CHANGES_ROWS else None, returned=kept)
        await ask(lambda: _told(prepared, values))
        return Written(affected=_rows_of(prepared.get_statusmsg()))
    except RefusedReadOnly as error:
        # In the server's words, of what no transaction takes.
        raise RefusedStatement(str(error), detail=error.detail) from error


async def estimate(driver: Driver, ask: Ask, statement: Statement) -> int | None:
    """Return how many rows the planner expects one statement to write, None if it writes none.

    Args:
        driver: in a transaction.
        ask: waits for its answers.
        statement: of a kind that EXPLAIN takes.
    """
    # After options in parentheses the grammar takes no ANALYZE, which would run the statement.
    explained = Statement(sql=f"EXPLAIN (FORMAT JSON) {statement.sql}", params=statement.params)
    prepared = await ask(lambda: driver.prepare(explained.sql, name=""))
    values = driver_values(prepared.get_parameters(), explained.params)
    kept = await _read(driver, ask, prepared, values)
    [(plans,)] = kept.rows
    return _written_rows(plans[0]["Plan"])


async def commit(driver: Driver) -> None:
    """Commit, and wait for it whoever goes away meanwhile: nobody is told that nothing was done when it was.

    Args:
        driver: in a transaction.

    Raises:
        ConnectorError: that says whether anything was changed, or that this is not known.
    """
    left = anyio.current_effective_deadline() - anyio.current_time()
    with anyio.move_on_after(max(left, _COMMIT_SECONDS), shield=True):
        try:
            tag = await driver.execute("COMMIT")
        except Exception as error:
            raise _failed_commit(statement_error(error)) from error
        if tag != "COMMIT":
            raise ConnectorError("nothing was changed, the server rolled the transaction back", detail=tag)
        return
    raise TimedOut("the server did not confirm the commit in time, so look whether anything was changed")


def _failed_commit(error: ConnectorError) -> ConnectorError:
    if isinstance(error, Unreachable):
        words = "the connection was lost during the commit, so look whether anything was changed"
        return Unreachable(words, detail=error.detail)
    error.args = (f"nothing was changed, the commit failed: {error}",)
    return error


async def _read(driver: Driver, ask: Ask, prepared: PreparedStatement, values: Sequence[Any]) -> KeptRows:
    """Read a statement to its end, without which it is not done."""
    shape = shape_of(prepared.get_attributes())
    portal = driver.portal(prepared, values)

    async def fetch(rows: int) -> list[Record]:
        return await ask(lambda: _fitting(prepared, portal.next_rows(rows)), shape.portion)

    first, kept = await fetch(FIRST_ROWS), KeptRows(shape.columns)
    async for batch in Batches(
        first,
        fetch,
        shape.plain,
        asked=FIRST_ROWS,
        most=BATCH_ROWS,
        portion=shape.portion,
        meter=driver.meter,
    ):
        kept.add(batch)
    return kept


async def _told(prepared: PreparedStatement, values: Sequence[Any]) -> None:
    await _fitting(prepared, prepared.fetch(*values))


async def _fitting(prepared: PreparedStatement, answer: Awaitable[_Result]) -> _Result:
    """Wait for an answer, and say which parameter does not fit if that is why there is none."""
    try:
        return await answer
    except Exception as error:
        if position := refused_parameter(error):
            raise misfit(prepared.get_parameters(), position) from error
        raise


def _rows_of(tag: str | None) -> int | None:
    """Return the number at the end of a command's tag, such as `INSERT 0 3`; there is none in `CREATE TABLE`."""
    number = (tag or "").rpartition(" ")[2]
    return int(number) if number.isdecimal() else None


def _written_rows(plan: dict[str, Any]) -> int | None:
    """Sum up what is expected below each node that writes, also those of a WITH."""
    below = plan.get("Plans", [])
    found = [each for part in below if (each := _written_rows(part)) is not None]
    if plan["Node Type"] == "ModifyTable":
        found.append(sum(part["Plan Rows"] for part in below if part.get("Parent Relationship") == "Outer"))
    return sum(found) if found else None
