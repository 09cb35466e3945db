"""The index of reports holds the posts' numbers: PostgreSQL need not read their rows. SQLite's indexes always hold them"""

from collections.abc import Sequence

from alembic import op

revision = "f18c6ad2e503"
down_revision = "e2a90d5b71c4"
branch_labels = None
depends_on = None

COLUMNS = ("published_at", "state", "unit_id", "account_id", "item_id", "campaign_id", "purpose")


def upgrade() -> None:
    _make_again(["id"])


def downgrade() -> None:
    _make_again([])


def _make_again(include: Sequence[str]) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("ix_post_of_report", "post")
        op.create_index("ix_post_of_report", "post", COLUMNS, postgresql_include=include)
