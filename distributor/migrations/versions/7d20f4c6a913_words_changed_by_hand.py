"""Words of posts changed by hand"""

import sqlalchemy as sa
from alembic import op

revision = "7d20f4c6a913"
down_revision = "7c1e52f0a9d4"
branch_labels = None
depends_on = None

COLUMNS = ("edited_by", "edited_at", "edited_revision", "headline", "picture", "picture_alt", "chosen_variant")


def upgrade() -> None:
    with op.batch_alter_table("post") as batch_op:
        batch_op.add_column(sa.Column("edited_by", sa.String(length=80), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("edited_revision", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("headline", sa.String(length=1000), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("picture", sa.String(length=64), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("picture_alt", sa.String(length=2000), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("chosen_variant", sa.String(length=40), nullable=True))
    op.create_table(
        "post_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=1000), nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("headline", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_edit_post_id_post")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_edit")),
    )
    op.create_index(op.f("ix_post_edit_post_id"), "post_edit", ["post_id"])


def downgrade() -> None:
    op.drop_table("post_edit")
    with op.batch_alter_table("post") as batch_op:
        for name in reversed(COLUMNS):
            batch_op.drop_column(name)
