"""Audit"""

import sqlalchemy as sa
from alembic import op

revision = "4b7b8b656e2a"
down_revision = "4c2a761cdae1"
branch_labels = None
depends_on = None

INDEXED = ("actor", "at", "subject")


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_audit_entry_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    for name in INDEXED:
        op.create_index(op.f(f"ix_audit_entry_{name}"), "audit_entry", [name])


def downgrade() -> None:
    op.drop_table("audit_entry")
