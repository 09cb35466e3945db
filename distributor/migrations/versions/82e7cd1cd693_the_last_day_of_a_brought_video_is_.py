"""The last day of a brought video is carried out"""

import sqlalchemy as sa
from alembic import op

revision = "82e7cd1cd693"
down_revision = "32aff9ba5269"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("staff_file", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index("ix_staff_file_usable_until", ["usable_until"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("staff_file", schema=None) as batch_op:
        batch_op.drop_index("ix_staff_file_usable_until")
        batch_op.drop_column("ended_at")
