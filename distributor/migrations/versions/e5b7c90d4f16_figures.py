"""The common figures of posts"""

import sqlalchemy as sa
from alembic import op

revision = "e5b7c90d4f16"
down_revision = "a3c61f0e7b58"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "post_figures",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reach", sa.Integer(), nullable=True),
        sa.Column("views", sa.Integer(), nullable=True),
        sa.Column("reactions", sa.Integer(), nullable=True),
        sa.Column("comments", sa.Integer(), nullable=True),
        sa.Column("shares", sa.Integer(), nullable=True),
        sa.Column("clicks", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_figures_post_id_post")),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_post_figures")),
    )


def downgrade() -> None:
    op.drop_table("post_figures")
