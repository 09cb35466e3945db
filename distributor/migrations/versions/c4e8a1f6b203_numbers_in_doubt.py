"""Numbers of accounts, numbers in doubt, what reading them costs, and who takes feeds

Downwards the accounts' own numbers (followers, feed readers), the gaps, the counts of calls and the marks of doubt are lost, for
an older version has no place for them. Whoever goes back keeps a copy of the database first.
"""

import sqlalchemy as sa
from alembic import op

revision = "c4e8a1f6b203"
down_revision = "e5b7c90d4f16"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sample") as batch_op:
        batch_op.add_column(sa.Column("doubt", sa.String(24), nullable=False, server_default=""))
    op.create_index("ix_citizen_message_written_at", "citizen_message", ["written_at"])
    op.create_table(
        "account_sample",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("metric", sa.String(80), nullable=False),
        sa.Column("api_version", sa.String(20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("doubt", sa.String(24), nullable=False, server_default=""),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_sample_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_sample")),
    )
    op.create_index("ix_account_sample_account_id_metric_at", "account_sample", ["account_id", "metric", "at"])
    op.create_table(
        "account_reading",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code", sa.String(80), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_reading_account_id_account")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account_reading")),
    )
    op.create_index(op.f("ix_account_reading_due_at"), "account_reading", ["due_at"])
    op.create_table(
        "measure_gap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.String(80), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_measure_gap_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_gap")),
    )
    op.create_index("ix_measure_gap_account_id_until", "measure_gap", ["account_id", "until"])
    op.create_table(
        "read_use",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("cost", sa.Float(), nullable=False),
        sa.Column("bands", sa.JSON(), nullable=False),
        sa.Column("full_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_read_use_account_id_account")),
        sa.PrimaryKeyConstraint("account_id", "day", name=op.f("pk_read_use")),
    )
    op.create_table(
        "feed_salt",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_feed_salt")),
    )
    op.create_table(
        "feed_fetch",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("fetcher", sa.String(40), nullable=False),
        sa.Column("readers", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_feed_fetch_account_id_account")),
        sa.PrimaryKeyConstraint("account_id", "day", "fetcher", name=op.f("pk_feed_fetch")),
    )


def downgrade() -> None:
    op.drop_table("feed_fetch")
    op.drop_table("feed_salt")
    op.drop_table("read_use")
    op.drop_index("ix_measure_gap_account_id_until", table_name="measure_gap")
    op.drop_table("measure_gap")
    op.drop_index(op.f("ix_account_reading_due_at"), table_name="account_reading")
    op.drop_table("account_reading")
    op.drop_index("ix_account_sample_account_id_metric_at", table_name="account_sample")
    op.drop_table("account_sample")
    op.drop_index("ix_citizen_message_written_at", table_name="citizen_message")
    with op.batch_alter_table("sample") as batch_op:
        batch_op.drop_column("doubt")
