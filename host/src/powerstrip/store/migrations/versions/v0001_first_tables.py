"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the first tables."""
    _make_sources()
    _make_tokens()
    _make_audit()
    _make_results()
    op.create_table(
        "settings",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        _time("updated_at", nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_settings"),
    )


def _time(name: str, *, nullable: bool = True) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _make_sources() -> None:
    op.create_table(
        "sources",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("connector", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        _time("last_verified_at"),
        sa.Column("last_error", sa.Text()),
        sa.Column("tools", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _time("created_at", nullable=False),
        _time("updated_at", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sources"),
        sa.UniqueConstraint("name", name="uq_sources_name"),
    )
    op.create_index("ix_sources_key_id", "sources", ["key_id"])


def _make_tokens() -> None:
    op.create_table(
        "tokens",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("sources", sa.JSON()),
        sa.Column("views", sa.JSON()),
        sa.Column("write", sa.Boolean(), nullable=False),
        _time("expires_at"),
        _time("created_at", nullable=False),
        _time("last_used_at"),
        _time("revoked_at"),
        sa.PrimaryKeyConstraint("id", name="pk_tokens"),
        sa.UniqueConstraint("digest", name="uq_tokens_digest"),
    )
    in_use = sa.text("revoked_at IS NULL")
    op.create_index(
        "ix_tokens_name_in_use", "tokens", ["name"], unique=True, sqlite_where=in_use, postgresql_where=in_use
    )


def _make_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Text(), nullable=False),
        _time("at", nullable=False),
        sa.Column("principal", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text()),
        sa.Column("source", sa.Text()),
        sa.Column("tool", sa.Text()),
        sa.Column("digest", sa.Text()),
        sa.Column("arguments", sa.Text()),
        sa.Column("rows", sa.BigInteger()),
        sa.Column("bytes", sa.BigInteger()),
        sa.Column("milliseconds", sa.Float()),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_call_id", "audit", ["call_id"])
    op.create_index("ix_audit_principal_id", "audit", ["principal", "id"])
    op.create_index("ix_audit_source_id", "audit", ["source", "id"])


def _make_results() -> None:
    op.create_table(
        "results",
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        _time("created_at", nullable=False),
        _time("expires_at", nullable=False),
        sa.PrimaryKeyConstraint("handle", name="pk_results"),
    )
    op.create_index("ix_results_owner", "results", ["owner"])
    op.create_index("ix_results_expires_at", "results", ["expires_at"])
