"""Numbers that are asked back whether they refuse; an acknowledgement beside a person's answer"""

import sqlalchemy as sa
from alembic import op

revision = "b7c2f0a4d915"
down_revision = "e58b0d6f3a71"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("opt_out", sa.Column("asked_back", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("sms_reply") as batch_op:
        batch_op.drop_constraint("uq_sms_reply_inbound_id", type_="unique")
        batch_op.create_unique_constraint("uq_sms_reply_inbound_id_once", ["inbound_id", "once"])
        batch_op.create_index("ix_sms_reply_account_id_created_at", ["account_id", "created_at"])


def downgrade() -> None:
    op.execute("DELETE FROM sms_reply WHERE NOT once AND inbound_id IN (SELECT inbound_id FROM sms_reply WHERE once)")
    with op.batch_alter_table("sms_reply") as batch_op:
        batch_op.drop_index("ix_sms_reply_account_id_created_at")
        batch_op.drop_constraint("uq_sms_reply_inbound_id_once", type_="unique")
        batch_op.create_unique_constraint("uq_sms_reply_inbound_id", ["inbound_id"])
    with op.batch_alter_table("opt_out") as batch_op:
        batch_op.drop_column("asked_back")
