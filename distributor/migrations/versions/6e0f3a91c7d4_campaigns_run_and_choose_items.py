"""Campaigns run and choose items"""

import sqlalchemy as sa
from alembic import op

revision = "6e0f3a91c7d4"
down_revision = "8f31c2d4a6e7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaign_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_item_campaign_id_campaign")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_campaign_item_item_id_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_item")),
        sa.UniqueConstraint("campaign_id", "item_id", name=op.f("uq_campaign_item_campaign_id_item_id")),
    )
    op.create_index(op.f("ix_campaign_item_item_id"), "campaign_item", ["item_id"])
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.add_column(sa.Column("started_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("variants", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.drop_column("variants")
        batch_op.drop_column("ended_at")
        batch_op.drop_column("started_at")
    op.drop_table("campaign_item")
