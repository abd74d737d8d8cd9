"""One connection to a PostgreSQL server, which only reads."""

from collections.abc import Sequence
from typing import Any, ClassVar

from powerstrip_postgres import catalog, clearance, probe, reach, writing
from powerstrip_postgres.ahead import ahead_of
from powerstrip_postgres.batches import Batches
from powerstrip_postgres.clearance import Way
from powerstrip_postgres.conversation import Conversation
from powerstrip_postgres.guard import check_statement, question_about
from powerstrip_postgres.meter import FLAT
from powerstrip_postgres.remembered import Remembered
from powerstrip_postgres.session import Session, only_reads_now
from powerstrip_postgres.standing import Standing
from powerstrip_postgres.statement import Block, Opened, check_text, open_portal
from powerstrip_postgres.templates import PreparedTemplate, prepare_template
from powerstrip_postgres.tree import Names
from powerstrip_postgres.wire import Driver
from powerstrip_postgres.write_tree import check_writing
from powerstrip_sdk import (
    ConnectorError,
    Grade,
    Grading,
    LimitExceeded,
    RefusedReadOnly,
    Rows,
    RowStream,
    Streamed,
    TimedOut,
    Unreachable,
)
from powerstrip_sdk.sql import (
    BATCH_ROWS,
    Dialect,
    Schema,
    Statement,
    TableStats,
    WritableDatabase,
    Written,
    statement_number,
)

__all__ = ["PostgresConnection"]

#: A catalog larger than any that was measured must not hold up a source's first call.
_PROBE_SECONDS = 2.0
#: Statements of templates that a server keeps for one connection.
_MOST_TEMPLATES = 128
#: The server's codes for a statement that it does not keep any more, or whose columns are others now.
_STALE = frozenset({"0A000", "26000"})


class PostgresConnection(Conversation, WritableDatabase):
    """A connection that runs every statement in a transaction of its own, read only and always rolled back.

    Only `execute_statements` writes and commits, if the source may be written.

    The caller's text only goes through the extended protocol, which takes one statement and no more.

    Args:
        driver: a connection of the driver's, which nobody else uses.
        session: how it began.
        standing: what is known of the role, shared with the other connections of the source.
        may_write: whether the source may be written.
        max_rows: of an answer.
    """

    dialect: ClassVar[Dialect] = Dialect(
        placeholder="$1",
        # After options in parentheses the grammar takes no further ANALYZE.
        explain="EXPLAIN (FORMAT TEXT)",
        dollar_quotes=True,
        nested_comments=True,
    )

    def __init__(
        self, driver: Driver, session: Session, standing: Standing, *, may_write: bool = False, max_rows: int = 1000
    ) -> None:
        super().__init__(driver, session, standing)
        self._may_write = may_write
        # A template is run alone where a statement without a transaction around it only reads, and ends in time.
        self._runs_alone = session.is_bounded and driver.limits_rows and not may_write
        # One row more tells whether there are more.
        self._template_rows = max_rows + 1
        self._templates: Remembered[PreparedTemplate] = Remembered(_MOST_TEMPLATES)
        self._template_number = 0
        self._version = version = driver.get_server_version()
        # The driver takes the second number of 17.10 for a third one.
        self._server = f"PostgreSQL {version.major}.{version.micro or version.minor}"

    @property
    def server(self) -> str:
        """The server's product and version, for example `PostgreSQL 17.10`."""
        return self._server

    def execute_sql_statement(self, sql: str, params: Sequence[Any], batch_rows: int) -> Streamed:
        """Run one statement in a transaction that only reads, and stream its rows; see `Database`."""
        return Block(lambda: self._start(sql, params, batch_rows), lambda regular: self._end(regular=regular))

    async def run_template(self, sql: str, params: Sequence[Any]) -> Streamed | Rows:
        """Run a template that is cleared in one round trip, any other as every statement; see `Database`."""
        if self._runs_alone and only_reads_now(self._driver):
            # At other grades every transaction begins with a question of the same kind.
            way = self._standing.clearances.of(sql, is_dear=self._standing.grade is Grade.A)
            template = (way is Way.ALONE and self._templates.get(sql)) or await self._template(sql, way)
            if template is not None and self._fresh:
                try:
                    if way is Way.IN_TRANSACTION:
                        return await self._run_in_transaction(template, params)
                    return await self._run_alone(template, params)
                except ConnectorError as error:
                    self._forget(sql, error)
        return self.execute_sql_statement(sql, params, BATCH_ROWS)

    async def execute_statements(self, statements: Sequence[Statement]) -> list[Written]:
        """Write in one transaction, and commit it; see `WritableDatabase`."""
        kinds = await self._kinds(statements)
        async with self._transaction(writes=True):
            written = []
            for number, (statement, kind) in enumerate(zip(statements, kinds, strict=True), 1):
                with statement_number(number, len(statements)):
                    written.append(await writing.run(self._driver, self._ask, statement, kind))
            await writing.commit(self._driver)
        return written

    async def estimate_rows(self, statements: Sequence[Statement]) -> list[int | None]:
        """Ask the planner, statement by statement, and run none; see `WritableDatabase`."""
        kinds = await self._kinds(statements)
        rows, schema_is_known = [], True
        for number, (statement, kind) in enumerate(zip(statements, kinds, strict=True), 1):
            schema_is_known = schema_is_known and kind in writing.EXPLAINED
            with statement_number(number, len(statements)):
                rows.append(await self._estimate(statement, kind, may_fail=not schema_is_known))
        return rows

    async def scan_db_schema(self, *, schema: str | None = None, table: str | None = None) -> Schema:
        """Read the catalog in a fixed number of queries; see `Database`."""
        async with self._transaction(asks_catalog=True):
            schemas = await self._fetch(catalog.SCHEMAS)
            of_tables = [await self._fetch(query, schema, table) for query in catalog.OF_TABLES]
        return catalog.build(schemas, *of_tables)

    async def get_table_stats(self, schema: str, table: str | None) -> list[TableStats]:
        """Return the planner's estimate, or the count of a small table that was never analyzed; see `Database`."""
        async with self._transaction(asks_catalog=True):
            found = await self._fetch(catalog.STATS, schema, table)
        counted = {
            name: await self._count(schema, name) for name in (row["name"] for row in found if row["is_to_be_counted"])
        }
        return catalog.stats(schema, table, found, counted)

    async def probe(self) -> Grading:
        """Find out from the catalog what the role could do beside reading; at most three queries.

        A server that does not tell, or not in time, is graded as one whose role could write.
        """
        try:
            async with self._transaction(_PROBE_SECONDS, asks_catalog=True):
                findings = await probe.find(self._fetch, self._version.major)
        except ConnectorError as error:
            if self._cancelled or isinstance(error, Unreachable):
                raise
            self._standing.grade = Grade.B
            return probe.without_answer()
        self._standing.grade = findings.grade
        return probe.grading(findings)

    async def _template(self, sql: str, way: Way) -> PreparedTemplate | None:
        """Let the server keep the statement of a template that is cleared; find out whether it is where that is due."""
        if way is Way.AS_EVERY:
            return None
        if way is Way.TO_BE_FOUND:
            try:
                return await self._find_out(sql)
            except BaseException:
                self._standing.clearances.forget(sql)
                raise
        if known := self._templates.get(sql):
            return known
        async with self._transaction():
            return await self._prepared(sql)

    async def _find_out(self, sql: str) -> PreparedTemplate | None:
        """Find out whether a template is cleared, and let the server keep its statement if it is."""
        check_text(sql)
        names = await check_statement(sql)
        if not clearance.may_be_cleared(names):
            self._standing.clearances.put(sql, is_cleared=False, for_good=True)
            return None
        async with self._transaction(asks_catalog=True):
            found = await self._fetch(clearance.obstacles(), *reach.arguments(names))
            template = await self._prepared(sql) if clearance.is_cleared(found) else None
        self._standing.clearances.put(sql, is_cleared=template is not None)
        return template

    async def _prepared(self, sql: str) -> PreparedTemplate | None:
        if known := self._templates.get(sql):
            return known
        self._template_number += 1
        name = f"powerstrip_{self._template_number}"
        template = await self._ask(lambda: prepare_template(self._driver, sql, name, self._template_rows))
        if template is not None:
            self._templates.put(sql, template)
        return template

    async def _run_alone(self, template: PreparedTemplate, params: Sequence[Any]) -> Rows:
        """Run a template that is cleared, with no transaction around it and nothing to undo."""
        values = template.values(params)
        self._begin()
        self._as_begun = False
        self._driver.meter.begin(FLAT)
        try:
            with self._waiting:
                records = await template.fetch(values)
                self._fresh = True
                return template.rows(records)
        except Exception as error:
            raise self._told(template.error(error)) from error
        finally:
            try:
                if not self._fresh:
                    await self._roll_back()
            finally:
                self._busy = False
        raise await self._stopped()

    async def _run_in_transaction(self, template: PreparedTemplate, params: Sequence[Any]) -> Rows:
        """Run a template that was cleared a while ago."""
        values = template.values(params)
        async with self._transaction():
            return template.rows(await self._ask(lambda: template.fetch_all(values)))

    def _forget(self, sql: str, error: ConnectorError) -> None:
        """Raise the error of a prepared template, unless it may go well as every other statement."""
        if isinstance(error, LimitExceeded):
            # Every other statement is read in portions.
            self._standing.clearances.put(sql, is_cleared=False, for_good=True)
        elif error.engine_code in _STALE:
            self._templates.forget(sql)
        else:
            raise error
        if not self._fresh:
            raise error

    async def _kinds(self, statements: Sequence[Statement]) -> list[str]:
        """Return the kinds of statements that may be run, all of which are looked at before the first is."""
        if not self._may_write:
            raise RefusedReadOnly("this source is only read")
        kinds = []
        for number, statement in enumerate(statements, 1):
            with statement_number(number, len(statements)):
                kinds.append(await check_writing(statement.sql))
        return kinds

    async def _estimate(self, statement: Statement, kind: str, *, may_fail: bool) -> int | None:
        """Estimate one statement; it may fail where one before it would have made what it is about."""
        if kind not in writing.EXPLAINED:
            return None
        try:
            async with self._transaction():
                return await writing.estimate(self._driver, self._ask, statement)
        except (Unreachable, TimedOut):
            raise
        except ConnectorError:
            if may_fail:
                return None
            raise

    async def _start(self, sql: str, params: Sequence[Any], batch_rows: int) -> RowStream:
        """Check a statement, open its transaction and start it; once this has returned, `_end` is due."""
        check_text(sql)
        names = await check_statement(sql)
        self._begin()
        try:
            opened = await self._ask(lambda: self._open(names, sql, params, batch_rows))
        except BaseException:
            await self._end()
            raise
        portal, shape = opened.portal, opened.shape
        batches = Batches(
            opened.first,
            lambda rows: self._ask(lambda: portal.next_rows(rows), shape.portion),
            shape.plain,
            asked=opened.asked,
            most=batch_rows,
            portion=shape.portion,
            meter=self._driver.meter,
        )
        return RowStream(columns=shape.columns, batches=batches)

    async def _open(self, names: Names, sql: str, params: Sequence[Any], batch_rows: int) -> Opened:
        driver = self._driver
        question = question_about(names, self._standing.grade, driver.setting("server_encoding") or "unknown")
        words = self._opening(asks_catalog=question is not None)
        if question is not None:
            await driver.execute(words)
            reach.check_reached(await self._look_up(*question))
            words = self._after_asking
        ahead = ahead_of(words) if words and driver.sends_ahead else None
        if words and ahead is None:
            await driver.execute(words)
        return await open_portal(driver, sql, params, batch_rows, ahead)
