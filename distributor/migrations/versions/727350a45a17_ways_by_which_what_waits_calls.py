"""Ways by which what waits calls"""

from typing import Any

import sqlalchemy as sa
from alembic import op

import distributor.models.base

revision = "727350a45a17"
down_revision = "cbf8bf432c9c"
branch_labels = None
depends_on = None

_MOMENT = distributor.models.base.UtcDateTime
_NAMES = ("staff_id", "address", "told_through", "tries", "problem")
_MOMENTS = ("due_at", "first_try_at", "told_at")
_OLD: Any = sa.select(
    *(sa.column(name) for name in _NAMES), *(sa.column(name, _MOMENT()) for name in _MOMENTS)
).select_from(sa.table("review_call"))


def upgrade() -> None:
    kept = _taken_out(_OLD)
    table = op.create_table(
        "review_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        *_columns(),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("browser", sa.String(length=64), nullable=False),
        sa.Column("user_agent", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_review_call_staff_id_staff"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_call")),
        sa.UniqueConstraint("staff_id", "way", "mark", name=op.f("uq_review_call_staff_id_way_mark")),
    )
    new = {"way": "mail", "token": "", "mark": "", "sealed": b"", "browser": "", "user_agent": ""}
    _put_in(table, [row | new for row in kept])


def downgrade() -> None:
    kept = _taken_out(_OLD.where(sa.column("way") == "mail"))
    table = op.create_table(
        "review_call",
        sa.Column("staff_id", sa.Integer(), autoincrement=False, nullable=False),
        *_columns(),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_review_call_staff_id_staff"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_review_call")),
    )
    _put_in(table, [row | {"token": ""} for row in kept])


def _columns() -> list[sa.Column[object]]:
    return [
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("told_through", sa.Integer(), nullable=False),
        sa.Column("due_at", _MOMENT(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("first_try_at", _MOMENT(), nullable=True),
        sa.Column("told_at", _MOMENT(), nullable=True),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("problem", sa.String(length=500), nullable=False),
    ]


def _taken_out(rows: Any) -> list[dict[str, object]]:
    """What stands there; the table is dropped, for its key is another now."""
    found = op.get_bind().execute(rows).mappings().all()
    op.drop_table("review_call")
    return [dict(row) for row in found]


def _put_in(table: sa.Table, rows: list[dict[str, object]]) -> None:
    if rows:
        op.bulk_insert(table, rows)
