"""Indexes for the calendar"""

from alembic import op

revision = "4c2a761cdae1"
down_revision = "5a7d3c1e90b2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_post_slot_at", "post", ["slot_at"])
    op.create_index("ix_post_published_at", "post", ["published_at"])


def downgrade() -> None:
    op.drop_index("ix_post_published_at", table_name="post")
    op.drop_index("ix_post_slot_at", table_name="post")
