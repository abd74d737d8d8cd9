"""The audit holds the ids of principals: a name may be used again, by somebody else."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; whose id it was is not known of what was written before."""
    op.add_column("audit", sa.Column("principal_id", sa.Text()))
    op.create_index("ix_audit_principal_id_id", "audit", ["principal_id", "id"])
