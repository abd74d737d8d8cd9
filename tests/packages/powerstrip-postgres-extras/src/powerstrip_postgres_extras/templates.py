"""The templates: one that is only a statement, and one that is a function."""

from pydantic import BaseModel, ConfigDict, Field

from powerstrip_sdk import Streamed, template
from powerstrip_sdk.sql import Database, statement_template

__all__ = ["LargestTables", "UnusedIndexes", "largest_tables", "unused_indexes"]


class LargestTables(BaseModel):
    """Parameters of `largest_tables`."""

    model_config = ConfigDict(extra="forbid")

    number: int = Field(default=10, ge=1, le=100, description="How many tables.")


class UnusedIndexes(BaseModel):
    """Parameters of `unused_indexes`."""

    model_config = ConfigDict(extra="forbid")

    schema_name: str | None = Field(default=None, description="Only indexes of this schema.")


largest_tables = statement_template(
    name="largest_tables",
    connector="postgres",
    sql="""
        SELECT schemaname, relname, pg_total_relation_size(relid) AS bytes
        FROM pg_stat_user_tables
        ORDER BY bytes DESC, schemaname, relname
        LIMIT :number
    """,
    params=LargestTables,
    description="Show the largest tables with the bytes that they and their indexes take, largest first.",
)


@template(connector="postgres", params=UnusedIndexes)
async def unused_indexes(connection: Database, params: UnusedIndexes) -> Streamed:
    """Show the indexes that nobody has read since the statistics were reset, largest first."""
    condition, values = ("AND schemaname = $1", [params.schema_name]) if params.schema_name else ("", [])
    return connection.execute_sql_statement(
        f"""
        SELECT schemaname, relname, indexrelname, pg_relation_size(indexrelid) AS bytes
        FROM pg_stat_user_indexes
        WHERE idx_scan = 0 {condition}
        ORDER BY bytes DESC, indexrelname
        """,
        values,
        500,
    )
