"""PostgreSQL for powerstrip."""

from powerstrip_postgres.config import PostgresConfig
from powerstrip_postgres.connect import connect
from powerstrip_postgres.connection import PostgresConnection

__all__ = ["PostgresConfig", "PostgresConnection", "connect"]
