"""DuckDB's rules of SQL, apart from the driver, because the host reads them when it starts."""

from powerstrip_sdk.sql import Dialect

__all__ = ["DIALECT"]

DIALECT = Dialect(placeholder="$1", explain="EXPLAIN", dollar_quotes=True, nested_comments=True)
