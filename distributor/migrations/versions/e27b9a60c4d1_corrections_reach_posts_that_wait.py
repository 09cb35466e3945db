"""Corrections reach posts that wait, and staff choose among ways"""

import sqlalchemy as sa
from alembic import op

revision = "e27b9a60c4d1"
down_revision = "c31754821614"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("correction_step") as step:
        step.add_column(sa.Column("old_title", sa.String(length=1000), nullable=False, server_default=""))
        step.add_column(sa.Column("old_text", sa.Text(), nullable=False, server_default=""))
        step.add_column(sa.Column("ways", sa.JSON(), nullable=False, server_default="{}"))
        step.add_column(sa.Column("holds", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("correction_step") as step:
        for column in ("holds", "ways", "old_text", "old_title"):
            step.drop_column(column)
