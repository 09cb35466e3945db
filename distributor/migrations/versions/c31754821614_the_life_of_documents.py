"""The life of documents"""

import sqlalchemy as sa
from alembic import op

revision = "c31754821614"
down_revision = "a91d5c3e7f08"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("basis", sa.String(length=500), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by_document_id", sa.Integer(), nullable=True),
        sa.Column("never", sa.Boolean(), nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("carried_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_document_id"], ["document.id"], name=op.f("fk_document_change_by_document_id_document")
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_document_change_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_change")),
        sa.UniqueConstraint(
            "document_id",
            "since",
            "status",
            "by_document_id",
            name=op.f("uq_document_change_document_id_since_status_by_document_id"),
        ),
    )
    with op.batch_alter_table("document_change", schema=None) as batch_op:
        batch_op.create_index("ix_document_change_carried_at_since", ["carried_at", "since"], unique=False)

    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.add_column(sa.Column("told_effective_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("ended_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("gone_from", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("gone_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("gone_seen_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("gone_why", sa.String(length=20), server_default="", nullable=False))
        batch_op.create_index("ix_document_gone_from", ["gone_from"], unique=False)

    op.execute("UPDATE document SET told_effective_on = effective_on")

    with op.batch_alter_table("document_relation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("target_issuer", sa.String(length=300), server_default="", nullable=False))
        batch_op.add_column(sa.Column("target_issued_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("scope", sa.String(length=10), server_default="whole", nullable=False))
        batch_op.add_column(sa.Column("parts", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("quote", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("since", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("new_effective_on", sa.Date(), nullable=True))

    with op.batch_alter_table("document_status", schema=None) as batch_op:
        batch_op.add_column(sa.Column("source", sa.String(length=24), server_default="read", nullable=False))
        batch_op.add_column(sa.Column("scope", sa.String(length=10), server_default="whole", nullable=False))
        batch_op.add_column(sa.Column("parts", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("by_document_id", sa.Integer(), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_document_status_document_id_since_status"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_document_status_document_id_since_status_source"),
            ["document_id", "since", "status", "source"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_document_status_by_document_id_document"), "document", ["by_document_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("document_status", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_document_status_by_document_id_document"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_document_status_document_id_since_status_source"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_document_status_document_id_since_status"), ["document_id", "since", "status"]
        )
        batch_op.drop_column("by_document_id")
        batch_op.drop_column("parts")
        batch_op.drop_column("scope")
        batch_op.drop_column("source")

    with op.batch_alter_table("document_relation", schema=None) as batch_op:
        batch_op.drop_column("new_effective_on")
        batch_op.drop_column("until")
        batch_op.drop_column("since")
        batch_op.drop_column("quote")
        batch_op.drop_column("parts")
        batch_op.drop_column("scope")
        batch_op.drop_column("target_issued_on")
        batch_op.drop_column("target_issuer")

    # Not in batch mode: a copy of the table would lose its triggers.
    op.drop_index("ix_document_gone_from", table_name="document")
    for name in ("gone_why", "gone_seen_at", "gone_until", "gone_from", "ended_on", "told_effective_on"):
        op.drop_column("document", name)

    with op.batch_alter_table("document_change", schema=None) as batch_op:
        batch_op.drop_index("ix_document_change_carried_at_since")

    op.drop_table("document_change")
