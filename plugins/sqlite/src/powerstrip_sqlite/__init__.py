"""SQLite connector for powerstrip."""

from powerstrip_sqlite.config import SqliteConfig

__all__ = ["SqliteConfig"]
