"""How long a video was made"""

import sqlalchemy as sa
from alembic import op

revision = "89df7937d9f2"
down_revision = "7c0e51d2a9b8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("render_job", schema=None) as batch_op:
        batch_op.add_column(sa.Column("took_s", sa.Float(), server_default="0", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("render_job", schema=None) as batch_op:
        batch_op.drop_column("took_s")
