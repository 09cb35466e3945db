"""Progress of workers"""

import sqlalchemy as sa
from alembic import op

revision = "d3f1a7c25b90"
down_revision = "7d2c9b1f4e60"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("incarnation") as table:
        table.add_column(sa.Column("part", sa.String(length=20), server_default="", nullable=False))
        table.add_column(sa.Column("progress", sa.JSON(), server_default=sa.text("'{}'"), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("incarnation") as table:
        table.drop_column("progress")
        table.drop_column("part")
