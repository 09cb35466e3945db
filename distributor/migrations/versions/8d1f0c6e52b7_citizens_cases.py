"""Citizens' cases: messages, replies, saved replies, and who may speak for a unit"""

import sqlalchemy as sa
from alembic import op

revision = "8d1f0c6e52b7"
down_revision = "6e0f3a91c7d4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.String(length=80), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_saved_reply_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_reply")),
    )
    op.create_index(op.f("ix_saved_reply_unit_id"), "saved_reply", ["unit_id"])
    op.create_table(
        "spokesperson",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("delegate", sa.Boolean(), nullable=False),
        sa.Column("basis", sa.String(length=300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("named_by", sa.String(length=80), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_spokesperson_staff_id_staff")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_spokesperson_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spokesperson")),
    )
    op.create_index(op.f("ix_spokesperson_unit_id"), "spokesperson", ["unit_id"])
    op.create_table(
        "citizen_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("person_hash", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agency", sa.String(length=300), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_citizen_case_account_id_account")),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_citizen_case_owner_id_staff")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_citizen_case_post_id_post")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_citizen_case_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citizen_case")),
    )
    op.create_index("ix_citizen_case_account_id_person_hash", "citizen_case", ["account_id", "person_hash"])
    op.create_index(op.f("ix_citizen_case_ended_at"), "citizen_case", ["ended_at"])
    op.create_index(op.f("ix_citizen_case_owner_id"), "citizen_case", ["owner_id"])
    op.create_index(op.f("ix_citizen_case_post_id"), "citizen_case", ["post_id"])
    op.create_index("ix_citizen_case_unit_id_state_due_at", "citizen_case", ["unit_id", "state", "due_at"])
    op.create_table(
        "comment_watch",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("woken", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_comment_watch_account_id_account")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_comment_watch_post_id_post")),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_comment_watch")),
    )
    op.create_index(op.f("ix_comment_watch_account_id"), "comment_watch", ["account_id"])
    op.create_index("ix_comment_watch_due_at", "comment_watch", ["due_at"])
    op.create_table(
        "case_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["citizen_case.id"], name=op.f("fk_case_event_case_id_citizen_case")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_case_event_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_event")),
    )
    op.create_index(op.f("ix_case_event_case_id"), "case_event", ["case_id"])
    op.create_table(
        "citizen_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("external_id", sa.String(length=120), nullable=False),
        sa.Column("parent_id", sa.String(length=120), nullable=False),
        sa.Column("inbound_id", sa.Integer(), nullable=True),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("earlier", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("hide_wanted", sa.Boolean(), nullable=False),
        sa.Column("hide_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hide_tries", sa.Integer(), nullable=False),
        sa.Column("hide_reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_citizen_message_account_id_account")),
        sa.ForeignKeyConstraint(["case_id"], ["citizen_case.id"], name=op.f("fk_citizen_message_case_id_citizen_case")),
        sa.ForeignKeyConstraint(
            ["inbound_id"], ["sms_inbound.id"], name=op.f("fk_citizen_message_inbound_id_sms_inbound")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_citizen_message_post_id_post")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citizen_message")),
        sa.UniqueConstraint("account_id", "external_id", name=op.f("uq_citizen_message_account_id_external_id")),
    )
    op.create_index(op.f("ix_citizen_message_case_id"), "citizen_message", ["case_id"])
    op.create_index("ix_citizen_message_hide_due_at", "citizen_message", ["hide_due_at"])
    op.create_index(op.f("ix_citizen_message_post_id"), "citizen_message", ["post_id"])
    op.create_table(
        "case_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("sms_reply_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("incarnation_id", sa.String(length=32), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("calling_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_call_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("last_look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("external_id", sa.String(length=120), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_case_reply_account_id_account")),
        sa.ForeignKeyConstraint(["case_id"], ["citizen_case.id"], name=op.f("fk_case_reply_case_id_citizen_case")),
        sa.ForeignKeyConstraint(
            ["message_id"], ["citizen_message.id"], name=op.f("fk_case_reply_message_id_citizen_message")
        ),
        sa.ForeignKeyConstraint(["sms_reply_id"], ["sms_reply.id"], name=op.f("fk_case_reply_sms_reply_id_sms_reply")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_case_reply_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_reply")),
        sa.UniqueConstraint("account_id", "external_id", name=op.f("uq_case_reply_account_id_external_id")),
        sa.UniqueConstraint("key", name=op.f("uq_case_reply_key")),
        sa.UniqueConstraint("sms_reply_id", name=op.f("uq_case_reply_sms_reply_id")),
    )
    op.create_index("ix_case_reply_account_id_state_due_at", "case_reply", ["account_id", "state", "due_at"])
    op.create_index(op.f("ix_case_reply_case_id"), "case_reply", ["case_id"])
    op.create_index(op.f("ix_case_reply_message_id"), "case_reply", ["message_id"])
    op.create_index("ix_case_reply_state_due_at", "case_reply", ["state", "due_at"])
    op.add_column("sms_reply", sa.Column("once", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("sms_reply") as batch:
        batch.drop_column("once")
    op.drop_table("case_reply")
    op.drop_table("citizen_message")
    op.drop_table("case_event")
    op.drop_table("comment_watch")
    op.drop_table("citizen_case")
    op.drop_table("spokesperson")
    op.drop_table("saved_reply")
