"""The tables, as the newest migration leaves them."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)

__all__ = ["audit", "metadata", "results", "settings", "sources", "tokens"]


class UtcTime(TypeDecorator[datetime]):
    """A time in UTC, also where the database knows no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Take an aware time; a naive one is a mistake of the caller's."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a time zone cannot be stored")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return an aware time."""
        return value if value is None or dialect.name == "postgresql" else value.replace(tzinfo=UTC)


class PlainText(TypeDecorator[str]):
    """Text of any origin, without the characters that PostgreSQL or UTF-8 cannot hold."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Put a replacement character where one cannot be stored."""
        if value is None:
            return None
        return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

sources = Table(
    "sources",
    metadata,
    Column("id", PlainText, primary_key=True),
    Column("name", PlainText, nullable=False, unique=True),
    Column("connector", PlainText, nullable=False),
    Column("sealed", Text, nullable=False),
    Column("key_id", PlainText, nullable=False, index=True),
    Column("settings", JSON, nullable=False),
    Column("owner", PlainText, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("verified", Boolean, nullable=False),
    Column("last_verified_at", UtcTime),
    Column("last_error", PlainText),
    Column("tools", JSON, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", PlainText, primary_key=True),
    Column("name", PlainText, nullable=False),
    Column("digest", PlainText, nullable=False, unique=True),
    Column("scopes", JSON, nullable=False),
    Column("sources", JSON(none_as_null=True)),
    Column("views", JSON(none_as_null=True)),
    Column("write", Boolean, nullable=False),
    Column("expires_at", UtcTime),
    Column("created_at", UtcTime, nullable=False),
    Column("last_used_at", UtcTime),
    Column("revoked_at", UtcTime),
)
_in_use = tokens.c.revoked_at.is_(None)
Index("ix_tokens_name_in_use", tokens.c.name, unique=True, sqlite_where=_in_use, postgresql_where=_in_use)

audit = Table(
    "audit",
    metadata,
    Column("id", PlainText, primary_key=True),
    Column("at", UtcTime, nullable=False, index=True),
    Column("principal", PlainText, nullable=False),
    Column("principal_id", PlainText),
    Column("action", PlainText, nullable=False),
    Column("outcome", PlainText, nullable=False),
    Column("call_id", PlainText, index=True),
    Column("source", PlainText),
    Column("tool", PlainText),
    Column("digest", PlainText),
    # Text, because PostgreSQL's JSON holds less than a client may send.
    Column("arguments", Text),
    Column("rows", BigInteger),
    Column("bytes", BigInteger),
    Column("milliseconds", Float),
    Index("ix_audit_principal_id", "principal", "id"),
    Index("ix_audit_principal_id_id", "principal_id", "id"),
    Index("ix_audit_source_id", "source", "id"),
)

results = Table(
    "results",
    metadata,
    Column("handle", PlainText, primary_key=True),
    Column("owner", PlainText, nullable=False, index=True),
    Column("file", Text, nullable=False),
    Column("columns", JSON, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False, index=True),
)

settings = Table(
    "settings",
    metadata,
    Column("key", PlainText, primary_key=True),
    Column("value", JSON, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
)
