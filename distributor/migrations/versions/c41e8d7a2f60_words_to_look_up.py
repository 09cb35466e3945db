"""Words of items and acts, to be looked up by citizens"""

import sqlalchemy as sa
from alembic import op

revision = "c41e8d7a2f60"
down_revision = "b7c2f0a4d915"
branch_labels = None
depends_on = None

TRIGGERS = {
    "lookup_item_made": ("item", "AFTER INSERT", "INSERT INTO lookup_words (item_id, title) VALUES (NEW.id, '');"),
    "lookup_item_changed": (
        "item",
        "AFTER UPDATE OF title, summary, text, facts, document_id",
        "UPDATE lookup_words SET words = NULL WHERE item_id = NEW.id;",
    ),
    "lookup_document_made": (
        "document",
        "AFTER INSERT",
        "INSERT INTO lookup_words (document_id, title) VALUES (NEW.id, '');",
    ),
    "lookup_document_changed": (
        "document",
        "AFTER UPDATE OF issuer, number, kind, subject",
        "UPDATE lookup_words SET words = NULL WHERE document_id = NEW.id;",
    ),
}
TAKEN_OUT = "INSERT INTO lookup_text (lookup_text, rowid, words) SELECT 'delete', OLD.id, OLD.words WHERE OLD.words IS NOT NULL;"
FULL_TEXT_TRIGGERS = {
    "lookup_text_changed": (
        "lookup_words",
        "AFTER UPDATE OF words",
        f"{TAKEN_OUT} INSERT INTO lookup_text (rowid, words) SELECT NEW.id, NEW.words WHERE NEW.words IS NOT NULL;",
    ),
    "lookup_text_made": (
        "lookup_words",
        "AFTER INSERT",
        "INSERT INTO lookup_text (rowid, words) SELECT NEW.id, NEW.words WHERE NEW.words IS NOT NULL;",
    ),
    "lookup_text_gone": ("lookup_words", "AFTER DELETE", TAKEN_OUT),
}


def upgrade() -> None:
    op.create_table(
        "lookup_words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_lookup_words_item_id_item"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_lookup_words_document_id_document"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lookup_words")),
        sa.UniqueConstraint("item_id", name=op.f("uq_lookup_words_item_id")),
        sa.UniqueConstraint("document_id", name=op.f("uq_lookup_words_document_id")),
    )
    op.execute("INSERT INTO lookup_words (item_id, title) SELECT id, '' FROM item")
    op.execute("INSERT INTO lookup_words (document_id, title) SELECT id, '' FROM document")
    op.create_index(
        "ix_lookup_words_to_fold",
        "lookup_words",
        ["id"],
        sqlite_where=sa.text("words IS NULL"),
        postgresql_where=sa.text("words IS NULL"),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE lookup_text USING fts5(words, content='lookup_words', content_rowid='id', detail='none')"
        )
        for name, (table, when, done) in {**TRIGGERS, **FULL_TEXT_TRIGGERS}.items():
            op.execute(f"CREATE TRIGGER {name} {when} ON {table} BEGIN {done} END")
        return
    op.create_index(
        "ix_lookup_words_words",
        "lookup_words",
        [sa.text("to_tsvector('simple'::regconfig, words)")],
        postgresql_using="gin",
    )
    for name, (table, when, done) in TRIGGERS.items():
        body = f"$$ BEGIN {done} RETURN NULL; END $$"
        op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS {body}")
        op.execute(f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name, (table, _when, _done) in TRIGGERS.items():
        op.execute(f"DROP TRIGGER {name}" if sqlite else f"DROP TRIGGER {name} ON {table}")
        if not sqlite:
            op.execute(f"DROP FUNCTION {name}()")
    if sqlite:
        for name in FULL_TEXT_TRIGGERS:
            op.execute(f"DROP TRIGGER {name}")
        op.execute("DROP TABLE lookup_text")
    op.drop_table("lookup_words")
