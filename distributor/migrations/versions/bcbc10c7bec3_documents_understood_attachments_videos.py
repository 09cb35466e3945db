"""Documents understood, attachments, videos.

Rows that are there get their new columns filled: what was composed before counts as understood.
"""

import sqlalchemy as sa
from alembic import op

revision = "bcbc10c7bec3"
down_revision = "fcaf1a8289fb"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document_issuer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_document_issuer_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_issuer")),
        sa.UniqueConstraint("document_id", "position", name=op.f("uq_document_issuer_document_id_position")),
    )
    op.create_table(
        "document_relation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("target", sa.String(length=500), nullable=False),
        sa.Column("target_number", sa.String(length=100), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_relation_document_id_document")
        ),
        sa.ForeignKeyConstraint(["target_id"], ["document.id"], name=op.f("fk_document_relation_target_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_relation")),
        sa.UniqueConstraint("document_id", "kind", "target", name=op.f("uq_document_relation_document_id_kind_target")),
    )
    with op.batch_alter_table("document_relation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_relation_target_id"), ["target_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_relation_target_number"), ["target_number"], unique=False)

    op.create_table(
        "document_status",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_document_status_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_status")),
        sa.UniqueConstraint("document_id", "since", "status", name=op.f("uq_document_status_document_id_since_status")),
    )
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=2000), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("mime", sa.String(length=100), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("problem", sa.String(length=500), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_attachment_item_id_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("item_id", "address", name=op.f("uq_attachment_item_id_address")),
    )
    op.create_table(
        "render_job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("shape", sa.String(length=10), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("token", sa.String(length=40), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("video", sa.String(length=64), nullable=False),
        sa.Column("cover", sa.String(length=64), nullable=False),
        sa.Column("srt", sa.String(length=64), nullable=False),
        sa.Column("vtt", sa.String(length=64), nullable=False),
        sa.Column("recording", sa.String(length=64), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("alt_text", sa.String(length=2000), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_render_job_item_id_item")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_render_job_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_render_job")),
        sa.UniqueConstraint("item_id", "shape", "revision", name=op.f("uq_render_job_item_id_shape_revision")),
    )
    with op.batch_alter_table("render_job", schema=None) as batch_op:
        batch_op.create_index("ix_render_job_state_due_at", ["state", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_render_job_unit_id"), ["unit_id"], unique=False)

    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_number"), ["number"], unique=False)

    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("understood_revision", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("understand_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("understand_tries", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("facts", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("duplicate_of", sa.Integer(), nullable=True))
        batch_op.create_index(
            "ix_item_to_understand",
            ["id"],
            unique=False,
            sqlite_where=sa.text("understood_revision < revision"),
            postgresql_where=sa.text("understood_revision < revision"),
        )
        batch_op.create_foreign_key(batch_op.f("fk_item_duplicate_of_item"), "item", ["duplicate_of"], ["id"])

    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.add_column(sa.Column("purposes", sa.JSON(), nullable=False, server_default='["announce"]'))

    with op.batch_alter_table("media", schema=None) as batch_op:
        batch_op.add_column(sa.Column("duration_ms", sa.Integer(), nullable=False, server_default="0"))

    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.add_column(sa.Column("profile", sa.String(length=60), nullable=False, server_default=""))

    op.execute("UPDATE item SET understood_revision = revision WHERE composed_revision >= revision")


def downgrade() -> None:
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.drop_column("profile")

    with op.batch_alter_table("media", schema=None) as batch_op:
        batch_op.drop_column("duration_ms")

    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.drop_column("purposes")

    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_item_duplicate_of_item"), type_="foreignkey")
        batch_op.drop_index(
            "ix_item_to_understand",
            sqlite_where=sa.text("understood_revision < revision"),
            postgresql_where=sa.text("understood_revision < revision"),
        )
        batch_op.drop_column("duplicate_of")
        batch_op.drop_column("facts")
        batch_op.drop_column("understand_tries")
        batch_op.drop_column("understand_at")
        batch_op.drop_column("understood_revision")

    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_number"))

    with op.batch_alter_table("render_job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_render_job_unit_id"))
        batch_op.drop_index("ix_render_job_state_due_at")

    op.drop_table("render_job")
    op.drop_table("attachment")
    op.drop_table("document_status")
    with op.batch_alter_table("document_relation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_relation_target_number"))
        batch_op.drop_index(batch_op.f("ix_document_relation_target_id"))

    op.drop_table("document_relation")
    op.drop_table("document_issuer")
