"""Results that agencies hand in"""

import sqlalchemy as sa
from alembic import op

revision = "cbf8bf432c9c"
down_revision = "9a4d27c6e1b8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agency_results",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("agency", sa.String(length=300), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("remarks", sa.Text(), server_default="", nullable=False),
        sa.Column("handed_in_by", sa.String(length=80), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_agency_results_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_results")),
        sa.UniqueConstraint("unit_id", "year", "agency", name=op.f("uq_agency_results_unit_id_year_agency")),
    )


def downgrade() -> None:
    op.drop_table("agency_results")
