"""A list of numbers knows how many stand on it, and need not be counted for a page"""

import sqlalchemy as sa
from alembic import op

revision = "e2a90d5b71c4"
down_revision = "c7f20b94ae15"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("audience", sa.Column("members", sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE audience SET members = (SELECT count(*) FROM audience_member WHERE audience_member.audience_id = audience.id)"
    )


def downgrade() -> None:
    op.drop_column("audience", "members")
