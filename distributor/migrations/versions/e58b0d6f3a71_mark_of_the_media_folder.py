"""Mark of the media folder"""

import sqlalchemy as sa
from alembic import op

revision = "e58b0d6f3a71"
down_revision = "e8c25f7a1d04"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "media_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_mark")),
    )


def downgrade() -> None:
    op.drop_table("media_mark")
