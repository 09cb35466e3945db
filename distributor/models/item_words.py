"""What a search looks through: each item's words apart from its text, so that those of twenty thousand are read in milliseconds.

The database itself makes a row with each item, and empties it when what the words came from changes, whoever changes it: a row
without words is looked up where they come from, so nothing is found by what it says no more, or missed by what it says now.
"""

from typing import Any

from sqlalchemy import Connection, ForeignKey, Index, Integer, Text, event, text
from sqlmodel import Column, Field, SQLModel


class ItemWords(SQLModel, table=True):
    """`words`: title, number of the document and topic, folded (`distributor.finding`); None: not yet, or not any more."""

    __tablename__ = "item_words"
    __table_args__ = (
        Index(
            "ix_item_words_to_fold",
            "item_id",
            sqlite_where=text("words IS NULL"),
            postgresql_where=text("words IS NULL"),
        ),
    )
    item_id: int = Field(
        sa_column=Column(Integer, ForeignKey("item.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    )
    unit_id: int = Field(foreign_key="unit.id", index=True)
    words: str | None = Field(default=None, sa_type=Text)


TRIGGERS = {
    "item_words_made": (
        "AFTER INSERT ON item",
        "INSERT INTO item_words (item_id, unit_id) VALUES (NEW.id, NEW.unit_id);",
    ),
    "item_words_changed": (
        "AFTER UPDATE OF title, document_id, unit_id, facts ON item",
        "UPDATE item_words SET words = NULL, unit_id = NEW.unit_id WHERE item_id = NEW.id;",
    ),
    "item_words_renumbered": (
        "AFTER UPDATE OF number ON document",
        "UPDATE item_words SET words = NULL WHERE item_id IN (SELECT id FROM item WHERE document_id = NEW.id);",
    ),
}
"""Name → when, and what is done. On SQLite a migration that copies one of these tables (batch mode) takes them away and makes
them anew."""


def make_triggers(connection: Connection) -> None:
    for name, (when, done) in TRIGGERS.items():
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"CREATE TRIGGER {name} {when} BEGIN {done} END")
            continue
        body = f"$$ BEGIN {done} RETURN NULL; END $$"
        connection.exec_driver_sql(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS {body}")
        connection.exec_driver_sql(f"CREATE TRIGGER {name} {when} FOR EACH ROW EXECUTE FUNCTION {name}()")


@event.listens_for(ItemWords.__table__, "after_create")  # type: ignore[attr-defined]  # SQLModel does not tell of it
def _with_its_triggers(_table: object, connection: Connection, **_: Any) -> None:
    make_triggers(connection)
