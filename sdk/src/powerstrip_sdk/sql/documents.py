"""Schema resources, the prompt and completion of every SQL connector."""

from collections.abc import Mapping, Sequence

from powerstrip_sdk.connector import Prompt, PromptArgument, Resource
from powerstrip_sdk.sql.database import Database
from powerstrip_sdk.sql.schema import Schema, Table
from powerstrip_sdk.sql.tools import find_table
from powerstrip_sdk.text import visible

__all__ = ["complete_names", "schema_prompts", "schema_resources", "schema_scan"]

#: How many tables a prompt lists before it points at the tools.
_LISTED_TABLES = 100


async def schema_scan(connection: Database) -> Schema:
    """Return the whole catalog, from which `complete_names` completes."""
    return await connection.scan_db_schema()


async def _read_schema(connection: Database) -> Schema:
    return await connection.scan_db_schema()


async def _read_table(connection: Database, schema: str, table: str) -> Table:
    return await find_table(connection, schema, table)


schema_resources = (
    Resource(
        path="schema",
        title="Schema",
        description="All tables with columns, keys, foreign keys, indexes and comments.",
        read=_read_schema,
    ),
    Resource(
        path="schema/{schema}/{table}",
        title="Table",
        description="One table with columns, keys, foreign keys, indexes and comments.",
        read=_read_table,
    ),
)


async def _introduce(connection: Database, source: str, arguments: Mapping[str, str]) -> str:
    scanned = await connection.scan_db_schema(table=arguments.get("table"))
    lines = [f"You have read access to the source {source!r}, {connection.server}."]
    if (name := arguments.get("table")) is None:
        lines += _overview(scanned)
    else:
        lines += _table_in_words(await find_table(connection, None, name), arguments.get("column"))
    lines.append("Say in a few sentences what this data is about, and which questions it can answer.")
    return "\n".join(lines)


def _overview(scanned: Schema) -> list[str]:
    lines = [f"It has {len(scanned.tables)} tables and views:"]
    for table in scanned.tables[:_LISTED_TABLES]:
        columns = ", ".join(visible(column.name) for column in table.columns)
        lines.append(f"- {_name(table)} ({columns})" + (f": {_on_one_line(table.comment)}" if table.comment else ""))
    if len(scanned.tables) > _LISTED_TABLES:
        lines.append(f"- and {len(scanned.tables) - _LISTED_TABLES} more, see list_tables")
    return lines


def _table_in_words(table: Table, only: str | None) -> list[str]:
    lines = [f"Look at the {table.kind} {_name(table)}:"]
    for column in table.columns:
        if only in (None, column.name):
            null = "may be null" if column.nullable else "never null"
            comment = f", {_on_one_line(column.comment)}" if column.comment else ""
            lines.append(f"- {visible(column.name)}: {visible(column.type)}, {null}{comment}")
    return lines


def _name(table: Table) -> str:
    return f"{visible(table.schema_name)}.{visible(table.name)}"


def _on_one_line(comment: str) -> str:
    """A comment that somebody wrote into the database must not look like a line of the prompt."""
    return visible(" ".join(comment.split()))


schema_prompts = (
    Prompt(
        name="introduce_source",
        title="Introduce a source",
        description="Tell the model what a source holds, as a start for a conversation about its data.",
        render=_introduce,
        arguments=(
            PromptArgument(name="table", description="Only this table."),
            PromptArgument(name="column", description="Only this column of the table."),
        ),
    ),
)


def complete_names(scanned: Schema, argument: str, value: str, others: Mapping[str, str]) -> Sequence[str]:
    """Return names of schemas, tables or columns that begin with `value`.

    Args:
        scanned: what `schema_scan` returned.
        argument: `schema`, `table` or `column`; nothing is known of others.
        value: what is written so far.
        others: the other arguments' values, which narrow the choice.
    """
    schema, table = others.get("schema"), others.get("table")
    tables = [each for each in scanned.tables if schema in (None, each.schema_name)]
    if argument == "schema":
        names = set(scanned.schemas)
    elif argument == "table":
        names = {each.name for each in tables}
    elif argument == "column":
        names = {column.name for each in tables if table in (None, each.name) for column in each.columns}
    else:
        return []
    return sorted(name for name in names if name.lower().startswith(value.lower()))
