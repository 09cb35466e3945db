"""Programmes that stations broadcast are linked"""

import sqlalchemy as sa
from alembic import op

revision = "a3afc876ee08"
down_revision = "164b92f567e7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "aired_programme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("station", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("rights", sa.String(length=500), nullable=False),
        sa.Column("aired_on", sa.Date(), nullable=True),
        sa.Column("topic", sa.String(length=80), nullable=False),
        sa.Column("entered_by", sa.String(length=80), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_aired_programme_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aired_programme")),
    )
    with op.batch_alter_table("aired_programme", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_aired_programme_unit_id"), ["unit_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("aired_programme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_aired_programme_unit_id"))

    op.drop_table("aired_programme")
