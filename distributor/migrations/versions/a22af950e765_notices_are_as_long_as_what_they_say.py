"""Notices are as long as what they say"""

import sqlalchemy as sa
from alembic import op

revision = "a22af950e765"
down_revision = "41008ec6357e"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What is kept as codes and values may be longer than its words."""
    with op.batch_alter_table("notice") as notice:
        notice.alter_column("text", existing_type=sa.String(length=1000), type_=sa.String(length=4000))


def downgrade() -> None:
    with op.batch_alter_table("notice") as notice:
        notice.alter_column("text", existing_type=sa.String(length=4000), type_=sa.String(length=1000))
