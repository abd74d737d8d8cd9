"""The standard templates of every SQL connector, and templates made from a statement."""

from collections.abc import Awaitable, Callable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from powerstrip_sdk.errors import InvalidArguments
from powerstrip_sdk.result import Rows, Streamed
from powerstrip_sdk.sql.database import BATCH_ROWS, Database
from powerstrip_sdk.sql.dialect import Dialect
from powerstrip_sdk.sql.parameters import check_names, place
from powerstrip_sdk.sql.schema import Table
from powerstrip_sdk.sql.tools import find_table
from powerstrip_sdk.template import Template, template
from powerstrip_sdk.tool import ResultShape

__all__ = ["standard_templates", "statement_template"]

Operator = Literal["=", "!=", "<", "<=", ">", ">=", "like", "not like", "in", "not in", "is null", "is not null"]
Scalar = str | int | float | bool | None

_UNBOUND = "sql"


def standard_templates(connector: str) -> list[Template]:
    """Return the standard templates for the sources of a connector whose connections are `Database`s.

    Args:
        connector: the connector's name.
    """
    return [each.on(connector) for each in (select_query, sample_rows)]


def statement_template(
    *, name: str, connector: str, sql: str, params: type[BaseModel], description: str, title: str = ""
) -> Template:
    """Return a template that runs one statement with `:name` parameters.

    Args:
        name: the template's name.
        connector: name of a connector whose connections are `Database`s.
        sql: one statement that only reads.
        params: pydantic model with a field for each `:name`; a value of None is bound as NULL.
        description: for the model.
        title: for people.
    """
    return Template(
        name=name,
        connector=connector,
        params=params,
        function=_runner(sql),
        result=ResultShape(kind="rows"),
        description=description,
        title=title,
    )


def _runner(sql: str) -> Callable[[Database, BaseModel], Awaitable[Streamed | Rows]]:
    """Return what runs a statement; where its values go is looked up again only for a connection of another kind."""
    known: Dialect | None = None
    placed: str = sql
    names: tuple[str, ...] = ()
    used: frozenset[str] = frozenset()

    def run(connection: Database, params: BaseModel) -> Awaitable[Streamed | Rows]:
        nonlocal known, placed, names, used
        if connection.dialect is not known:
            placed, names = place(sql, connection.dialect)
            known, used = connection.dialect, frozenset(names)
        # What `model_dump` does, whose options take longer than the work.
        given = params.__pydantic_serializer__.to_python(params, by_alias=True)
        if given.keys() != used:
            check_names(used, given.keys())
        return connection.run_template(placed, [given[name] for name in names])

    return run


class Filter(BaseModel):
    """One condition; several are joined by AND."""

    model_config = ConfigDict(extra="forbid")

    column: str
    operator: Operator = "="
    value: Scalar | list[Scalar] = Field(
        default=None, description="A value to compare with; an array for in and not in; left out for is null."
    )

    @model_validator(mode="after")
    def _operator_takes_value(self) -> "Filter":
        if self.operator in ("in", "not in"):
            if not isinstance(self.value, list) or not self.value:
                raise ValueError(f"{self.operator} takes an array with at least one value")
        elif isinstance(self.value, list):
            raise ValueError(f"{self.operator} takes one value, not an array")
        elif self.operator.startswith("is ") != (self.value is None):
            raise ValueError("compare with null by is null or is not null, which take no value")
        return self


class Order(BaseModel):
    """One column to sort by."""

    model_config = ConfigDict(extra="forbid")

    column: str
    descending: bool = False


class SelectQuery(BaseModel):
    """Parameters of `select_query`."""

    model_config = ConfigDict(extra="forbid")

    table: str = Field(description="Table or view, exactly as list_tables names it.")
    schema_name: str | None = Field(
        default=None, alias="schema", description="Schema; left out, the source's default schema."
    )
    columns: list[str] | None = Field(default=None, description="Columns to return; left out, all of them.")
    filters: list[Filter] = Field(default=[], description="Conditions, joined by AND.")
    order: list[Order] = Field(default=[], description="Columns to sort by, the most important first.")
    limit: int = Field(default=100, ge=1, le=100_000, description="The most rows to return.")


class SampleRows(BaseModel):
    """Parameters of `sample_rows`."""

    model_config = ConfigDict(extra="forbid")

    table: str = Field(description="Table or view, exactly as list_tables names it.")
    schema_name: str | None = Field(
        default=None, alias="schema", description="Schema; left out, the source's default schema."
    )
    rows: int = Field(default=5, ge=1, le=100, description="How many rows.")


@template(connector=_UNBOUND, params=SelectQuery)
async def select_query(connection: Database, params: SelectQuery) -> Streamed:
    """Read rows of one table without writing SQL: choose columns, conditions, order and limit."""
    found = await find_table(connection, params.schema_name, params.table)
    sql, values = _select(found, params, connection.dialect)
    return connection.execute_sql_statement(sql, values, BATCH_ROWS)


@template(connector=_UNBOUND, params=SampleRows)
async def sample_rows(connection: Database, params: SampleRows) -> Streamed:
    """Show a few rows of one table, to see what its values look like."""
    found = await find_table(connection, params.schema_name, params.table)
    sql, values = _select(found, SelectQuery(table=params.table, limit=params.rows), connection.dialect)
    return connection.execute_sql_statement(sql, values, BATCH_ROWS)


def _select(table: Table, query: SelectQuery, dialect: Dialect) -> tuple[str, list[Any]]:
    values: list[Any] = []
    columns = [_column(table, name, dialect) for name in query.columns or [column.name for column in table.columns]]
    clauses = [
        f"SELECT {', '.join(columns) or '*'}",
        f"FROM {dialect.identifier(table.schema_name, table.name)}",
    ]
    if query.filters:
        clauses.append("WHERE " + " AND ".join(_condition(table, each, values, dialect) for each in query.filters))
    if query.order:
        clauses.append("ORDER BY " + ", ".join(_sort_key(table, each, dialect) for each in query.order))
    clauses.append(dialect.limit.format(rows=query.limit))
    return " ".join(clauses), values


def _column(table: Table, name: str, dialect: Dialect) -> str:
    if table.column(name) is None:
        known = ", ".join(column.name for column in table.columns)
        raise InvalidArguments(f"table {table.name!r} has no column {name!r}, it has: {known}")
    return dialect.identifier(name)


def _condition(table: Table, condition: Filter, values: list[Any], dialect: Dialect) -> str:
    column, operator = _column(table, condition.column, dialect), condition.operator.upper()
    if operator.startswith("IS "):
        return f"{column} {operator}"
    given = condition.value if isinstance(condition.value, list) else [condition.value]
    marks = []
    for value in given:
        values.append(value)
        marks.append(dialect.mark(len(values)))
    compared = f"({', '.join(marks)})" if operator in ("IN", "NOT IN") else marks[0]
    return f"{column} {'<>' if operator == '!=' else operator} {compared}"


def _sort_key(table: Table, order: Order, dialect: Dialect) -> str:
    return _column(table, order.column, dialect) + (" DESC" if order.descending else "")
