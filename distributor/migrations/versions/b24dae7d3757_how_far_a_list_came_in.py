"""How far a list came in."""

import sqlalchemy as sa
from alembic import op

from distributor.models.base import UtcDateTime

revision = "b24dae7d3757"
down_revision = "89c9cd2f0965"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "list_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audience_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("erased", sa.Integer(), nullable=False),
        sa.Column("begun_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["audience_id"], ["audience.id"], name=op.f("fk_list_import_audience_id_audience")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_import")),
        sa.UniqueConstraint("audience_id", "digest", name=op.f("uq_list_import_audience_id_digest")),
    )


def downgrade() -> None:
    op.drop_table("list_import")
