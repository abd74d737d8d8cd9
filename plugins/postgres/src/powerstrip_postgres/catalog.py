"""The catalog in a fixed number of queries, however many tables there are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from powerstrip_postgres.wire import Record
from powerstrip_sdk import NotFound
from powerstrip_sdk.sql import ForeignKey, Index, Schema, Table, TableColumn, TableStats

__all__ = ["OF_TABLES", "SCHEMAS", "STATS", "build", "stats"]

#: Names that begin with `pg_` are reserved for the server's own schemas.
_VISIBLE_SCHEMA = r"""
    n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
    AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
"""

SCHEMAS = f"""
SELECT n.nspname::text AS name, coalesce(pg_catalog.current_schema()::text, 'public') AS default_schema
FROM pg_catalog.pg_namespace n
WHERE {_VISIBLE_SCHEMA}
ORDER BY 1
"""

#: Tables of the asked schema ($1) and name ($2) of which at least one column may be read.
_VISIBLE_TABLES = f"""
pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND ($1::text IS NULL OR n.nspname = $1::text) AND ($2::text IS NULL OR c.relname = $2::text)
    AND {_VISIBLE_SCHEMA}
    AND pg_catalog.has_any_column_privilege(c.oid, 'SELECT')
"""

_TABLES = f"""
SELECT c.oid, n.nspname::text AS schema, c.relname::text AS name, c.relkind::text AS kind,
    pg_catalog.obj_description(c.oid, 'pg_class') AS comment
FROM {_VISIBLE_TABLES}
ORDER BY 2, 3
"""

_COLUMNS = f"""
SELECT c.oid, a.attname::text AS name, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
    NOT a.attnotnull AS nullable, pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS default,
    a.attidentity::text AS identity, s.description AS comment
FROM {_VISIBLE_TABLES}
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    AND pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT')
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
LEFT JOIN pg_catalog.pg_description s
    ON s.objoid = c.oid AND s.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND s.objsubid = a.attnum
ORDER BY c.oid, a.attnum
"""

_KEY_COLUMNS = """
ARRAY(
    SELECT a.attname::text
    FROM pg_catalog.unnest({keys}) WITH ORDINALITY u(attnum, place)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = {table} AND a.attnum = u.attnum
    ORDER BY u.place
)
"""

#: A foreign key to a partitioned table also has one entry for each of its partitions, under that of the table.
_CONSTRAINTS = f"""
SELECT c.oid, k.conname::text AS name, k.contype::text AS kind,
    {_KEY_COLUMNS.format(keys="k.conkey", table="k.conrelid")} AS columns,
    fn.nspname::text AS referenced_schema, f.relname::text AS referenced_table,
    {_KEY_COLUMNS.format(keys="k.confkey", table="k.confrelid")} AS referenced_columns
FROM {_VISIBLE_TABLES}
JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid AND k.contype IN ('p', 'f')
LEFT JOIN pg_catalog.pg_constraint parent ON parent.oid = k.conparentid
LEFT JOIN pg_catalog.pg_class f ON f.oid = k.confrelid
LEFT JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace
WHERE parent.conrelid IS DISTINCT FROM k.conrelid
ORDER BY c.oid, k.conname
"""

_INDEXES = f"""
SELECT c.oid, x.relname::text AS name, i.indisunique AS is_unique,
    ARRAY(
        SELECT coalesce(a.attname::text, pg_catalog.pg_get_indexdef(i.indexrelid, k.place::int, true))
        FROM pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY k(attnum, place)
        LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum AND k.attnum <> 0
        WHERE k.place <= i.indnkeyatts
        ORDER BY k.place
    ) AS columns
FROM {_VISIBLE_TABLES}
JOIN pg_catalog.pg_index i ON i.indrelid = c.oid AND i.indisvalid
JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
ORDER BY c.oid, x.relname
"""

#: The queries that take a schema and a name, each of them or None, in the order in which `build` takes their rows.
OF_TABLES = (_TABLES, _COLUMNS, _CONSTRAINTS, _INDEXES)

#: A table that was never analyzed has -1 rows; counting it is quick up to some size. Views have neither rows nor size.
_QUICKLY_COUNTED_BYTES = 100_000_000
STATS = f"""
SELECT name, rows, bytes, rows < 0 AND bytes <= {_QUICKLY_COUNTED_BYTES} AS is_to_be_counted
FROM (
    SELECT c.relname::text AS name,
        CASE WHEN c.relkind IN ('r', 'p', 'm') THEN c.reltuples::float8 END AS rows,
        CASE c.relkind
            WHEN 'p' THEN (
                SELECT sum(pg_catalog.pg_total_relation_size(t.relid)) FROM pg_catalog.pg_partition_tree(c.oid) t
            )::bigint
            WHEN 'r' THEN pg_catalog.pg_total_relation_size(c.oid)
            WHEN 'm' THEN pg_catalog.pg_total_relation_size(c.oid)
        END AS bytes
    FROM {_VISIBLE_TABLES}
) measured
ORDER BY 1
"""

_KINDS: Mapping[str, Any] = {
    "r": "table",
    "p": "table",
    "v": "view",
    "m": "materialized view",
    "f": "foreign table",
}
_IDENTITIES = {"a": "generated always as identity", "d": "generated by default as identity"}


def build(
    schemas: Sequence[Record],
    tables: Iterable[Record],
    columns: Iterable[Record],
    constraints: Iterable[Record],
    indexes: Iterable[Record],
) -> Schema:
    """Return the schema that the rows of the queries describe.

    Args:
        schemas: rows of `SCHEMAS`.
        tables: rows of the query of that name.
        columns: rows of the query of that name.
        constraints: rows of the query of that name.
        indexes: rows of the query of that name.
    """
    columns_of, constraints_of, indexes_of = _by_table(columns), _by_table(constraints), _by_table(indexes)
    return Schema(
        default_schema=schemas[0]["default_schema"] if schemas else "public",
        schemas=tuple(row["name"] for row in schemas),
        tables=tuple(
            _table(row, columns_of[row["oid"]], constraints_of[row["oid"]], indexes_of[row["oid"]]) for row in tables
        ),
    )


def stats(schema: str, table: str | None, found: Iterable[Record], counted: Mapping[str, int]) -> list[TableStats]:
    """Return the figures of tables.

    Args:
        schema: their schema.
        table: the table that was asked for, None for all.
        found: rows of `STATS`.
        counted: the rows of tables that were counted.

    Raises:
        NotFound: if the table that was asked for is not among them.
    """
    measured = [
        TableStats(
            schema_name=schema,
            table=row["name"],
            rows=counted.get(row["name"], _estimate(row["rows"])),
            rows_are_estimated=row["name"] not in counted and _estimate(row["rows"]) is not None,
            bytes=row["bytes"],
        )
        for row in found
    ]
    if table is not None and not measured:
        raise NotFound(f"there is no table {table!r} in schema {schema!r}")
    return measured


def _estimate(rows: float | None) -> int | None:
    return None if rows is None or rows < 0 else int(rows)


def _by_table(rows: Iterable[Record]) -> defaultdict[int, list[Record]]:
    grouped: defaultdict[int, list[Record]] = defaultdict(list)
    for row in rows:
        grouped[row["oid"]].append(row)
    return grouped


def _table(row: Record, columns: list[Record], constraints: list[Record], indexes: list[Record]) -> Table:
    primary = next((tuple(each["columns"]) for each in constraints if each["kind"] == "p"), ())
    return Table(
        schema_name=row["schema"],
        name=row["name"],
        kind=_KINDS[row["kind"]],
        comment=row["comment"],
        columns=tuple(_column(each) for each in columns),
        primary_key=primary,
        foreign_keys=tuple(_foreign_key(each) for each in constraints if each["kind"] == "f"),
        indexes=tuple(
            Index(name=each["name"], columns=tuple(each["columns"]), unique=each["is_unique"]) for each in indexes
        ),
    )


def _column(row: Record) -> TableColumn:
    return TableColumn(
        name=row["name"],
        type=row["type"],
        nullable=row["nullable"],
        default=_IDENTITIES.get(row["identity"], row["default"]),
        comment=row["comment"],
    )


def _foreign_key(row: Record) -> ForeignKey:
    return ForeignKey(
        name=row["name"],
        columns=tuple(row["columns"]),
        referenced_schema=row["referenced_schema"],
        referenced_table=row["referenced_table"],
        referenced_columns=tuple(row["referenced_columns"]),
    )
