"""What SQL connectors share: the database contract, and the tools, templates and documents that come with it."""

from powerstrip_sdk.sql.database import BATCH_ROWS, Database
from powerstrip_sdk.sql.dialect import Dialect
from powerstrip_sdk.sql.documents import complete_names, schema_prompts, schema_resources, schema_scan
from powerstrip_sdk.sql.parameters import bind, parameter_names
from powerstrip_sdk.sql.schema import ForeignKey, Index, Schema, Table, TableColumn, TableStats
from powerstrip_sdk.sql.templates import standard_templates, statement_template
from powerstrip_sdk.sql.tools import find_table, standard_tools
from powerstrip_sdk.sql.writing import KeptRows, Statement, WritableDatabase, Written, statement_number
from powerstrip_sdk.sql.writing_tools import writing_tools

__all__ = [
    "BATCH_ROWS",
    "Database",
    "Dialect",
    "ForeignKey",
    "Index",
    "KeptRows",
    "Schema",
    "Statement",
    "Table",
    "TableColumn",
    "TableStats",
    "WritableDatabase",
    "Written",
    "bind",
    "complete_names",
    "find_table",
    "parameter_names",
    "schema_prompts",
    "schema_resources",
    "schema_scan",
    "standard_templates",
    "standard_tools",
    "statement_number",
    "statement_template",
    "writing_tools",
]
