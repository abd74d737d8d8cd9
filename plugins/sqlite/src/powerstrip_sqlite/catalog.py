"""What the file holds, read in a fixed number of queries however many tables there are."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Literal

from powerstrip_sdk import ConnectorError, LimitExceeded, NotFound, Row, Throttled, TimedOut, Unreachable
from powerstrip_sdk.sql import Database, ForeignKey, Index, Schema, Table, TableColumn, TableStats
from powerstrip_sqlite.expressions import indexed_expressions

__all__ = ["MAIN", "scan", "stats"]

#: The one schema: nothing can be attached.
MAIN = "main"

Kind = Literal["table", "view", "virtual table"]

_KINDS: dict[str, Kind] = {"table": "table", "view": "view", "virtual": "virtual table"}

_LISTED = """
    pragma_table_list AS listed
    {join}
    WHERE listed.schema = 'main' AND listed.type IN ('table', 'view', 'virtual')
      AND listed.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND (?1 IS NULL OR listed.name = ?1)
"""

_TABLES = "SELECT listed.name, listed.type FROM" + _LISTED.format(join="") + "ORDER BY listed.name"

_COLUMNS = (
    'SELECT listed.name, info.name, info.type, info."notnull", info.dflt_value, info.pk, info.hidden FROM'
    + _LISTED.format(join="JOIN pragma_table_xinfo(listed.name) AS info")
    + "AND info.hidden <> 1 ORDER BY listed.name, info.cid"
)

_KEYS = (
    'SELECT listed.name, key.id, key."table", key."from", key."to" FROM'
    + _LISTED.format(join="JOIN pragma_foreign_key_list(listed.name) AS key")
    + "AND listed.type = 'table' ORDER BY listed.name, key.id, key.seq"
)

_INDEXES = (
    'SELECT listed.name, each.name, each."unique", part.name, source.sql FROM'
    + _LISTED.format(
        join="""
    JOIN pragma_index_list(listed.name) AS each
    JOIN pragma_index_xinfo(each.name) AS part
    LEFT JOIN sqlite_schema AS source ON source.type = 'index' AND source.name = each.name"""
    )
    + "AND listed.type = 'table' AND part.key ORDER BY listed.name, each.name, part.seqno"
)

_PRIMARY_KEY = "SELECT name FROM pragma_table_info(?) WHERE pk ORDER BY pk"

_SIZE = """
    SELECT sum(pages.pgsize) FROM dbstat AS pages
    WHERE pages.aggregate = 1 AND pages.name IN (SELECT name FROM sqlite_schema WHERE tbl_name = ?)
"""

_GENERATED = {2: "generated, computed when read", 3: "generated, stored"}

#: What is wrong with the call or the whole source, rather than with one table.
_NOT_OF_A_TABLE = (LimitExceeded, Throttled, TimedOut, Unreachable)


async def scan(database: Database, *, schema: str | None, table: str | None) -> Schema:
    """Return tables, views and virtual tables with what is known of them.

    Args:
        database: an idle connection.
        schema: only this schema, so nothing unless it is `main`.
        table: only this table.
    """
    if schema not in (None, MAIN):
        return Schema(default_schema=MAIN, schemas=(MAIN,), tables=())
    listed = await database.fetch_rows(_TABLES, [table])
    columns = _by_table(await _columns(database, table, listed))
    keys = _by_table(await database.fetch_rows(_KEYS, [table]))
    indexes = _by_table(await database.fetch_rows(_INDEXES, [table]))
    primary_keys = {name: _primary_key(rows) for name, rows in columns.items()}
    await _add_referenced(database, keys, primary_keys)
    return Schema(
        default_schema=MAIN,
        schemas=(MAIN,),
        tables=tuple(
            Table(
                schema_name=MAIN,
                name=name,
                kind=_KINDS[kind],
                columns=tuple(_column(row, primary_keys[name]) for row in columns[name]) if name in columns else (),
                primary_key=primary_keys.get(name, ()),
                foreign_keys=_foreign_keys(keys.get(name, ()), primary_keys),
                indexes=_indexes(indexes.get(name, ())),
            )
            for name, kind in listed
        ),
    )


async def stats(database: Database, schema: str, table: str | None) -> list[TableStats]:
    """Return the number of rows and the bytes on disk of one or all tables.

    Args:
        database: an idle connection.
        schema: the schema.
        table: the table, None for all.

    Raises:
        NotFound: if there is no such schema or table.
    """
    if schema != MAIN:
        raise NotFound(f"there is no schema {schema!r}, a SQLite source has only {MAIN!r}")
    listed = await database.fetch_rows(_TABLES, [table])
    if table is not None and not listed:
        raise NotFound(f"there is no table {table!r} in schema {schema!r}")
    return [
        TableStats(
            schema_name=MAIN,
            table=name,
            rows=await _number(database, f"SELECT count(*) FROM {database.dialect.identifier(MAIN, name)}"),
            rows_are_estimated=False,
            bytes=await _number(database, _SIZE, name) if kind == "table" else None,
        )
        for name, kind in listed
    ]


async def _number(database: Database, sql: str, *params: str) -> int | None:
    """Return one figure, None where it cannot be had: a broken view, a library without page statistics."""
    try:
        rows = await database.fetch_rows(sql, params)
    except _NOT_OF_A_TABLE:
        raise
    except ConnectorError:
        return None
    return None if rows[0][0] is None else int(rows[0][0])


async def _columns(database: Database, table: str | None, listed: Iterable[Row]) -> list[Row]:
    try:
        return await database.fetch_rows(_COLUMNS, [table])
    except _NOT_OF_A_TABLE:
        raise
    except ConnectorError:
        # A view on a table that is gone, or a module that is not compiled in, fails the query for all tables.
        return [row for name, _kind in listed for row in await _columns_of_one(database, name)]


async def _columns_of_one(database: Database, table: str) -> list[Row]:
    try:
        return await database.fetch_rows(_COLUMNS, [table])
    except _NOT_OF_A_TABLE:
        raise
    except ConnectorError:
        return []


async def _add_referenced(
    database: Database, keys: dict[str, list[Row]], primary_keys: dict[str, tuple[str, ...]]
) -> None:
    """Look up the primary keys that references without columns mean, where their tables were not scanned."""
    implied = {row[2] for rows in keys.values() for row in rows if row[4] is None}
    for name in sorted(implied - set(primary_keys)):
        rows = await database.fetch_rows(_PRIMARY_KEY, [name])
        primary_keys[name] = tuple(row[0] for row in rows)


def _by_table(rows: Iterable[Row]) -> dict[str, list[Row]]:
    tables: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        tables[row[0]].append(row)
    return dict(tables)


def _primary_key(rows: Iterable[Row]) -> tuple[str, ...]:
    return tuple(row[1] for row in sorted((row for row in rows if row[5]), key=lambda row: row[5]))


def _column(row: Row, primary_key: tuple[str, ...]) -> TableColumn:
    _table, name, declared, not_null, default, _position, hidden = row
    # Such a column is the row's number, which is never null although nothing says so.
    is_row_number = primary_key == (name,) and declared.upper() == "INTEGER"
    return TableColumn(
        name=name,
        type=declared,
        nullable=not (not_null or is_row_number),
        default=default,
        comment=_GENERATED.get(hidden),
    )


def _foreign_keys(rows: Iterable[Row], primary_keys: dict[str, tuple[str, ...]]) -> tuple[ForeignKey, ...]:
    grouped: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row[1]].append(row)
    return tuple(_foreign_key(parts, primary_keys) for parts in grouped.values())


def _foreign_key(parts: list[Row], primary_keys: dict[str, tuple[str, ...]]) -> ForeignKey:
    referenced = parts[0][2]
    named = tuple(part[4] for part in parts)
    return ForeignKey(
        name=None,
        columns=tuple(part[3] for part in parts),
        referenced_schema=MAIN,
        referenced_table=referenced,
        referenced_columns=primary_keys.get(referenced, ()) if None in named else named,
    )


def _indexes(rows: Iterable[Row]) -> tuple[Index, ...]:
    grouped: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row[1]].append(row)
    return tuple(_index(name, parts) for name, parts in grouped.items())


def _index(name: str, parts: list[Row]) -> Index:
    columns: list[Any] = [part[3] for part in parts]
    if None in columns:
        written = indexed_expressions(parts[0][4])
        columns = [column or text for column, text in zip(columns, written, strict=True)]
    return Index(name=name, columns=tuple(columns), unique=bool(parts[0][2]))
