"""People, keys, settings"""

import sqlalchemy as sa
from alembic import op

revision = "9d41f0c7a2e5"
down_revision = "4b7b8b656e2a"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("hint", sa.String(length=20), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("last_used_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("revoked_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_api_key_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_api_key_key_hash")),
    )
    op.create_index(op.f("ix_api_key_unit_id"), "api_key", ["unit_id"])
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_recovery_code_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_code_staff_id"), "recovery_code", ["staff_id"])
    op.create_table(
        "unit_setting",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_setting_unit_id_unit")),
        sa.PrimaryKeyConstraint("unit_id", "name", name=op.f("pk_unit_setting")),
    )
    with op.batch_alter_table("staff") as staff:
        staff.add_column(sa.Column("must_change_password", sa.Boolean(), nullable=False, server_default=sa.false()))
        staff.add_column(sa.Column("totp_sealed", sa.LargeBinary(), nullable=False, server_default=""))
        staff.add_column(sa.Column("totp_since", MOMENT, nullable=True))
        staff.add_column(sa.Column("totp_last_step", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("staff_session") as staff_session:
        staff_session.add_column(sa.Column("awaits_code", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("staff_session") as staff_session:
        staff_session.drop_column("awaits_code")
    with op.batch_alter_table("staff") as staff:
        for name in ("totp_last_step", "totp_since", "totp_sealed", "must_change_password"):
            staff.drop_column(name)
    for table in ("unit_setting", "recovery_code", "api_key"):
        op.drop_table(table)
