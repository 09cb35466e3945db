"""Numbers that wait for their code"""

import sqlalchemy as sa
from alembic import op

revision = "45c291128b1f"
down_revision = "f0d13b6a9c24"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sms_asking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("number_hash", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("guesses", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sms_asking_account_id_account")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_sms_asking_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms_asking")),
    )
    op.create_index("ix_sms_asking_account_id_asked_at", "sms_asking", ["account_id", "asked_at"])
    op.create_index("ix_sms_asking_number_hash", "sms_asking", ["number_hash"])
    with op.batch_alter_table("sms_reply") as batch_op:
        batch_op.add_column(sa.Column("asking_id", sa.Integer(), nullable=True))
        batch_op.alter_column("inbound_id", existing_type=sa.Integer(), nullable=True)
        batch_op.create_index("ix_sms_reply_asking_id", ["asking_id"])
        batch_op.create_foreign_key("fk_sms_reply_asking_id_sms_asking", "sms_asking", ["asking_id"], ["id"])


def downgrade() -> None:
    op.execute("DELETE FROM sms_reply WHERE inbound_id IS NULL")
    with op.batch_alter_table("sms_reply") as batch_op:
        batch_op.drop_constraint("fk_sms_reply_asking_id_sms_asking", type_="foreignkey")
        batch_op.drop_index("ix_sms_reply_asking_id")
        batch_op.alter_column("inbound_id", existing_type=sa.Integer(), nullable=False)
        batch_op.drop_column("asking_id")
    op.drop_table("sms_asking")
