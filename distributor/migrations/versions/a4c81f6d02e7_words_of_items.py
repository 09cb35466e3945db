"""Words of items, to be searched"""

import sqlalchemy as sa
from alembic import op

revision = "a4c81f6d02e7"
down_revision = "d81b5e2f9c07"
branch_labels = None
depends_on = None

TRIGGERS = {
    "item_words_made": (
        "item",
        "AFTER INSERT",
        "INSERT INTO item_words (item_id, unit_id) VALUES (NEW.id, NEW.unit_id);",
    ),
    "item_words_changed": (
        "item",
        "AFTER UPDATE OF title, document_id, unit_id",
        "UPDATE item_words SET words = NULL, unit_id = NEW.unit_id WHERE item_id = NEW.id;",
    ),
    "item_words_renumbered": (
        "document",
        "AFTER UPDATE OF number",
        "UPDATE item_words SET words = NULL WHERE item_id IN (SELECT id FROM item WHERE document_id = NEW.id);",
    ),
}


def upgrade() -> None:
    op.create_table(
        "item_words",
        sa.Column("item_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("item_id"),
    )
    op.execute("INSERT INTO item_words (item_id, unit_id) SELECT id, unit_id FROM item")
    op.create_index("ix_item_words_unit_id", "item_words", ["unit_id"])
    op.create_index(
        "ix_item_words_to_fold",
        "item_words",
        ["item_id"],
        sqlite_where=sa.text("words IS NULL"),
        postgresql_where=sa.text("words IS NULL"),
    )
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name, (table, when, done) in TRIGGERS.items():
        if sqlite:
            op.execute(f"CREATE TRIGGER {name} {when} ON {table} BEGIN {done} END")
            continue
        body = f"$$ BEGIN {done} RETURN NULL; END $$"
        op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS {body}")
        op.execute(f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name, (table, _when, _done) in TRIGGERS.items():
        op.execute(f"DROP TRIGGER {name}" if sqlite else f"DROP TRIGGER {name} ON {table}")
        if not sqlite:
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_table("item_words")
