"""Columns are as long as the tables say

A new database is made from the tables at once, and is to be what this history leads to. SQLite heeds no length and counts by the
primary key itself, so there is nothing to do.
"""

import sqlalchemy as sa
from alembic import op

revision = "d5f28b60c9e3"
down_revision = "b7c1e04f92da"
branch_labels = None
depends_on = None

LENGTHS = {
    ("account_change", "kind"): 24,
    ("case_event", "text"): None,
    ("follower_mail", "problem"): 500,
    ("follower_mail", "state"): 24,
    ("mail_follower", "state"): 24,
    ("review_call", "way"): 24,
}
ONE_ROW = ("link_key", "media_mark")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    for (table, column), length in LENGTHS.items():
        op.alter_column(table, column, type_=sa.String(length))
    for table in ONE_ROW:
        op.alter_column(table, "id", server_default=None)
        op.execute(f"DROP SEQUENCE {table}_id_seq")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    for table in ONE_ROW:
        op.execute(f"CREATE SEQUENCE {table}_id_seq AS integer OWNED BY {table}.id")
        op.alter_column(table, "id", server_default=sa.text(f"nextval('{table}_id_seq')"))
    for table, column in LENGTHS:
        op.alter_column(table, column, type_=sa.Text() if table == "case_event" else sa.String())
