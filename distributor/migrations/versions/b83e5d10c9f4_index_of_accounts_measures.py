"""An index for what is to be measured of an account"""

from alembic import op

revision = "b83e5d10c9f4"
down_revision = "a4c81f6d02e7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_post_account_id_measure_at", "post", ["account_id", "measure_at"])


def downgrade() -> None:
    op.drop_index("ix_post_account_id_measure_at", table_name="post")
