"""Review rules, delegations, comments, offers"""

import sqlalchemy as sa
from alembic import op

revision = "d44750aaeac0"
down_revision = "729918994cd8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("approvers", sa.Integer(), nullable=False),
        sa.Column("never_own", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_review_rule_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_rule")),
        sa.UniqueConstraint("unit_id", "kind", name=op.f("uq_review_rule_unit_id_kind")),
    )
    op.create_table(
        "delegation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["from_id"], ["staff.id"], name=op.f("fk_delegation_from_id_staff")),
        sa.ForeignKeyConstraint(["to_id"], ["staff.id"], name=op.f("fk_delegation_to_id_staff")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_delegation_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
    )
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.create_index("ix_delegation_to_id_ends_at", ["to_id", "ends_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_delegation_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("offered_by", sa.String(length=80), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_offer_item_id_item")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_offer_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
    )
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offer_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_offer_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "pre_acceptance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("account_ids", sa.JSON(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_pre_acceptance_staff_id_staff")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_pre_acceptance_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pre_acceptance")),
    )
    with op.batch_alter_table("pre_acceptance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pre_acceptance_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "offer_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("account_ids", sa.JSON(), nullable=False),
        sa.Column("pre_acceptance_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_offer_answer_offer_id_offer")),
        sa.ForeignKeyConstraint(
            ["pre_acceptance_id"], ["pre_acceptance.id"], name=op.f("fk_offer_answer_pre_acceptance_id_pre_acceptance")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_offer_answer_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_answer")),
        sa.UniqueConstraint("offer_id", "unit_id", name=op.f("uq_offer_answer_offer_id_unit_id")),
    )
    with op.batch_alter_table("offer_answer", schema=None) as batch_op:
        batch_op.create_index("ix_offer_answer_unit_id_state", ["unit_id", "state"], unique=False)

    op.create_table(
        "post_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("manifest_hash", sa.String(length=64), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=80), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_comment_post_id_post")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_comment")),
    )
    with op.batch_alter_table("post_comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_comment_post_id"), ["post_id"], unique=False)

    with op.batch_alter_table("approval", schema=None) as batch_op:
        batch_op.add_column(sa.Column("delegation_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_approval_delegation_id_delegation"), "delegation", ["delegation_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("approval", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_approval_delegation_id_delegation"), type_="foreignkey")
        batch_op.drop_column("delegation_id")

    with op.batch_alter_table("post_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_comment_post_id"))

    op.drop_table("post_comment")
    with op.batch_alter_table("offer_answer", schema=None) as batch_op:
        batch_op.drop_index("ix_offer_answer_unit_id_state")

    op.drop_table("offer_answer")
    with op.batch_alter_table("pre_acceptance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pre_acceptance_unit_id"))

    op.drop_table("pre_acceptance")
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_offer_unit_id"))
        batch_op.drop_index(batch_op.f("ix_offer_item_id"))

    op.drop_table("offer")
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delegation_unit_id"))
        batch_op.drop_index("ix_delegation_to_id_ends_at")

    op.drop_table("delegation")
    op.drop_table("review_rule")
