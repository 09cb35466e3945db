"""Posts know by codes what holds them"""

import sqlalchemy as sa
from alembic import op

revision = "7c0e51d2a9b8"
down_revision = "e27b9a60c4d1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("post") as post:
        post.add_column(sa.Column("gate", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("post") as post:
        post.drop_column("gate")
