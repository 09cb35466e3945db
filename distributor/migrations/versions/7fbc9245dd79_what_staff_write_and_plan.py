"""What staff write and plan: their files and drafts, more pictures and brought videos, a campaign's goal and timeline"""

import sqlalchemy as sa
from alembic import op

revision = "7fbc9245dd79"
down_revision = "6ca211872b56"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_file",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("given", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("mime", sa.String(length=60), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("cover", sa.String(length=64), nullable=False),
        sa.Column("refused", sa.String(length=1000), nullable=False),
        sa.Column("alt_text", sa.String(length=1000), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("rights", sa.String(length=500), nullable=False),
        sa.Column("usable_until", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_staff_file_unit_id_unit")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_staff_file")),
    )
    op.create_index(op.f("ix_staff_file_sha256"), "staff_file", ["sha256"])
    op.create_index("ix_staff_file_unit_id_made_at", "staff_file", ["unit_id", "made_at"])
    op.create_table(
        "written_draft",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_written_draft_item_id_item")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_written_draft_staff_id_staff")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_written_draft")),
    )
    op.create_index("ix_written_draft_staff_id_changed_at", "written_draft", ["staff_id", "changed_at"])
    op.add_column("campaign", sa.Column("target", sa.Integer(), nullable=True))
    op.add_column("campaign", sa.Column("target_of", sa.String(length=20), server_default="", nullable=False))
    op.add_column("campaign", sa.Column("timeline", sa.JSON(), server_default="{}", nullable=False))
    op.add_column("post", sa.Column("more_pictures", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("render_job", sa.Column("brought", sa.String(length=64), server_default="", nullable=False))
    op.add_column("render_job", sa.Column("brought_captions", sa.String(length=64), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("render_job", "brought_captions")
    op.drop_column("render_job", "brought")
    op.drop_column("post", "more_pictures")
    op.drop_column("campaign", "timeline")
    op.drop_column("campaign", "target_of")
    op.drop_column("campaign", "target")
    op.drop_index("ix_written_draft_staff_id_changed_at", table_name="written_draft")
    op.drop_table("written_draft")
    op.drop_index("ix_staff_file_unit_id_made_at", table_name="staff_file")
    op.drop_index(op.f("ix_staff_file_sha256"), table_name="staff_file")
    op.drop_table("staff_file")
