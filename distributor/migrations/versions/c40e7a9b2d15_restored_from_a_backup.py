"""Restored from a backup"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "c40e7a9b2d15"
down_revision = "6b1e0c47d9a2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    link_key = op.create_table(
        "link_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_key")),
    )
    op.bulk_insert(link_key, [{"id": 1, "key": secrets.token_hex(32)}])
    op.create_table(
        "restoration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("backup_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("restored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looks_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("receipts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restoration")),
    )
    op.add_column("delivery", sa.Column("look_since", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        op.f("ix_delivery_look_since"),
        "delivery",
        ["post_id"],
        sqlite_where=sa.text("look_since IS NOT NULL"),
        postgresql_where=sa.text("look_since IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_delivery_look_since"), table_name="delivery")
    op.drop_column("delivery", "look_since")
    op.drop_table("restoration")
    op.drop_table("link_key")
