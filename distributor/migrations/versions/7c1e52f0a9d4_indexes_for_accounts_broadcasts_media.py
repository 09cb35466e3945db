"""Indexes for the pages of accounts, broadcasts and media"""

from alembic import op

revision = "7c1e52f0a9d4"
down_revision = "8d1f0c6e52b7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_sms_recipient_broadcast_id_state", "sms_recipient", ["broadcast_id", "state"])
    op.create_index("ix_media_made_at", "media", ["made_at"])
    op.create_index("ix_post_media_sha256", "post_media", ["sha256"])


def downgrade() -> None:
    op.drop_index("ix_post_media_sha256", table_name="post_media")
    op.drop_index("ix_media_made_at", table_name="media")
    op.drop_index("ix_sms_recipient_broadcast_id_state", table_name="sms_recipient")
