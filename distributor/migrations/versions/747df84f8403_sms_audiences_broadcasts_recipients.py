"""SMS: audiences and consents, broadcasts and their recipients, receipts, inbound messages and the outbox of replies."""

import sqlalchemy as sa
from alembic import op

revision = "747df84f8403"
down_revision = "bcbc10c7bec3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audience",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_audience_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audience")),
        sa.UniqueConstraint("unit_id", "name", name=op.f("uq_audience_unit_id_name")),
    )
    op.create_table(
        "opt_out",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("number_hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("how", sa.String(length=200), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_opt_out_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opt_out")),
    )
    with op.batch_alter_table("opt_out", schema=None) as batch_op:
        batch_op.create_index("ix_opt_out_unit_id_number_hash", ["unit_id", "number_hash"], unique=False)

    op.create_table(
        "subscriber",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("number_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_subscriber_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriber")),
        sa.UniqueConstraint("unit_id", "number_hash", name=op.f("uq_subscriber_unit_id_number_hash")),
    )
    op.create_table(
        "audience_member",
        sa.Column("audience_id", sa.Integer(), nullable=False),
        sa.Column("subscriber_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["audience_id"], ["audience.id"], name=op.f("fk_audience_member_audience_id_audience")),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscriber.id"], name=op.f("fk_audience_member_subscriber_id_subscriber")
        ),
        sa.PrimaryKeyConstraint("audience_id", "subscriber_id", name=op.f("pk_audience_member")),
    )
    with op.batch_alter_table("audience_member", schema=None) as batch_op:
        batch_op.create_index("ix_audience_member_subscriber_id", ["subscriber_id"], unique=False)

    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subscriber_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(length=500), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("form", sa.String(length=200), nullable=False),
        sa.Column("frequency", sa.String(length=200), nullable=False),
        sa.Column("proof", sa.String(length=1000), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscriber.id"], name=op.f("fk_consent_subscriber_id_subscriber")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_subscriber_id"), ["subscriber_id"], unique=False)

    op.create_table(
        "sms_inbound",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("number_hash", sa.String(length=64), nullable=False),
        sa.Column("sent_to", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sms_inbound_account_id_account")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_sms_inbound_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms_inbound")),
    )
    with op.batch_alter_table("sms_inbound", schema=None) as batch_op:
        batch_op.create_index("ix_sms_inbound_account_id_fingerprint", ["account_id", "fingerprint"], unique=False)
        batch_op.create_index("ix_sms_inbound_unit_id_number_hash", ["unit_id", "number_hash"], unique=False)

    op.create_table(
        "sms_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("inbound_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sender", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sms_reply_account_id_account")),
        sa.ForeignKeyConstraint(["inbound_id"], ["sms_inbound.id"], name=op.f("fk_sms_reply_inbound_id_sms_inbound")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_sms_reply_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms_reply")),
        sa.UniqueConstraint("inbound_id", name=op.f("uq_sms_reply_inbound_id")),
        sa.UniqueConstraint("key", name=op.f("uq_sms_reply_key")),
    )
    with op.batch_alter_table("sms_reply", schema=None) as batch_op:
        batch_op.create_index("ix_sms_reply_account_id_state_due_at", ["account_id", "state", "due_at"], unique=False)

    op.create_table(
        "broadcast",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("audience_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sender", sa.String(length=20), nullable=False),
        sa.Column("encoding", sa.String(length=10), nullable=False),
        sa.Column("segments", sa.Integer(), nullable=False),
        sa.Column("audience_rule", sa.JSON(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("approved_hash", sa.String(length=64), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("override_by", sa.Integer(), nullable=True),
        sa.Column("override_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("override_reason", sa.String(length=500), nullable=False),
        sa.Column("totals", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_broadcast_account_id_account")),
        sa.ForeignKeyConstraint(["approved_by"], ["staff.id"], name=op.f("fk_broadcast_approved_by_staff")),
        sa.ForeignKeyConstraint(["audience_id"], ["audience.id"], name=op.f("fk_broadcast_audience_id_audience")),
        sa.ForeignKeyConstraint(["override_by"], ["staff.id"], name=op.f("fk_broadcast_override_by_staff")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_broadcast_post_id_post")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_broadcast_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast")),
        sa.UniqueConstraint(
            "account_id", "post_id", "audience_id", name=op.f("uq_broadcast_account_id_post_id_audience_id")
        ),
    )
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.create_index("ix_broadcast_account_id_state", ["account_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_broadcast_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "sms_recipient",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("subscriber_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("incarnation_id", sa.String(length=32), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sms_recipient_account_id_account")),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_sms_recipient_broadcast_id_broadcast")
        ),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscriber.id"], name=op.f("fk_sms_recipient_subscriber_id_subscriber")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms_recipient")),
        sa.UniqueConstraint("broadcast_id", "subscriber_id", name=op.f("uq_sms_recipient_broadcast_id_subscriber_id")),
    )
    with op.batch_alter_table("sms_recipient", schema=None) as batch_op:
        batch_op.create_index(
            "ix_sms_recipient_account_id_state_due_at", ["account_id", "state", "due_at"], unique=False
        )
        batch_op.create_index("ix_sms_recipient_account_id_submitted_at", ["account_id", "submitted_at"], unique=False)
        batch_op.create_index(
            "ix_sms_recipient_subscriber_id_submitted_at", ["subscriber_id", "submitted_at"], unique=False
        )

    op.create_table(
        "sms_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(length=100), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sms_part_account_id_account")),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["sms_recipient.id"], name=op.f("fk_sms_part_recipient_id_sms_recipient")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms_part")),
        sa.UniqueConstraint("recipient_id", "number", name=op.f("uq_sms_part_recipient_id_number")),
    )
    with op.batch_alter_table("sms_part", schema=None) as batch_op:
        batch_op.create_index("ix_sms_part_account_id_message_id", ["account_id", "message_id"], unique=False)

    op.create_table(
        "sms_receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(length=100), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sms_receipt_account_id_account")),
        sa.ForeignKeyConstraint(["part_id"], ["sms_part.id"], name=op.f("fk_sms_receipt_part_id_sms_part")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms_receipt")),
        sa.UniqueConstraint(
            "account_id", "message_id", "status", name=op.f("uq_sms_receipt_account_id_message_id_status")
        ),
    )


def downgrade() -> None:
    op.drop_table("sms_receipt")
    with op.batch_alter_table("sms_part", schema=None) as batch_op:
        batch_op.drop_index("ix_sms_part_account_id_message_id")

    op.drop_table("sms_part")
    with op.batch_alter_table("sms_recipient", schema=None) as batch_op:
        batch_op.drop_index("ix_sms_recipient_subscriber_id_submitted_at")
        batch_op.drop_index("ix_sms_recipient_account_id_submitted_at")
        batch_op.drop_index("ix_sms_recipient_account_id_state_due_at")

    op.drop_table("sms_recipient")
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_broadcast_unit_id"))
        batch_op.drop_index("ix_broadcast_account_id_state")

    op.drop_table("broadcast")
    with op.batch_alter_table("sms_reply", schema=None) as batch_op:
        batch_op.drop_index("ix_sms_reply_account_id_state_due_at")

    op.drop_table("sms_reply")
    with op.batch_alter_table("sms_inbound", schema=None) as batch_op:
        batch_op.drop_index("ix_sms_inbound_unit_id_number_hash")
        batch_op.drop_index("ix_sms_inbound_account_id_fingerprint")

    op.drop_table("sms_inbound")
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consent_subscriber_id"))

    op.drop_table("consent")
    with op.batch_alter_table("audience_member", schema=None) as batch_op:
        batch_op.drop_index("ix_audience_member_subscriber_id")

    op.drop_table("audience_member")
    op.drop_table("subscriber")
    with op.batch_alter_table("opt_out", schema=None) as batch_op:
        batch_op.drop_index("ix_opt_out_unit_id_number_hash")

    op.drop_table("opt_out")
    op.drop_table("audience")
