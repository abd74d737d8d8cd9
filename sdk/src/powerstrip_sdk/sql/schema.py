"""What a SQL source holds: the records that `scan_db_schema` returns and the standard tools answer with."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["ForeignKey", "Index", "Schema", "Table", "TableColumn", "TableStats"]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TableColumn(_Record):
    """One column of a table or view."""

    name: str
    type: str
    nullable: bool
    default: str | None = None
    comment: str | None = None


class ForeignKey(_Record):
    """A reference from columns of one table to columns of another."""

    name: str | None
    columns: tuple[str, ...]
    referenced_schema: str
    referenced_table: str
    referenced_columns: tuple[str, ...]


class Index(_Record):
    """An index of a table; an expression stands in `columns` as the engine writes it."""

    name: str
    columns: tuple[str, ...]
    unique: bool


class Table(_Record):
    """A table, view or what else the engine lets one select from."""

    schema_name: str = Field(serialization_alias="schema")
    name: str
    kind: Literal["table", "view", "materialized view", "foreign table", "virtual table"]
    comment: str | None = None
    columns: tuple[TableColumn, ...] = ()
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    indexes: tuple[Index, ...] = ()

    def column(self, name: str) -> TableColumn | None:
        """Return the column called exactly `name`, None if there is none."""
        return next((column for column in self.columns if column.name == name), None)


class Schema(_Record):
    """Everything one may select from in a source, or the part of it that was asked for.

    Args:
        default_schema: the schema that an unqualified table name means.
        schemas: names of all schemas that the credential may look into, also those without a table.
        tables: the tables, sorted by schema and name.
    """

    default_schema: str
    schemas: tuple[str, ...]
    tables: tuple[Table, ...]

    def table(self, schema: str, name: str) -> Table | None:
        """Return the table, None if there is none."""
        return next((table for table in self.tables if (table.schema_name, table.name) == (schema, name)), None)


class TableStats(_Record):
    """Rows and size of one table."""

    schema_name: str = Field(serialization_alias="schema")
    table: str
    rows: int | None = Field(description="Number of rows, null where the engine does not know.")
    rows_are_estimated: bool
    bytes: int | None = Field(default=None, description="Size on disk with indexes, null where unknown.")
