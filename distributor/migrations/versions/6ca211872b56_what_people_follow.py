"""What people follow, and who ordered an emergency."""

import sqlalchemy as sa
from alembic import op

revision = "6ca211872b56"
down_revision = "b24dae7d3757"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("consent", "opt_out"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column("matter", sa.String(length=80), server_default="", nullable=False))
    with op.batch_alter_table("broadcast") as batch_op:
        batch_op.add_column(sa.Column("order_number", sa.String(length=80), server_default="", nullable=False))
        batch_op.add_column(sa.Column("second_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("written_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("basis", sa.String(length=40), server_default="", nullable=False))
        batch_op.create_foreign_key("fk_broadcast_second_by", "staff", ["second_by"], ["id"])
        batch_op.create_foreign_key("fk_broadcast_written_by", "staff", ["written_by"], ["id"])
    op.create_index(
        "ix_sms_receipt_unmatched",
        "sms_receipt",
        ["account_id", "received_at"],
        sqlite_where=sa.text("part_id IS NULL"),
        postgresql_where=sa.text("part_id IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_sms_receipt_unmatched", table_name="sms_receipt")
    with op.batch_alter_table("broadcast") as batch_op:
        batch_op.drop_constraint("fk_broadcast_written_by", type_="foreignkey")
        batch_op.drop_constraint("fk_broadcast_second_by", type_="foreignkey")
        for column in ("basis", "written_by", "second_by", "order_number"):
            batch_op.drop_column(column)
    for table in ("opt_out", "consent"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column("matter")
