"""What posts reached at equal age, and what staff decided about hours"""

import sqlalchemy as sa
from alembic import op

revision = "b1d6f20c8e53"
down_revision = "b83e5d0c7f21"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "trial",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("variant", sa.String(length=40), nullable=False),
        sa.Column("slot_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("figure", sa.String(length=20), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("clicks", sa.Float(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_trial_account_id_account")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_trial_post_id_post")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_trial_unit_id_unit")),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_trial")),
    )
    op.create_index("ix_trial_account_id_said_at", "trial", ["account_id", "said_at"])
    op.create_index("ix_trial_channel_said_at", "trial", ["channel", "said_at"])
    op.create_index("ix_trial_said_at", "trial", ["said_at"])
    op.create_table(
        "time_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("stance", sa.String(length=24), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=5), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_time_choice_account_id_account")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_time_choice_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_choice")),
        sa.UniqueConstraint(
            "account_id",
            "kind",
            "stance",
            "weekday",
            "at",
            name=op.f("uq_time_choice_account_id_kind_stance_weekday_at"),
        ),
    )


def downgrade() -> None:
    op.drop_table("time_choice")
    op.drop_index("ix_trial_said_at", table_name="trial")
    op.drop_index("ix_trial_channel_said_at", table_name="trial")
    op.drop_index("ix_trial_account_id_said_at", table_name="trial")
    op.drop_table("trial")
