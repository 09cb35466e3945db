"""What staff answer stands over what was understood, on both databases; posts that wait follow it, others do not."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import col, select

from distributor.compose.templates import Templates
from distributor.db import Database
from distributor.draft.store import compose_item
from distributor.errors import LoaError
from distributor.facts import Answers, DocumentFacts, Facts, facts_from_json
from distributor.ingest.fetch import Fetcher
from distributor.media.store import MediaStore
from distributor.models import Account, Document, Item, Notice, Post, PostState, Sighting, Source, SourceKind
from distributor.notices import open_notice
from distributor.understand.answers import answer_item, answered
from distributor.understand.store import understand_item
from tests.support import province

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
ISSUER = "Ủy ban nhân dân xã Thạch Hương"
TITLE = "Xã Thạch Hương: Quyết định số 01/2026/QĐ-UBND ban hành Quy chế quản lý, vận hành chợ xã"
UNSURE = Facts(
    DocumentFacts("quyết định", "01/2026/QĐ-UBND", (ISSUER,)),
    "announcement",
    "new_law",
    questions=("Không chắc ngày ban hành.",),
)


def test_answers_stand_over_what_was_understood() -> None:
    told = answered(UNSURE, Answers("bientap", issued_on=date(2026, 11, 23)))
    assert told.document is not None
    assert told.document.is_identified
    assert (told.document.number, told.document.issuers) == ("01/2026/QĐ-UBND", (ISSUER,)), "the rest stays"
    assert told.questions == (), "who answered has seen them all"
    assert answered(UNSURE, Answers()) == UNSURE
    kind = answered(Facts(questions=("Không chắc loại.",)), Answers("bientap", kind="guidance"))
    assert (kind.kind, kind.document, kind.questions) == ("guidance", None, ())
    assert facts_from_json(told.to_json()) == told


class Desk:
    """An item whose document has no certain day, with a post that waits and one that went out."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.store = database, MediaStore(folder)
        with database.write() as session:
            seeded = province.seed_unit(session)
            self.unit_id = seeded.unit_id
            source = Source(unit_id=seeded.unit_id, kind=SourceKind.FEED, address="https://xa.example/rss")
            accounts = [Account(unit_id=seeded.unit_id, channel=channel, name=channel) for channel in ("x", "facebook")]
            session.add_all([source, *accounts])
            session.flush()
            self.item_id = province.seed_item(session, seeded, 1, NOW)
            item = session.get_one(Item, self.item_id)
            item.title, item.address = TITLE, ""
            item.text = (
                "Ủy ban nhân dân xã Thạch Hương ban hành Quy chế. Quyết định có hiệu lực từ ngày 02/12/2026. " * 8
            )
            item.facts = UNSURE.to_json()
            session.add(
                Sighting(
                    source_id=source.id or 0, item_id=self.item_id, entry_key="1", fingerprint="-", first_seen_at=NOW
                )
            )
            for account, state in zip(accounts, (PostState.AWAITING_REVIEW, PostState.PUBLISHED), strict=True):
                session.add(
                    Post(
                        unit_id=seeded.unit_id,
                        account_id=account.id or 0,
                        item_id=self.item_id,
                        purpose="announce",
                        state=state,
                        text="cũ",
                        link=f"https://loa.example/l/{account.channel}",
                        created_at=NOW,
                    )
                )
            open_notice(session, kind="question", subject=f"item:{self.item_id}", text="?", now=NOW)

    def answer(self, answers: Answers) -> None:
        with self.database.write() as session:
            answer_item(session, province.actor(self.unit_id, answers.by, NOW), self.item_id, answers)

    def understand(self) -> Facts:
        assert understand_item(self.database, self.item_id, fetcher=Fetcher(), store=self.store, now=lambda: NOW)
        with self.database.read() as session:
            return facts_from_json(session.get_one(Item, self.item_id).facts)


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return Desk(database, tmp_path)


def test_an_answer_makes_the_document_certain_and_renews_what_waits(desk: Desk) -> None:
    desk.answer(Answers("bientap", issued_on=date(2026, 11, 23)))
    facts = desk.understand()
    assert facts.document is not None
    assert facts.document.issued_on == date(2026, 11, 23)
    compose_item(desk.database, desk.item_id, templates=Templates(), public_url="https://loa.example", now=lambda: NOW)
    with desk.database.read() as session:
        assert session.exec(select(Document)).one().issued_on == date(2026, 11, 23)
        waiting, gone = session.exec(select(Post).order_by(col(Post.id))).all()
        open_notices = session.exec(select(Notice.kind).where(col(Notice.closed_at).is_(None))).all()
    assert "23/11/2026" in waiting.text
    assert gone.text == "cũ", "what citizens saw is not changed behind their back"
    assert "question" not in open_notices


def test_an_answer_stands_over_a_later_revision_too(desk: Desk) -> None:
    desk.answer(Answers("bientap", issued_on=date(2026, 11, 23)))
    desk.understand()
    desk.answer(Answers("lanhdao", kind="guidance"))
    with desk.database.write() as session:
        item = session.get_one(Item, desk.item_id)
        item.revision += 1
        item.text += " Ban quản lý chợ tiếp nhận phản ánh."
    facts = desk.understand()
    assert facts.document is not None
    assert (facts.document.issued_on, facts.kind, facts.answers.by) == (date(2026, 11, 23), "guidance", "lanhdao")


def test_nothing_is_no_answer(desk: Desk) -> None:
    with pytest.raises(LoaError, match="Chưa có câu trả lời"):
        desk.answer(Answers("bientap"))
