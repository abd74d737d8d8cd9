"""What the file holds, read in two queries however many tables there are."""

from powerstrip_sdk.sql import Database, Schema, Table

__all__ = ["scan"]

_SCHEMAS = "SELECT schema_name FROM duckdb_schemas() WHERE database_name = current_database() ORDER BY 1"
# DuckDB has no references into another schema, and writes the expressions of an index as one text.
_TABLES = """
WITH
tables AS (
    SELECT schema_name, table_name, 'table' AS kind, comment FROM duckdb_tables()
    WHERE database_name = current_database() AND NOT internal
    UNION ALL
    SELECT schema_name, view_name, 'view', comment FROM duckdb_views()
    WHERE database_name = current_database() AND NOT internal
),
columns AS (
    SELECT schema_name, table_name, list({'name': column_name, 'type': data_type, 'nullable': is_nullable,
        'default': column_default, 'comment': comment} ORDER BY column_index) AS columns
    FROM duckdb_columns() WHERE database_name = current_database() GROUP BY ALL
),
keys AS (
    SELECT schema_name, table_name,
        first(constraint_column_names) FILTER (constraint_type = 'PRIMARY KEY') AS primary_key,
        list({'name': constraint_name, 'columns': constraint_column_names, 'referenced_schema': schema_name,
            'referenced_table': referenced_table, 'referenced_columns': referenced_column_names}
            ORDER BY constraint_index) FILTER (constraint_type = 'FOREIGN KEY') AS foreign_keys,
        list({'name': constraint_name, 'columns': constraint_column_names, 'unique': true}
            ORDER BY constraint_index) FILTER (constraint_type = 'UNIQUE') AS uniques
    FROM duckdb_constraints() WHERE database_name = current_database() GROUP BY ALL
),
indexes AS (
    SELECT schema_name, table_name, list({'name': index_name, 'columns': expressions::VARCHAR[], 'unique': is_unique}
        ORDER BY index_name) AS indexes
    FROM duckdb_indexes() WHERE database_name = current_database() GROUP BY ALL
)
SELECT schema_name, table_name AS name, kind, comment, coalesce(columns, []) AS columns,
    coalesce(primary_key, []) AS primary_key, coalesce(foreign_keys, []) AS foreign_keys,
    list_concat(coalesce(uniques, []), coalesce(indexes, [])) AS indexes
FROM tables LEFT JOIN columns USING (schema_name, table_name) LEFT JOIN keys USING (schema_name, table_name)
    LEFT JOIN indexes USING (schema_name, table_name)
WHERE ($1 IS NULL OR schema_name = $1) AND ($2 IS NULL OR table_name = $2) ORDER BY ALL
"""


async def scan(database: Database, schema: str | None, table: str | None) -> Schema:
    """Return tables and views with what is known of them.

    Args:
        database: an idle connection.
        schema: only tables of this schema.
        table: only tables of this name.
    """
    async with database.execute_sql_statement(_TABLES, [schema, table], 500) as stream:
        names = [column.name for column in stream.columns]
        tables = [Table.model_validate(dict(zip(names, row, strict=True))) async for rows in stream for row in rows]
    schemas = tuple(name for (name,) in await database.fetch_rows(_SCHEMAS))
    return Schema(default_schema="main", schemas=schemas, tables=tuple(tables))
