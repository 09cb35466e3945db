"""Posts about another unit's item, marked; an index for the calendar"""

import sqlalchemy as sa
from alembic import op

revision = "c3f7a91d50be"
down_revision = "a90c4e1b7d25"
branch_labels = None
depends_on = None

CALENDAR = ["slot_at", "published_at", "state", "unit_id", "account_id"]


def upgrade() -> None:
    op.add_column("post", sa.Column("of_other_unit", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE post SET of_other_unit = true"
        " WHERE EXISTS (SELECT 1 FROM item WHERE item.id = post.item_id AND item.unit_id <> post.unit_id)"
    )
    op.create_index(
        "ix_post_of_other_unit",
        "post",
        ["item_id"],
        sqlite_where=sa.text("of_other_unit = 1"),
        postgresql_where=sa.text("of_other_unit"),
    )
    # It begins with what the index of slots has alone.
    op.create_index("ix_post_of_calendar", "post", CALENDAR)
    op.drop_index("ix_post_slot_at", table_name="post")


def downgrade() -> None:
    op.create_index("ix_post_slot_at", "post", ["slot_at"])
    op.drop_index("ix_post_of_calendar", table_name="post")
    op.drop_index("ix_post_of_other_unit", table_name="post")
    op.drop_column("post", "of_other_unit")
