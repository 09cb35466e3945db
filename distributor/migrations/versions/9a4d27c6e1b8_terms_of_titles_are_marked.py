"""Terms of titles are marked

Revision ID: 9a4d27c6e1b8
Revises: c5020b968e7c
Create Date: 2026-11-29 07:20:00

"""

from alembic import op

revision = "9a4d27c6e1b8"
down_revision = "c5020b968e7c"
branch_labels = None
depends_on = None

BEGINS = (("document", "number"), ("document_relation", "target_number"))


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def upgrade() -> None:
    # As `lookup/index.py` folds them from now on; what lacks its words stays so.
    op.execute("UPDATE lookup_words SET words = words || ' zq' || replace(title, ' ', ' zq') WHERE title <> ''")
    if _is_sqlite():
        op.execute("CREATE VIRTUAL TABLE lookup_text_terms USING fts5vocab('lookup_text', 'row')")
        return
    for table, column in BEGINS:
        op.drop_index(f"ix_{table}_{column}", table_name=table)
        op.create_index(f"ix_{table}_{column}", table, [column], postgresql_ops={column: "text_pattern_ops"})


def downgrade() -> None:
    if _is_sqlite():
        op.execute("DROP TABLE lookup_text_terms")
    else:
        for table, column in BEGINS:
            op.drop_index(f"ix_{table}_{column}", table_name=table)
            op.create_index(f"ix_{table}_{column}", table, [column])
    op.execute("UPDATE lookup_words SET words = NULL")
