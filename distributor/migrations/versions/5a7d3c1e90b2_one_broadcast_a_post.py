"""One broadcast a post"""

from alembic import op

revision = "5a7d3c1e90b2"
down_revision = "c0c2583a49ed"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_broadcast_post_id", "broadcast", ["post_id"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_broadcast_post_id", table_name="broadcast")
