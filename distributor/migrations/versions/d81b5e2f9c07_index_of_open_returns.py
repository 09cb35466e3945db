"""An index for the returns that are still open"""

from alembic import op

revision = "d81b5e2f9c07"
down_revision = "c3f7a91d50be"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_post_comment_open", "post_comment", ["kind", "ended_at", "post_id"])


def downgrade() -> None:
    op.drop_index("ix_post_comment_open", table_name="post_comment")
