"""One door for a post's state: it knows the table, asks what the caller asks, remembers, tells; on both databases."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import ColumnElement, bindparam
from sqlmodel import col, select

from distributor.db import Database
from distributor.models import Post, PostState, PostTransition, WebhookEndpoint, WebhookEvent
from distributor.models.base import UtcDateTime
from distributor.states import (
    FOLLOWING,
    NOT_GONE_OUT,
    MoveRefused,
    PostMove,
    move,
    move_post,
    posts_update,
    update_posts,
)
from tests.support import province
from tests.support.moves import WATCH, Watch

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
SOURCES = ("distributor", "commands", "web", "queue", "supervisor", "loa.py", "worker.py")
S = PostState


@dataclass
class Desk:
    database: Database
    seeded: province.Seeded
    post_ids: list[int]

    def put(self, state: PostState, **columns: object) -> int:
        """The first post, as it is to stand before."""
        with self.database.write() as session:
            post = session.get_one(Post, self.post_ids[0])
            post.state = state
            for name, value in columns.items():
                setattr(post, name, value)
            session.add(post)
        return self.post_ids[0]

    def post(self, post_id: int) -> Post:
        with self.database.read() as session:
            return session.get_one(Post, post_id)

    def history(self, post_id: int) -> list[tuple[str, str, str, str]]:
        with self.database.read() as session:
            rows = session.exec(
                select(PostTransition).where(PostTransition.post_id == post_id).order_by(col(PostTransition.id))
            )
            return [(row.from_state, row.to_state, row.reason, row.by) for row in rows]

    def told(self) -> list[str]:
        with self.database.read() as session:
            return list(session.exec(select(WebhookEvent.kind).order_by(col(WebhookEvent.id))))

    def move(self, before: PostState, after: PostState, *guards: ColumnElement[bool], **wish: Any) -> bool:
        """Of the first post."""
        with self.database.write() as session:
            return move_post(session, self.post_ids[0], before, after, *guards, **{"now": NOW, **wish})


@pytest.fixture
def desk(database: Database) -> Desk:
    with database.write() as session:
        seeded = province.seed_unit(session)
        account = province.seed_rss_account(session, seeded)
        items = [province.seed_item(session, seeded, number, NOW) for number in range(3)]
        post_ids = province.seed_posts(session, seeded, account, items, now=NOW, slots=[NOW] * 3)
        endpoint = WebhookEndpoint(
            unit_id=seeded.unit_id, url="https://noi-nhan.vn/x", created_at=NOW, created_by="lanhdao"
        )
        session.add(endpoint)
    return Desk(database, seeded, list(post_ids))


def test_a_move_sets_the_state_remembers_and_tells(desk: Desk) -> None:
    post_id = desk.put(S.AWAITING_REVIEW, reason="chờ")
    later = NOW + timedelta(hours=1)
    moved = desk.move(S.AWAITING_REVIEW, S.PLANNED, reason="x" * 1200, by="lan", due_at=later, slot_at=later)
    post = desk.post(post_id)
    assert moved
    assert (post.state, post.reason, post.due_at, post.slot_at) == (S.PLANNED, "x" * 1000, later, later)
    assert desk.history(post_id) == [("awaiting_review", "planned", "x" * 1000, "lan")]
    assert desk.told() == ["post.planned"]
    assert all(desk.post(other).reason == "" for other in desk.post_ids[1:])


@pytest.mark.parametrize("before", list(S))
@pytest.mark.parametrize("after", list(S))
def test_what_the_table_lacks_is_refused_before_anything_is_written(before: PostState, after: PostState) -> None:
    class NoSession:
        def connection(self) -> None:
            raise LookupError

    allowed = after in FOLLOWING[before]
    with pytest.raises(LookupError if allowed else MoveRefused):
        move_post(NoSession(), 1, before, after, now=NOW)  # type: ignore[arg-type]


def test_who_comes_second_moves_nothing(desk: Desk) -> None:
    post_id = desk.put(S.SENDING)
    assert not desk.move(S.PLANNED, S.MISSED, reason="muộn")
    assert (desk.post(post_id).state, desk.history(post_id), desk.told()) == (S.SENDING, [], [])


def test_a_guard_that_fails_moves_nothing(desk: Desk) -> None:
    post_id = desk.put(S.DRAFT, revision=3)
    for revision, moves in ((2, False), (3, True)):
        assert desk.move(S.DRAFT, S.AWAITING_REVIEW, col(Post.revision) == revision) is moves
    assert [row[:2] for row in desk.history(post_id)] == [("draft", "awaiting_review")]


def test_a_kept_move_takes_its_parameters_each_time(desk: Desk) -> None:
    kept = PostMove(
        col(Post.due_at) <= bindparam("until", type_=UtcDateTime()),
        noted=False,
        external_url=bindparam("address"),
    )
    post_id = desk.put(S.PLANNED, due_at=NOW)
    for until, moves in ((NOW - timedelta(seconds=1), False), (NOW, True)):
        bound = {"until": until, "address": "https://x.vn/1"}
        with desk.database.write() as session:
            assert kept.make(session, post_id, S.PLANNED, S.SENDING, now=NOW, bound=bound) is moves
    assert (desk.post(post_id).state, desk.post(post_id).external_url) == (S.SENDING, "https://x.vn/1")
    assert desk.history(post_id) == []


def test_what_stays_is_remembered_with_other_words_than_its_reason(desk: Desk) -> None:
    post_id = desk.put(S.AWAITING_REVIEW, reason="chờ người")
    waits = S.AWAITING_REVIEW
    assert desk.move(waits, waits, told="Soạn lại.", keeps_reason=True, revision=0)
    assert (desk.post(post_id).reason, desk.post(post_id).revision) == ("chờ người", 0)
    assert desk.history(post_id) == [("awaiting_review", "awaiting_review", "Soạn lại.", "loa")]
    assert desk.told() == []


def test_a_post_in_hand_is_read_anew_or_the_move_raises(desk: Desk) -> None:
    post_id = desk.put(S.FAILED)
    with desk.database.write() as session:
        post = session.get_one(Post, post_id)
        move(session, post, S.SKIPPED, reason="không cần", now=NOW, by="lan")
        assert (post.state, post.reason, post.due_at) == (S.SKIPPED, "không cần", None)
    with pytest.raises(MoveRefused, match="không thể chuyển sang"), desk.database.write() as session:
        move(session, session.get_one(Post, post_id), S.PUBLISHED, reason="", now=NOW)
    with desk.database.read() as session:
        seen = session.get_one(Post, post_id)
    assert desk.move(S.SKIPPED, S.DRAFT)
    with pytest.raises(MoveRefused, match="vừa được xử lý"), desk.database.write() as session:
        move(session, seen, S.DRAFT, reason="", now=NOW)


def test_many_posts_change_in_one_statement_but_never_their_state(desk: Desk) -> None:
    with desk.database.write() as session:
        assert update_posts(session, col(Post.id).in_(desk.post_ids[:2]), reason="chờ", due_at=None) == 2
    assert [desk.post(post_id).reason for post_id in desk.post_ids] == ["chờ", "chờ", ""]
    with pytest.raises(ValueError, match="move_post"):
        posts_update(col(Post.id) == 1, state=S.PLANNED)


def test_the_table_has_every_state_and_every_state_is_reached() -> None:
    assert set(FOLLOWING) == set(S)
    reached, found = {S.DRAFT, S.AWAITING_REVIEW}, set[PostState]()
    while reached - found:
        found |= reached
        reached |= {after for before in found for after in FOLLOWING[before]}
    assert reached == set(S)
    assert {state for state in S if FOLLOWING[state] <= {state}} == {S.WITHDRAWN, S.CANCELLED}


def test_what_is_out_never_waits_again() -> None:
    """Nothing is sent twice: from a state in which everybody can read the post, none leads back to one that sends."""
    out, found = {S.PUBLISHED}, set[PostState]()
    while out - found:
        found |= out
        out |= {after for before in found for after in FOLLOWING[before]}
    assert not out & {S.SENDING, S.PROCESSING, S.UNKNOWN, *NOT_GONE_OUT}


def test_posts_are_updated_and_made_in_one_place() -> None:
    """Two statements: with the state, and without it. One insert. And one that remembers a move."""
    found: dict[str, list[str]] = {"update": [], "insert": []}
    remembering = []
    for source in SOURCES:
        place = ROOT / source
        for file in [place] if place.suffix == ".py" else sorted(place.rglob("*.py")):
            text, name = file.read_text(encoding="utf-8"), str(file.relative_to(ROOT))
            for what in re.findall(r"\b(update|insert)\(Post\)", text):
                found[what].append(name)
            if re.search(r"insert\(PostTransition\)|(?<!class )\bPostTransition\((?!SQLModel)", text):
                remembering.append(name)
    assert found == {"update": ["distributor/states.py"] * 2, "insert": ["distributor/draft/store.py"]}
    assert remembering == ["distributor/states.py"]


def test_the_watch_over_all_tests_bites(desk: Desk) -> None:
    watch = Watch()
    watch.remembered("draft", "planned")
    assert watch.take() == []
    watch.remembered("published", "planned")
    watch.set_in_hand(str(ROOT / "distributor" / "correct" / "renew.py"), 76)
    watch.set_in_hand(__file__, 1)
    assert watch.take() == [
        "published → planned is not in the state table",
        "distributor/correct/renew.py:76 sets a post's state without move_post",
    ]
    seen = WATCH.seen["draft", "planned"]
    desk.put(S.DRAFT)
    assert desk.move(S.DRAFT, S.PLANNED)
    assert WATCH.seen["draft", "planned"] == seen + 1
