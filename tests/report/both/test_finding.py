"""Each item's words are kept folded, and are never those of yesterday."""

import threading
from collections.abc import Callable, Sequence
from datetime import date

import pytest
from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from distributor import finding
from distributor.db import Database
from distributor.finding import fold, keep_words
from distributor.models import Document, Item, ItemWords
from distributor.report.search import matching_items
from tests.web.province import NOON, Province, add_item, identity

PATIENCE_S = 20.0


@pytest.fixture
def law(database: Database, bare_province: Province) -> int:
    with database.write() as session:
        return add_item(session, bare_province, "Quyết định 12/2026/QĐ-UBND về hỗ trợ đất đai")


def words_of(database: Database, item_id: int) -> str | None:
    with database.read() as session:
        return session.exec(select(ItemWords.words).where(ItemWords.item_id == item_id)).one()


def finds(database: Database, search: str, item_id: int) -> bool:
    with database.read() as session:
        return item_id in (matching_items(session, search, None) or [])


def number(session: Session, item_id: int, number: str) -> int:
    document = Document(issuer="Chính phủ", number=number, issued_on=date(2026, 3, 1))
    session.add(document)
    session.flush()
    session.execute(update(Item).where(col(Item.id) == item_id).values(document_id=document.id))
    return identity(document.id)


@pytest.mark.parametrize(
    ("text", "folded"), [("Đất ĐAI", "dat dai"), ("e\u0302\u0323", "e"), ("QĐ-UBND", "qd-ubnd"), ("", "")]
)
def test_letters_lose_case_and_marks(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_a_new_item_is_found_at_once_and_its_words_are_kept_soon(database: Database, law: int) -> None:
    assert (words_of(database, law), finds(database, "dat dai", law)) == (None, True)
    assert keep_words(database) >= 1
    assert words_of(database, law) == "quyet dinh 12/2026/qd-ubnd ve ho tro dat dai"
    assert finds(database, "ĐẤT đai", law)
    assert keep_words(database) == 0


def _retitled(session: Session, item_id: int) -> None:
    session.connection().execute(update(Item).where(col(Item.id) == item_id).values(title="Quyết định về nhà ở"))


def _retitled_as_an_object(session: Session, item_id: int) -> None:
    session.get_one(Item, item_id).title = "Quyết định về nhà ở"


def _numbered(session: Session, item_id: int) -> None:
    number(session, item_id, "45/2026/NĐ-CP")


CHANGES = [
    (_retitled, "nha o", "dat dai"),
    (_retitled_as_an_object, "nha o", "dat dai"),
    (_numbered, "45/2026/nd-cp", "46/2026"),
]


@pytest.mark.parametrize(("change", "now", "no_more"), CHANGES)
def test_whoever_changes_an_item_its_words_follow(
    database: Database, law: int, change: Callable[[Session, int], None], now: str, no_more: str
) -> None:
    keep_words(database)
    with database.write() as session:
        change(session, law)
    assert (finds(database, now, law), finds(database, no_more, law)) == (True, False)
    keep_words(database)
    assert (finds(database, now, law), finds(database, no_more, law)) == (True, False)


def test_a_document_that_gets_another_number_or_is_another_ones(database: Database, law: int) -> None:
    with database.write() as session:
        document_id = number(session, law, "45/2026/NĐ-CP")
    keep_words(database)
    assert finds(database, "45/2026", law)
    with database.write() as session:
        session.execute(update(Document).where(col(Document.id) == document_id).values(number="46/2026/NĐ-CP"))
    assert (finds(database, "45/2026", law), finds(database, "46/2026", law)) == (False, True)
    keep_words(database)
    with database.write() as session:
        session.execute(update(Item).where(col(Item.id) == law).values(document_id=None))
    assert not finds(database, "46/2026", law)


def test_an_item_that_changes_its_unit_or_goes(database: Database, bare_province: Province, law: int) -> None:
    keep_words(database)
    with database.write() as session:
        session.execute(update(Item).where(col(Item.id) == law).values(unit_id=bare_province.commune_id))
    with database.read() as session:
        assert matching_items(session, "dat dai", [bare_province.unit_id]) == []
        assert matching_items(session, "dat dai", [bare_province.commune_id]) == [law]
    with database.write() as session:
        gone = Item(unit_id=bare_province.unit_id, title="Tin", first_seen_at=NOON)
        session.add(gone)
        session.flush()
        session.execute(delete(Item).where(col(Item.id) == gone.id))
    with database.read() as session:
        assert set(session.exec(select(ItemWords.item_id))) == set(session.exec(select(Item.id)))


def test_many_are_kept_in_parts(database: Database, bare_province: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "AT_ONCE", 2)
    keep_words(database)
    with database.write() as session:
        for each in range(5):
            add_item(session, bare_province, f"Tin {each}")
    assert keep_words(database) == 5


def test_a_title_that_changes_while_it_is_folded_is_not_lost(
    database: Database, law: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The change waits for who folds (a row's lock, SQLite's turn) and then empties what was folded."""
    threads, folded = [], finding.words_now

    def change() -> None:
        with database.write() as session:
            _retitled(session, law)

    def change_meanwhile(session: Session, item_ids: Sequence[int]) -> list[tuple[int, str]]:
        found = list(folded(session, item_ids))
        threads.append(threading.Thread(target=change))
        threads[-1].start()
        threads[-1].join(0.2)  # to where it waits; should it not have come there yet, it only comes later
        return found

    monkeypatch.setattr(finding, "words_now", change_meanwhile)
    with database.write() as session:
        finding._keep_some(session)
    for thread in threads:
        thread.join(PATIENCE_S)
        assert not thread.is_alive()
    assert words_of(database, law) is None
    assert (finds(database, "nha o", law), finds(database, "dat dai", law)) == (True, False)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_who_is_changing_an_item_is_not_waited_for(database: Database, law: int) -> None:
    """On SQLite there is one writer at a time."""
    with database.write() as session:
        _retitled(session, law)
        assert keep_words(database) == 0
    assert keep_words(database) == 1
    assert finds(database, "nha o", law)
