"""Topics and attachments are found

Revision ID: e3b90c5d7a14
Revises: c41e8d7a2f60
Create Date: 2026-11-28 16:30:00

"""

from alembic import op

revision = "e3b90c5d7a14"
down_revision = "c41e8d7a2f60"
branch_labels = None
depends_on = None

CHANGED = "UPDATE item_words SET words = NULL, unit_id = NEW.unit_id WHERE item_id = NEW.id;"
ON_ATTACHMENTS = {
    "lookup_attachment_made": ("AFTER INSERT", "UPDATE lookup_words SET words = NULL WHERE item_id = NEW.item_id;"),
    "lookup_attachment_changed": (
        "AFTER UPDATE OF title, text",
        "UPDATE lookup_words SET words = NULL WHERE item_id = NEW.item_id;",
    ),
    "lookup_attachment_gone": ("AFTER DELETE", "UPDATE lookup_words SET words = NULL WHERE item_id = OLD.item_id;"),
}


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _make(name: str, table: str, when: str, done: str) -> None:
    if _is_sqlite():
        op.execute(f"CREATE TRIGGER {name} {when} ON {table} BEGIN {done} END")
        return
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {done} RETURN NULL; END $$")
    op.execute(f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def _drop(name: str, table: str) -> None:
    if _is_sqlite():
        op.execute(f"DROP TRIGGER {name}")
        return
    op.execute(f"DROP TRIGGER {name} ON {table}")
    op.execute(f"DROP FUNCTION {name}()")


def upgrade() -> None:
    _drop("item_words_changed", "item")
    _make("item_words_changed", "item", "AFTER UPDATE OF title, document_id, unit_id, facts", CHANGED)
    for name, (when, done) in ON_ATTACHMENTS.items():
        _make(name, "attachment", when, done)
    # Folded anew: with their topic, and with what their attachments say.
    op.execute("UPDATE item_words SET words = NULL")
    op.execute("UPDATE lookup_words SET words = NULL WHERE item_id IN (SELECT item_id FROM attachment)")


def downgrade() -> None:
    for name in ON_ATTACHMENTS:
        _drop(name, "attachment")
    _drop("item_words_changed", "item")
    _make("item_words_changed", "item", "AFTER UPDATE OF title, document_id, unit_id", CHANGED)
    op.execute("UPDATE item_words SET words = NULL")
