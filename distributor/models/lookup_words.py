"""What a look-up by citizens looks through: the folded words of each item and of each document, with an index of the database's
own full-text search: FTS5 on SQLite, a GIN index on PostgreSQL.

As with `item_words`, the database itself makes a row with each item and document, and empties it when what its words came from
changes: the item, the document, or a file that the item brought.
"""

from sqlalchemy import Connection, ForeignKey, Index, Integer, Text, event, text
from sqlmodel import Column, Field, SQLModel

from distributor.models.attachment import Attachment

FULL_TEXT_INDEX = "ix_lookup_words_words"
"""Of PostgreSQL alone."""


class LookUpWords(SQLModel, table=True):
    """The folded words of an item or of a document. `title`: the terms of title and number; `words`: these and all others;
    None: not yet, or not any more. A term is a syllable, or two that follow each other as one; those of the title stand there
    twice (`lookup.index.OF_TITLE`)."""

    __tablename__ = "lookup_words"
    __table_args__ = (
        Index(
            "ix_lookup_words_to_fold",
            "id",
            sqlite_where=text("words IS NULL"),
            postgresql_where=text("words IS NULL"),
        ),
        Index(FULL_TEXT_INDEX, text("to_tsvector('simple'::regconfig, words)"), postgresql_using="gin").ddl_if(
            dialect="postgresql"
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    item_id: int | None = Field(
        default=None, sa_column=Column(Integer, ForeignKey("item.id", ondelete="CASCADE"), unique=True, nullable=True)
    )
    document_id: int | None = Field(
        default=None,
        sa_column=Column(Integer, ForeignKey("document.id", ondelete="CASCADE"), unique=True, nullable=True),
    )
    title: str = Field(default="", sa_type=Text)
    words: str | None = Field(default=None, sa_type=Text)


TRIGGERS = {
    "lookup_item_made": ("AFTER INSERT ON item", "INSERT INTO lookup_words (item_id, title) VALUES (NEW.id, '');"),
    "lookup_item_changed": (
        "AFTER UPDATE OF title, summary, text, facts, document_id ON item",
        "UPDATE lookup_words SET words = NULL WHERE item_id = NEW.id;",
    ),
    "lookup_attachment_made": (
        "AFTER INSERT ON attachment",
        "UPDATE lookup_words SET words = NULL WHERE item_id = NEW.item_id;",
    ),
    "lookup_attachment_changed": (
        "AFTER UPDATE OF title, text ON attachment",
        "UPDATE lookup_words SET words = NULL WHERE item_id = NEW.item_id;",
    ),
    "lookup_attachment_gone": (
        "AFTER DELETE ON attachment",
        "UPDATE lookup_words SET words = NULL WHERE item_id = OLD.item_id;",
    ),
    "lookup_document_made": (
        "AFTER INSERT ON document",
        "INSERT INTO lookup_words (document_id, title) VALUES (NEW.id, '');",
    ),
    "lookup_document_changed": (
        "AFTER UPDATE OF issuer, number, kind, subject ON document",
        "UPDATE lookup_words SET words = NULL WHERE document_id = NEW.id;",
    ),
}
"""Name → when, and what is done."""
_TAKEN_OUT = "INSERT INTO lookup_text (lookup_text, rowid, words) SELECT 'delete', OLD.id, OLD.words WHERE OLD.words IS NOT NULL;"
FULL_TEXT_TRIGGERS = {
    "lookup_text_changed": (
        "AFTER UPDATE OF words ON lookup_words",
        f"{_TAKEN_OUT} INSERT INTO lookup_text (rowid, words) SELECT NEW.id, NEW.words WHERE NEW.words IS NOT NULL;",
    ),
    "lookup_text_made": (
        "AFTER INSERT ON lookup_words",
        "INSERT INTO lookup_text (rowid, words) SELECT NEW.id, NEW.words WHERE NEW.words IS NOT NULL;",
    ),
    "lookup_text_gone": ("AFTER DELETE ON lookup_words", _TAKEN_OUT),
}
"""Of SQLite alone: what keeps its full-text table in step."""
FULL_TEXT_TABLE = (
    "CREATE VIRTUAL TABLE lookup_text USING fts5(words, content='lookup_words', content_rowid='id', detail='none')"
)
TERMS_TABLE = "CREATE VIRTUAL TABLE lookup_text_terms USING fts5vocab('lookup_text', 'row')"
"""How many rows bear each term."""


def make_look_up_triggers(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        for name, (when, done) in {**TRIGGERS, **FULL_TEXT_TRIGGERS}.items():
            connection.exec_driver_sql(f"CREATE TRIGGER {name} {when} BEGIN {done} END")
        return
    for name, (when, done) in TRIGGERS.items():
        body = f"$$ BEGIN {done} RETURN NULL; END $$"
        connection.exec_driver_sql(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS {body}")
        connection.exec_driver_sql(f"CREATE TRIGGER {name} {when} FOR EACH ROW EXECUTE FUNCTION {name}()")


LookUpWords.__table__.add_is_dependent_on(Attachment.__table__)  # type: ignore[attr-defined]  # for its triggers


@event.listens_for(LookUpWords.__table__, "after_create")  # type: ignore[attr-defined]  # SQLModel does not tell of it
def _made(_table: object, connection: Connection, **_more: object) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(FULL_TEXT_TABLE)
        connection.exec_driver_sql(TERMS_TABLE)
    make_look_up_triggers(connection)
