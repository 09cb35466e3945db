"""Posts about another unit's item, marked"""

import sqlalchemy as sa
from alembic import op

revision = "c3f7a91d50be"
down_revision = "a90c4e1b7d25"
branch_labels = None
depends_on = None

MARKED = sa.text("of_other_unit")


def upgrade() -> None:
    op.add_column("post", sa.Column("of_other_unit", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE post SET of_other_unit = true"
        " WHERE EXISTS (SELECT 1 FROM item WHERE item.id = post.item_id AND item.unit_id <> post.unit_id)"
    )
    op.create_index("ix_post_of_other_unit", "post", ["item_id"], sqlite_where=MARKED, postgresql_where=MARKED)


def downgrade() -> None:
    op.drop_index("ix_post_of_other_unit", table_name="post")
    op.drop_column("post", "of_other_unit")
