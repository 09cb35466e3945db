"""An index for reports"""

from alembic import op

revision = "f1d83a6b27c4"
down_revision = "b1d6f20c8e53"
branch_labels = None
depends_on = None

COLUMNS = ["published_at", "state", "unit_id", "account_id", "item_id", "campaign_id", "purpose"]


def upgrade() -> None:
    # It begins with what the index of times has alone.
    op.create_index("ix_post_of_report", "post", COLUMNS)
    op.drop_index("ix_post_published_at", table_name="post")


def downgrade() -> None:
    op.create_index("ix_post_published_at", "post", ["published_at"])
    op.drop_index("ix_post_of_report", table_name="post")
