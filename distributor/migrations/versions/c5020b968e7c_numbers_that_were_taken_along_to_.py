"""Numbers that were taken along to another network"""

import sqlalchemy as sa
from alembic import op

revision = "c5020b968e7c"
down_revision = "45c291128b1f"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ported_number",
        sa.Column("number_hash", sa.String(length=64), nullable=False),
        sa.Column("network", sa.String(length=20), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number_hash", name=op.f("pk_ported_number")),
    )


def downgrade() -> None:
    op.drop_table("ported_number")
