"""Documents as rows, on both databases: one row a document, its relations found whoever came first, one item an announcement."""

from dataclasses import replace
from datetime import UTC, date, datetime

from sqlmodel import Session, col, select

from distributor.db import Database
from distributor.facts import DocumentFacts, Facts, Relation
from distributor.models import (
    Document,
    DocumentIssuer,
    DocumentRelation,
    DocumentStatus,
    DocumentStatusKind,
    Item,
    RelationKind,
    Sighting,
    Source,
    SourceKind,
)
from distributor.understand.documents import claim_identity, keep_document
from tests.support import province

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
PROVINCE = "Ủy ban nhân dân tỉnh Hương Giang"
DECISION = DocumentFacts(
    kind="quyết định",
    number="27/2026/QĐ-UBND",
    issuers=(PROVINCE,),
    issued_on=date(2026, 11, 23),
    effective_on=date(2026, 12, 5),
    subject="quy định diện tích tối thiểu được tách thửa đất",
)


def commune(name: str) -> DocumentFacts:
    return DocumentFacts("quyết định", "01/2026/QĐ-UBND", (f"Ủy ban nhân dân {name}",), date(2026, 11, 20))


def test_the_same_document_is_one_row_and_what_is_told_later_is_added(database: Database) -> None:
    with database.write() as session:
        first = keep_document(session, DocumentFacts("", DECISION.number, (PROVINCE,), DECISION.issued_on), TODAY)
        again = keep_document(session, DECISION, TODAY)
        assert first == again
        row = session.exec(select(Document)).one()
        assert (row.kind, row.effective_on) == ("quyết định", date(2026, 12, 5))
        statuses = {(one.status, one.since) for one in session.exec(select(DocumentStatus))}
        assert statuses == {
            (DocumentStatusKind.NOT_YET, date(2026, 11, 23)),
            (DocumentStatusKind.IN_FORCE, date(2026, 12, 5)),
        }


def test_what_is_not_certain_makes_no_document(database: Database) -> None:
    with database.write() as session:
        assert keep_document(session, DocumentFacts("quyết định", "27/2026/QĐ-UBND", (PROVINCE,)), TODAY) is None
        assert keep_document(session, DocumentFacts("quyết định", "", (PROVINCE,), TODAY), TODAY) is None
        assert session.exec(select(Document)).all() == []


def test_a_chairs_decision_is_the_same_whoever_names_the_committee(database: Database) -> None:
    office = DocumentFacts("quyết định", "986/QĐ-UBND", (PROVINCE,), TODAY)
    with database.write() as session:
        there = keep_document(session, replace(office, issuers=(f"Chủ tịch {PROVINCE}",)), TODAY)
        assert keep_document(session, office, TODAY) == there


def test_two_communes_with_the_same_number_are_two_documents(database: Database) -> None:
    with database.write() as session:
        ids = {keep_document(session, commune(name), TODAY) for name in ("xã Thạch Hương", "phường Vĩnh Giang")}
    assert len(ids) == 2


def test_issuers_keep_their_order(database: Database) -> None:
    issuers = ("Sở Tư pháp", "Công an tỉnh", "Hội Phụ nữ tỉnh")
    with database.write() as session:
        keep_document(session, DocumentFacts("chương trình", "05/CTPH-STP-CAT-HPN", issuers, TODAY), TODAY)
        names = session.exec(select(DocumentIssuer.name).order_by(col(DocumentIssuer.position))).all()
    assert tuple(names) == issuers


def amending(number: str, target: str) -> DocumentFacts:
    relation = Relation(RelationKind.REPEALS, f"Quyết định số {target}", target)
    return DocumentFacts("quyết định", number, (PROVINCE,), TODAY, relations=(relation,))


def test_a_relation_finds_its_target_whichever_came_first(database: Database) -> None:
    with database.write() as session:
        target = keep_document(session, DECISION, TODAY)
        keep_document(session, amending("29/2026/QĐ-UBND", DECISION.number), TODAY)
        keep_document(session, amending("30/2026/QĐ-UBND", "31/2026/QĐ-UBND"), TODAY)
        later = keep_document(session, DocumentFacts("quyết định", "31/2026/QĐ-UBND", (PROVINCE,), TODAY), TODAY)
        found = session.exec(select(DocumentRelation.target_id).order_by(col(DocumentRelation.id))).all()
    assert found == [target, later]


def test_a_number_that_two_documents_bear_resolves_nothing(database: Database) -> None:
    with database.write() as session:
        keep_document(session, amending("29/2026/QĐ-UBND", "01/2026/QĐ-UBND"), TODAY)
        for name in ("xã Thạch Hương", "phường Vĩnh Giang"):
            keep_document(session, commune(name), TODAY)
        keep_document(session, amending("33/2026/QĐ-UBND", "01/2026/QĐ-UBND"), TODAY)
        newest = session.exec(select(DocumentRelation).order_by(col(DocumentRelation.id).desc())).first()
    assert newest is not None
    assert newest.target_id is None, "which of the two is meant is not known"


class Shelf:
    """Items of one unit, each from a source."""

    def __init__(self, session: Session) -> None:
        self.session, self.seeded = session, province.seed_unit(session)
        self.number = 0

    def item(self, title: str, source_id: int) -> Item:
        self.number += 1
        item = self.session.get_one(Item, province.seed_item(self.session, self.seeded, self.number, NOW))
        item.title = title
        self.session.add(
            Sighting(
                source_id=source_id, item_id=item.id or 0, entry_key=str(item.id), fingerprint="-", first_seen_at=NOW
            )
        )
        self.session.flush()
        return item

    def source(self) -> int:
        source = Source(unit_id=self.seeded.unit_id, kind=SourceKind.FEED, address=f"https://a.example/{self.number}")
        self.session.add(source)
        self.session.flush()
        return source.id or 0


ANNOUNCED = Facts(DECISION, "announcement", "new_law")


def test_two_sources_that_announce_one_document_have_one_item(database: Database) -> None:
    with database.write() as session:
        shelf = Shelf(session)
        first = shelf.item("Quyết định số 27/2026/QĐ-UBND về tách thửa", shelf.source())
        second = shelf.item("UBND tỉnh ban hành quy định mới về tách thửa", shelf.source())
        assert claim_identity(session, first, ANNOUNCED) is None
        twin = claim_identity(session, second, ANNOUNCED)
        assert twin is not None
        assert (twin.item_id, twin.title) == (first.id, first.title)
        assert claim_identity(session, first, ANNOUNCED) is None, "an item is not its own twin"


def test_articles_of_one_source_with_different_titles_stay_two(database: Database) -> None:
    with database.write() as session:
        shelf = Shelf(session)
        source = shelf.source()
        first = shelf.item("Điểm mới của Quyết định 27/2026/QĐ-UBND (Phần 1)", source)
        second = shelf.item("Điểm mới của Quyết định 27/2026/QĐ-UBND (Phần 2)", source)
        assert claim_identity(session, first, ANNOUNCED) is None
        assert claim_identity(session, second, ANNOUNCED) is None
        third = shelf.item("Điểm mới của Quyết định 27/2026/QĐ-UBND (Phần 1)", source)
        assert claim_identity(session, third, ANNOUNCED) is not None, "posted again under another address"


def test_a_question_about_a_document_or_its_correction_is_not_the_document(database: Database) -> None:
    with database.write() as session:
        shelf = Shelf(session)
        assert claim_identity(session, shelf.item("Quyết định", shelf.source()), ANNOUNCED) is None
        others = (Facts(DECISION, "", "question"), Facts(DECISION, "announcement", "correction"))
        for number, facts in enumerate(others):
            assert claim_identity(session, shelf.item(f"Khác {number}", shelf.source()), facts) is None
