"""Readings of sources are claimed"""

import sqlalchemy as sa
from alembic import op

revision = "3f6a9d21c7e4"
down_revision = "89df7937d9f2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.add_column(sa.Column("token", sa.String(length=32), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.drop_column("token")
