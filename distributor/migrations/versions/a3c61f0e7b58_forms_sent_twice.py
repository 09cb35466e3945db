"""Forms that are sent twice make one item"""

import sqlalchemy as sa
from alembic import op

revision = "a3c61f0e7b58"
down_revision = "d44750aaeac0"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("item", sa.Column("form_key", sa.String(length=64), nullable=True))
    op.create_index("ix_item_form_key", "item", ["form_key"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_item_form_key", table_name="item")
    op.drop_column("item", "form_key")
