"""An index for the newest reading of a source"""

from alembic import op

revision = "c7f20b94ae15"
down_revision = "b83e5d10c9f4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_source_reading_source_id_id", "source_reading", ["source_id", "id"])
    op.drop_index("ix_source_reading_source_id", table_name="source_reading")


def downgrade() -> None:
    op.create_index("ix_source_reading_source_id", "source_reading", ["source_id"])
    op.drop_index("ix_source_reading_source_id_id", table_name="source_reading")
