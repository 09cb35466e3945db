"""Threads of comments, and Zalo as a way of calling"""

import sqlalchemy as sa
from alembic import op

revision = "164b92f567e7"
down_revision = "82e7cd1cd693"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("citizen_case", sa.Column("thread", sa.String(length=120), server_default="", nullable=False))
    op.add_column("citizen_message", sa.Column("by_us", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("review_call", sa.Column("code", sa.String(length=16), server_default="", nullable=False))
    op.add_column("review_call", sa.Column("code_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("review_call", sa.Column("wrote_at", sa.DateTime(timezone=True), nullable=True))
    # Of what is there already, the comment that its first message answers, or that message.
    op.execute(
        "UPDATE citizen_case SET thread = COALESCE((SELECT COALESCE(NULLIF(m.parent_id, ''), m.external_id) "
        "FROM citizen_message m WHERE m.case_id = citizen_case.id ORDER BY m.id LIMIT 1), '') WHERE post_id IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_column("review_call", "wrote_at")
    op.drop_column("review_call", "code_until")
    op.drop_column("review_call", "code")
    op.drop_column("citizen_message", "by_us")
    op.drop_column("citizen_case", "thread")
