"""Calls of the telephone line, and what callers recorded."""

import sqlalchemy as sa
from alembic import op

from distributor.models.base import UtcDateTime

revision = "e7a4c1905b3d"
down_revision = "f27d1b4e8c35"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "phone_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_phone_call_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_call")),
    )
    op.create_index("ix_phone_call_unit_id_began_at", "phone_call", ["unit_id", "began_at"])
    op.create_table(
        "phone_recording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inbound_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("keep_until", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["inbound_id"], ["sms_inbound.id"], name=op.f("fk_phone_recording_inbound_id_sms_inbound")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_recording")),
        sa.UniqueConstraint("inbound_id", name=op.f("uq_phone_recording_inbound_id")),
    )
    op.create_index("ix_phone_recording_keep_until", "phone_recording", ["keep_until"])


def downgrade() -> None:
    op.drop_table("phone_recording")
    op.drop_table("phone_call")
