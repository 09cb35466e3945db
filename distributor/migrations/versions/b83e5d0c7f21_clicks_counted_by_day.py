"""Openings of short links counted by day

Upwards each opening is counted into its day. Downwards those counts are lost: an older version has only the openings themselves,
and those of days that were counted and thinned out are no longer there. Whoever goes back keeps a copy of the database first.
"""

import sqlalchemy as sa
from alembic import op

revision = "b83e5d0c7f21"
down_revision = "c4e8a1f6b203"
branch_labels = None
depends_on = None

COUNTED = """
INSERT INTO click_day (code, day, people, openings, robots)
SELECT code, {day} AS day, 0, SUM(CASE WHEN bot THEN 0 ELSE 1 END), SUM(CASE WHEN bot THEN 1 ELSE 0 END)
FROM click GROUP BY code, {day}
"""
DAY = {"sqlite": "date(at, '+7 hours')", "postgresql": "CAST(at AT TIME ZONE 'Asia/Ho_Chi_Minh' AS date)"}


def upgrade() -> None:
    op.create_table(
        "click_day",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("openings", sa.Integer(), nullable=False),
        sa.Column("robots", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["short_link.code"], name=op.f("fk_click_day_code_short_link")),
        sa.PrimaryKeyConstraint("code", "day", name=op.f("pk_click_day")),
    )
    op.create_table(
        "click_person",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("person", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("day", "code", "person", name=op.f("pk_click_person")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "click_salt",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_click_salt")),
    )
    # Who the people of earlier days were was never known: 0 people beside their openings.
    op.execute(COUNTED.format(day=DAY[op.get_bind().dialect.name]))
    with op.batch_alter_table("click") as batch_op:
        batch_op.add_column(sa.Column("openings", sa.Integer(), server_default="1", nullable=False))
        batch_op.create_index(batch_op.f("ix_click_at"), ["at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("click") as batch_op:
        batch_op.drop_index(batch_op.f("ix_click_at"))
        batch_op.drop_column("openings")
    op.drop_table("click_salt")
    op.drop_table("click_person")
    op.drop_table("click_day")
