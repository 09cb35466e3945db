"""When a document is spoken of again: on which days, at which hours, on which accounts, and never twice."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from channels.registry import spec_of
from distributor.compose.occasions import digest_of, latest, load_occasions, occasion_of
from distributor.compose.templates import Templates
from distributor.db import Database
from distributor.draft.occasion_store import compose_occasions
from distributor.draft.picture import render_post
from distributor.draft.store import compose_item
from distributor.facts import DocumentFacts, Facts, facts_from_json
from distributor.media.store import MediaStore
from distributor.models import (
    Account,
    Campaign,
    CampaignAccount,
    Intake,
    Item,
    Notice,
    Post,
    PostMedia,
    PostState,
    RenderJob,
    ShortLink,
    Sighting,
    Source,
    SourceKind,
)
from distributor.understand.documents import keep_document
from tests.support import province

RULES = load_occasions()
EFFECT = date(2026, 12, 10)
PUBLIC = "https://phapluat.huonggiang.example"


def at(day: int, hour: int = 9, month: int = 12) -> datetime:
    """An instant by Vietnam's clock."""
    return datetime(2026, month, day, hour, tzinfo=UTC) - timedelta(hours=7)


@pytest.mark.parametrize(
    ("now", "purpose", "slot"),
    [
        (at(6, 23), None, None),
        (at(7, 0), "before_effect", at(7, 8)),
        (at(9, 23), "before_effect", at(7, 8)),
        (at(10, 0), "effective", at(10, 7)),
        (at(10, 23), "effective", at(10, 7)),
        (at(11, 0), None, None),
    ],
)
def test_a_document_is_spoken_of_before_and_on_its_day(
    now: datetime, purpose: str | None, slot: datetime | None
) -> None:
    """Midnight is Vietnam's, not UTC's; the day after says nothing, whatever was missed."""
    occasion = occasion_of(EFFECT, RULES, now)
    assert (occasion and occasion.purpose, occasion and occasion.slot_at) == (purpose, slot)


def test_the_digest_is_of_the_month_that_follows() -> None:
    assert digest_of(RULES, at(24, 23, month=11)) is None
    assert digest_of(RULES, at(25, 0, month=11)) == (
        "2026-12",
        date(2026, 12, 1),
        date(2027, 1, 1),
        at(25, 8, month=11),
    )
    period = digest_of(RULES, at(31))
    assert period is not None
    assert period[0] == "2027-01"


class Office:
    """A unit whose campaign wants every occasion, on two accounts."""

    def __init__(self, session: Session) -> None:
        self.seeded = province.seed_unit(session)
        source = Source(unit_id=self.seeded.unit_id, kind=SourceKind.FEED, address="https://huonggiang.example/rss")
        accounts = [
            Account(unit_id=self.seeded.unit_id, channel=channel, name=channel) for channel in ("x", "facebook")
        ]
        campaign = Campaign(
            unit_id=self.seeded.unit_id,
            name="Tự động",
            automatic=True,
            all_sources=True,
            purposes=["announce", "before_effect", "effective", "digest"],
        )
        session.add_all([source, *accounts, campaign])
        session.flush()
        self.source_id, self.accounts = source.id or 0, [account.id or 0 for account in accounts]
        session.add_all(
            CampaignAccount(campaign_id=campaign.id or 0, account_id=account_id) for account_id in self.accounts
        )

    def document(self, session: Session, number: int, *, announced_at: datetime | None, on: date = EFFECT) -> int:
        """An item that announces a document; published on the first account only."""
        item_id = province.seed_item(session, self.seeded, number, at(1))
        facts = DocumentFacts(
            "quyết định", f"{number}/2026/QĐ-UBND", ("Ủy ban nhân dân tỉnh Hương Giang",), date(2026, 11, 20), on
        )
        item = session.get_one(Item, item_id)
        item.document_id = keep_document(session, facts, date(2026, 11, 24))
        item.document_role = "announcement"
        item.facts = Facts(facts, "announcement", "new_law").to_json()
        session.add(
            Sighting(
                source_id=self.source_id, item_id=item_id, entry_key=str(item_id), fingerprint="-", first_seen_at=at(1)
            )
        )
        if announced_at is not None:
            session.add(
                Post(
                    unit_id=self.seeded.unit_id,
                    account_id=self.accounts[0],
                    item_id=item_id,
                    purpose="announce",
                    state=PostState.PUBLISHED,
                    published_at=announced_at,
                    created_at=announced_at,
                )
            )
        session.flush()
        return item_id


def speak(database: Database, now: datetime) -> list[Post]:
    ids = compose_occasions(database, templates=Templates(), public_url=PUBLIC, now=now)
    with database.read() as session:
        return list(session.exec(select(Post).where(col(Post.id).in_(ids)).order_by(col(Post.id))))


def test_a_reminder_is_made_once_where_the_document_was_announced(database: Database) -> None:
    with database.write() as session:
        office = Office(session)
        item_id = office.document(session, 27, announced_at=at(1))
    (post,) = speak(database, at(7))
    assert (post.item_id, post.account_id, post.purpose) == (item_id, office.accounts[0], "before_effect")
    assert (post.state, post.slot_at) == (PostState.DRAFT, at(7, 8))
    assert "10/12/2026" in post.text
    with database.read() as session:
        assert session.exec(select(ShortLink).where(ShortLink.post_id == post.id)).one().target.startswith("https://")
    assert speak(database, at(8)) == []
    (on_the_day,) = speak(database, at(10))
    assert (on_the_day.purpose, on_the_day.slot_at) == ("effective", at(10, 7))


def test_nothing_is_said_of_what_was_never_or_only_just_announced_or_is_held(database: Database) -> None:
    with database.write() as session:
        office = Office(session)
        office.document(session, 27, announced_at=None)
        office.document(session, 28, announced_at=at(7, 8))
        held = office.document(session, 29, announced_at=at(1))
        session.get_one(Item, held).intake = Intake.HELD
    assert speak(database, at(7)) == []


def test_the_months_documents_are_one_post_an_account(database: Database) -> None:
    with database.write() as session:
        office = Office(session)
        for number in (27, 28, 29):
            office.document(session, number, announced_at=None, on=date(2026, 12, number - 20))
        office.document(session, 30, announced_at=None, on=date(2027, 1, 1))
    posts = speak(database, at(25, month=11))
    assert [post.purpose for post in posts] == ["digest:2026-12"] * 2
    facebook = next(post for post in posts if post.account_id == office.accounts[1])
    assert "tháng 12/2026" in facebook.text
    for number in (27, 28, 29):
        assert f"{number}/2026/QĐ-UBND" in facebook.text
    assert "30/2026" not in facebook.text
    assert speak(database, at(26, month=11)) == []


def test_the_digest_has_an_album_of_its_documents_cards(database: Database, tmp_path: Path) -> None:
    with database.write() as session:
        office = Office(session)
        for number in (26, 27, 28, 29, 30):
            office.document(session, number, announced_at=None, on=date(2026, 12, number - 20))
    now = at(25, month=11)
    shown: dict[str, list[str]] = {}
    for post in speak(database, now):
        assert post.id is not None
        store = MediaStore(tmp_path / "media")
        assert render_post(
            database, post.id, store=store, templates=Templates(), now=lambda: now + timedelta(seconds=1), sample=True
        )
        with database.read() as session:
            channel = session.get_one(Account, post.account_id).channel
            media = session.exec(
                select(PostMedia).where(PostMedia.post_id == post.id).order_by(col(PostMedia.position))
            ).all()
            shown[channel] = [each.alt_text for each in media]
            assert len({each.sha256 for each in media}) == len(media)
            dearest = spec_of(channel).media.alt_text_limit
        assert all(0 < len(text) <= dearest for text in shown[channel])
    assert {channel: len(texts) for channel, texts in shown.items()} == {"facebook": 6, "x": 4}
    assert all(f"{number}/2026" in text for number, text in zip((26, 27, 28), shown["x"][1:], strict=True))


def test_one_document_makes_no_digest(database: Database) -> None:
    with database.write() as session:
        Office(session).document(session, 27, announced_at=None)
    assert speak(database, at(25, month=11)) == []


def move_effect(database: Database, item_id: int, day: date) -> None:
    """The source corrects the day of effect, and the item is understood again."""
    with database.write() as session:
        item = session.get_one(Item, item_id)
        old = facts_from_json(item.facts)
        assert old.document is not None
        facts = replace(old.document, effective_on=day)
        keep_document(session, facts, date(2026, 12, 1))
        item.facts = replace(old, document=facts).to_json()
        item.revision += 1
        item.understood_revision = item.revision
        session.add(item)


def test_a_day_that_was_moved_takes_its_post_along(database: Database) -> None:
    """That it takes effect is never said on the old day; on the new one it is said after all."""
    with database.write() as session:
        item_id = Office(session).document(session, 27, announced_at=at(1))
    (post,) = speak(database, at(10))
    move_effect(database, item_id, date(2026, 12, 20))
    composed = compose_item(database, item_id, templates=Templates(), public_url=PUBLIC, now=lambda: at(10))
    assert post.id not in composed
    with database.read() as session:
        aside = session.get_one(Post, post.id)
    assert (aside.state, aside.text, aside.due_at) == (PostState.AWAITING_REVIEW, "", None)
    assert "đã được nguồn sửa" in aside.reason
    assert speak(database, at(11)) == []
    (before,) = speak(database, at(17))
    assert before.purpose == "before_effect"
    (again,) = speak(database, at(20))
    assert (again.id, again.state, again.slot_at, again.link) == (post.id, PostState.DRAFT, at(20, 7), post.link)
    assert "20/12/2026" in again.text
    with database.read() as session:
        assert not session.exec(select(Notice).where(Notice.kind == "compose", col(Notice.closed_at).is_(None))).all()


@pytest.mark.parametrize(
    ("purpose", "last"),
    [("before_effect", at(10, 0)), ("effective", at(11, 0)), ("announce", None), ("digest:2026-12", None)],
)
def test_what_is_said_of_a_day_is_true_until_then(purpose: str, last: datetime | None) -> None:
    assert latest(purpose, EFFECT) == last


def test_a_member_that_is_held_leaves_the_digest_that_waits(database: Database) -> None:
    with database.write() as session:
        office = Office(session)
        members = [office.document(session, number, announced_at=None) for number in (27, 28, 29)]
    posts = speak(database, at(25, 0, month=11))
    with database.write() as session:
        session.get_one(Item, members[0]).intake = Intake.HELD
    assert speak(database, at(25, 1, month=11)) == []
    (item_id,) = {post.item_id for post in posts}
    renewed = compose_item(database, item_id, templates=Templates(), public_url=PUBLIC, now=lambda: at(25, 1, month=11))
    assert sorted(renewed) == [post.id for post in posts]
    with database.read() as session:
        facebook = session.exec(select(Post).where(Post.account_id == office.accounts[1])).one()
        assert session.exec(select(RenderJob)).all() == [], "a digest is a post, not a video"
    assert "28/2026/QĐ-UBND" in facebook.text
    assert "27/2026/QĐ-UBND" not in facebook.text
    assert facebook.slot_at == at(25, 8, month=11)


def test_a_digest_that_went_out_is_left_alone(database: Database) -> None:
    with database.write() as session:
        office = Office(session)
        for number in (27, 28):
            office.document(session, number, announced_at=None)
    posts = speak(database, at(25, month=11))
    with database.write() as session:
        session.connection().execute(update(Post).values(state=PostState.PUBLISHED))
        office.document(session, 29, announced_at=None)
    assert speak(database, at(26, month=11)) == []
    with database.read() as session:
        assert session.get_one(Item, posts[0].item_id).revision == 1
        assert session.exec(select(Notice)).all() == []
