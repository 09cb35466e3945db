"""What reading comments cost; messages say where they are, and which of them only people may answer"""

import sqlalchemy as sa
from alembic import op

revision = "89c9cd2f0965"
down_revision = "e27fa44ad26a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("citizen_message", sa.Column("url", sa.String(length=500), server_default="", nullable=False))
    op.add_column("citizen_message", sa.Column("by_hand", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("read_use", sa.Column("comments", sa.Float(), server_default=sa.text("0"), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("read_use") as batch_op:
        batch_op.drop_column("comments")
    with op.batch_alter_table("citizen_message") as batch_op:
        batch_op.drop_column("by_hand")
        batch_op.drop_column("url")
