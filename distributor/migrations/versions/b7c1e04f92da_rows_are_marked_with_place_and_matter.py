"""Rows are marked with place and matter

Revision ID: b7c1e04f92da
Revises: a22af950e765
Create Date: 2026-11-30 13:55:00

"""

from alembic import op

revision = "b7c1e04f92da"
down_revision = "a22af950e765"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Folded anew with their marks (`lookup/marks.py`) within seconds of the start.
    op.execute("UPDATE lookup_words SET words = NULL")


def downgrade() -> None:
    op.execute("UPDATE lookup_words SET words = NULL")
