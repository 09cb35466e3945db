"""Posts that say an item again are counted by an index of their own"""

import sqlalchemy as sa
from alembic import op

revision = "a91d5c3e7f08"
down_revision = "f18c6ad2e503"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_post_said_again",
        "post",
        ["unit_id", "state", "purpose"],
        sqlite_where=sa.text("purpose <> 'announce'"),
        postgresql_where=sa.text("purpose <> 'announce'"),
    )


def downgrade() -> None:
    op.drop_index("ix_post_said_again", "post")
