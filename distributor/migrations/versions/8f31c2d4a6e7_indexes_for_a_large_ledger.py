"""Indexes for a large ledger"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "8f31c2d4a6e7"
down_revision = "4b7b8b656e2a"
branch_labels = None
depends_on = None

NEWEST: Any = sa.text("coalesce(published_at, first_seen_at)")
POSTS: tuple[tuple[str, list[Any]], ...] = (
    ("ix_post_unit_id_state", ["unit_id", "state"]),
    ("ix_post_of_item", ["item_id", "account_id", "purpose", "state", "unit_id"]),
    ("ix_post_account_id_state_purpose", ["account_id", "state", "purpose"]),
    ("ix_post_account_id_published_at", ["account_id", "published_at"]),
)
ITEMS: tuple[tuple[str, list[Any]], ...] = (
    ("ix_item_newest", [NEWEST, "id"]),
    ("ix_item_unit_id_newest", ["unit_id", NEWEST, "id"]),
    ("ix_item_progress", ["intake", "revision", "composed_revision", "understood_revision"]),
)


def upgrade() -> None:
    for name, columns in POSTS:
        op.create_index(name, "post", columns)
    for name, columns in ITEMS:
        op.create_index(name, "item", columns)
    op.drop_index("ix_post_unit_id", table_name="post")
    op.drop_index("ix_post_item_id", table_name="post")
    op.drop_index("ix_item_unit_id", table_name="item")


def downgrade() -> None:
    op.create_index("ix_post_unit_id", "post", ["unit_id"])
    op.create_index("ix_post_item_id", "post", ["item_id"])
    op.create_index("ix_item_unit_id", "item", ["unit_id"])
    for name, _columns in POSTS:
        op.drop_index(name, table_name="post")
    for name, _columns in ITEMS:
        op.drop_index(name, table_name="item")
