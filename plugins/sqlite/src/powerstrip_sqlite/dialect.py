"""SQLite's rules of SQL, apart from the driver, because the host reads them when it starts."""

from powerstrip_sdk.sql import Dialect

__all__ = ["DIALECT"]

DIALECT = Dialect(placeholder="?", explain="EXPLAIN QUERY PLAN")
