"""Whom what waits calls

Revision ID: f27d1b4e8c35
Revises: 7fbc9245dd79
Create Date: 2026-11-28 17:21:00

"""

import sqlalchemy as sa
from alembic import op

import distributor.models.base

revision = "f27d1b4e8c35"
down_revision = "7fbc9245dd79"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review_call",
        sa.Column("staff_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("told_through", sa.Integer(), nullable=False),
        sa.Column("due_at", distributor.models.base.UtcDateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("first_try_at", distributor.models.base.UtcDateTime(), nullable=True),
        sa.Column("told_at", distributor.models.base.UtcDateTime(), nullable=True),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("problem", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_review_call_staff_id_staff"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_review_call")),
    )


def downgrade() -> None:
    op.drop_table("review_call")
