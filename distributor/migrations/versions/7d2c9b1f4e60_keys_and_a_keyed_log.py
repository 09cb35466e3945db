"""Keys and a keyed log"""

import sqlalchemy as sa
from alembic import op

revision = "7d2c9b1f4e60"
down_revision = "c40e7a9b2d15"
branch_labels = None
depends_on = None

AT_ONCE = 1_000


def upgrade() -> None:
    op.create_table(
        "data_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=24), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("used_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_key")),
        sa.UniqueConstraint("purpose", "generation", name=op.f("uq_data_key_purpose_generation")),
    )
    with op.batch_alter_table("audit_entry") as table:
        table.add_column(sa.Column("number", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("address", sa.String(length=45), nullable=False, server_default=""))
        table.add_column(sa.Column("key_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_audit_entry_key_id_data_key"), "data_key", ["key_id"], ["id"])
    _number_what_is_there()
    with op.batch_alter_table("audit_entry") as table:
        table.alter_column("number", server_default=None)
        table.alter_column("address", server_default=None)
        table.create_index(op.f("ix_audit_entry_number"), ["number"])


def _number_what_is_there() -> None:
    connection = op.get_bind()
    entries = sa.table("audit_entry", sa.column("id", sa.Integer), sa.column("number", sa.Integer))
    ids = list(connection.execute(sa.select(entries.c.id).order_by(entries.c.id)).scalars())
    numbered = sa.update(entries).where(entries.c.id == sa.bindparam("of")).values(number=sa.bindparam("place"))
    for start in range(0, len(ids), AT_ONCE):
        rows = [{"of": key, "place": place} for place, key in enumerate(ids[start : start + AT_ONCE], start + 1)]
        connection.execute(numbered, rows)


def downgrade() -> None:
    with op.batch_alter_table("audit_entry") as table:
        table.drop_index(op.f("ix_audit_entry_number"))
        table.drop_constraint(op.f("fk_audit_entry_key_id_data_key"), type_="foreignkey")
        table.drop_column("key_id")
        table.drop_column("address")
        table.drop_column("number")
    op.drop_table("data_key")
