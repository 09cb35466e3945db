"""Posts that were passed over"""

import sqlalchemy as sa
from alembic import op

revision = "e8c25f7a1d04"
down_revision = "d3f1a7c25b90"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("post", sa.Column("was_due_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_post_late",
        "post",
        ["unit_id", "state"],
        sqlite_where=sa.text("was_due_at IS NOT NULL"),
        postgresql_where=sa.text("was_due_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_post_late", table_name="post")
    op.drop_column("post", "was_due_at")
