"""Questions of citizens on our own pages; posts by their address; what became of accounts"""

import sqlalchemy as sa
from alembic import op

revision = "e27fa44ad26a"
down_revision = "e3b90c5d7a14"
branch_labels = None
depends_on = None

OF_AN_ACCOUNT = ("case_reply", "citizen_case", "citizen_message")


def upgrade() -> None:
    for table in OF_AN_ACCOUNT:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column("account_id", existing_type=sa.Integer(), nullable=True)
            if table == "citizen_message":
                batch_op.add_column(sa.Column("covered", sa.Integer(), nullable=False, server_default="0"))
            if table == "citizen_case":
                batch_op.add_column(sa.Column("topic", sa.String(length=80), nullable=False, server_default=""))
                batch_op.add_column(sa.Column("asked_key", sa.String(length=64), nullable=True))
                batch_op.add_column(sa.Column("item_id", sa.Integer(), nullable=True))
                batch_op.create_unique_constraint(op.f("uq_citizen_case_asked_key"), ["asked_key"])
                batch_op.create_foreign_key(op.f("fk_citizen_case_item_id_item"), "item", ["item_id"], ["id"])
    op.create_index(op.f("ix_post_external_url"), "post", ["external_url"])
    op.create_table(
        "account_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("earlier_name", sa.String(length=200), nullable=False),
        sa.Column("earlier_address", sa.String(length=300), nullable=False),
        sa.Column("successor", sa.String(length=300), nullable=False),
        sa.Column("basis", sa.String(length=300), nullable=False),
        sa.Column("noted_by", sa.String(length=80), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_change_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_change")),
    )
    op.create_index(op.f("ix_account_change_account_id"), "account_change", ["account_id"])


def downgrade() -> None:
    op.drop_table("account_change")
    op.drop_index(op.f("ix_post_external_url"), table_name="post")
    # What was asked on our own pages has no account to go back to.
    for table in OF_AN_ACCOUNT:
        op.execute(f"DELETE FROM {table} WHERE account_id IS NULL")  # noqa: S608 - names of ours
    for table in OF_AN_ACCOUNT:
        with op.batch_alter_table(table, schema=None) as batch_op:
            if table == "citizen_case":
                batch_op.drop_constraint(op.f("fk_citizen_case_item_id_item"), type_="foreignkey")
                batch_op.drop_constraint(op.f("uq_citizen_case_asked_key"), type_="unique")
                for name in ("item_id", "asked_key", "topic"):
                    batch_op.drop_column(name)
            if table == "citizen_message":
                batch_op.drop_column("covered")
            batch_op.alter_column("account_id", existing_type=sa.Integer(), nullable=False)
