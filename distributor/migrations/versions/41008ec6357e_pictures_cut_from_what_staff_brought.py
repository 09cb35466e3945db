"""Pictures cut from what staff brought"""

import sqlalchemy as sa
from alembic import op

revision = "41008ec6357e"
down_revision = "a3afc876ee08"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("media", sa.Column("cut_of", sa.String(length=64), server_default="", nullable=False))
    op.create_index(op.f("ix_media_cut_of"), "media", ["cut_of"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_media_cut_of"), "media")
    op.drop_column("media", "cut_of")
