"""`loa run` and the videos of its items: it waits for them, counts them, and says when it ends without one."""

import re
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from commands.one_pass import Pass, hasten, open_work
from commands.pass_report import as_object, in_words
from commands.run_videos import Videos, open_videos, progress, videos_of, waiting_posts
from distributor.db import Database
from distributor.ingest.read import ReadingResult
from distributor.models import Account, Item, Post, PostState, RenderJob
from distributor.models import RenderState as State
from distributor.report.coverage import LedgerWish, coverage
from tests.commands.homes import Answer, Home, checked, write_feed
from tests.support import province
from tests.support.servers import PATIENCE_S

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=6)


class Items:
    """Items with a video each, and a draft on YouTube that waits for it."""

    def __init__(self, database: Database) -> None:
        self.database, self.ids = database, list[int]()
        with database.write() as session:
            self.seeded = province.seed_unit(session)
            account = Account(unit_id=self.seeded.unit_id, channel="youtube", name="YouTube")
            session.add(account)
            session.flush()
            self.account_id = account.id or 0

    def item(self, state: State, *, due_at: datetime | None = NOW, waits: bool = True, revision: int = 1) -> int:
        with self.database.write() as session:
            item_id = province.seed_item(session, self.seeded, len(self.ids), NOW)
            item = session.get_one(Item, item_id)
            item.composed_revision = item.understood_revision = item.revision
            session.add(item)
            session.add(
                RenderJob(
                    unit_id=self.seeded.unit_id,
                    item_id=item_id,
                    shape="9x16",
                    revision=revision,
                    state=state,
                    due_at=due_at,
                    created_at=NOW,
                )
            )
            session.add(
                Post(
                    unit_id=self.seeded.unit_id,
                    account_id=self.account_id,
                    item_id=item_id,
                    purpose="announce",
                    state=PostState.DRAFT if waits else PostState.PUBLISHED,
                    reason="Chờ dựng video." if waits else "",
                    due_at=NOW + timedelta(minutes=4) if waits else None,
                    created_at=NOW,
                )
            )
        self.ids.append(item_id)
        return item_id

    def asked(self, session: Session) -> tuple[int, int]:
        """Open work and open videos."""
        return open_work(session, self.ids, NOW), open_videos(session, self.ids, NOW + timedelta(seconds=90))


@pytest.fixture
def items(database: Database) -> Items:
    return Items(database)


def test_it_waits_while_a_video_is_made_or_about_to_be(items: Items) -> None:
    items.item(State.WANTED)
    items.item(State.RUNNING, due_at=NOW + timedelta(minutes=2))
    items.item(State.DONE, due_at=None, waits=False)
    with items.database.read() as session:
        assert items.asked(session) == (0, 2)
        assert videos_of(session, items.ids) == Videos(made=1, waiting=2, posts=2)
        said = progress(session, items.ids, NOW)
    assert re.fullmatch(r"video: 1/3 đã dựng, đang dựng 0 %, dự kiến xong lúc 15:0\d", said), said


def test_a_post_whose_video_is_there_is_waited_for_while_it_is_drawn(items: Items) -> None:
    """It says why it waited until it is drawn, and whoever draws it has put off its next moment."""
    items.item(State.DONE, due_at=None)
    with items.database.write() as session:
        post = session.get_one(Post, 1)
        post.due_at = NOW + timedelta(seconds=60)
        session.add(post)
    with items.database.read() as session:
        assert items.asked(session) == (1, 0)


def test_one_that_failed_just_now_is_left_and_the_exit_code_says_so(items: Items) -> None:
    items.item(State.WANTED, due_at=NOW + timedelta(minutes=5))
    with items.database.read() as session:
        assert items.asked(session) == (0, 0)
        counted = videos_of(session, items.ids)
        ledger = coverage(session, LedgerWish(item_ids=items.ids))
    passed = Pass(ReadingResult(1, found=1), ledger, {}, counted)
    assert passed.exit_code == 1
    assert as_object(passed)["videos"] == {"made": 0, "failed": 0, "waiting": 1, "posts_waiting": 1}
    assert in_words(passed).splitlines()[-1] == "Video: 0 đã dựng, 1 chưa dựng, 1 bài còn chờ video"


@pytest.mark.parametrize(
    ("videos", "code", "words"),
    [
        (Videos(), 0, ""),
        (Videos(made=3), 0, "3 đã dựng"),
        (Videos(made=2, failed=1), 1, "2 đã dựng, 1 không dựng được"),
        (Videos(made=2, waiting=1), 0, "2 đã dựng, 1 chưa dựng"),
        (Videos(waiting=1, posts=2), 1, "0 đã dựng, 1 chưa dựng, 2 bài còn chờ video"),
    ],
)
def test_the_exit_code_and_the_words(items: Items, videos: Videos, code: int, words: str) -> None:
    with items.database.read() as session:
        passed = Pass(ReadingResult(1, found=0), coverage(session, LedgerWish(item_ids=[0])), {}, videos)
    assert (passed.exit_code, videos.words) == (code, words)


def test_videos_of_older_revisions_and_stale_ones_are_not_counted(items: Items) -> None:
    items.item(State.STALE, due_at=None, waits=False)
    items.item(State.DONE, due_at=None, waits=False, revision=0)
    with items.database.read() as session:
        assert videos_of(session, items.ids) == Videos()
        assert progress(session, items.ids, NOW) == ""


def test_what_was_held_up_by_its_video_keeps_to_no_cadence_either(items: Items) -> None:
    held_up = items.item(State.DONE, due_at=None)
    by_hand = items.item(State.DONE, due_at=None)
    with items.database.read() as session:
        waiting = waiting_posts(session, [held_up])
    with items.database.write() as session:
        for post in (session.get_one(Post, post_id) for post_id in (1, 2)):
            post.state, post.rendered, post.slot_at, post.due_at = PostState.PLANNED, True, LATER, LATER
            session.add(post)
        hasten(session, items.ids, NOW, waiting)
    with items.database.read() as session:
        slots = {post.item_id: post.slot_at for post in (session.get_one(Post, post_id) for post_id in (1, 2))}
    assert slots == {held_up: NOW, by_hand: LATER}


@pytest.mark.slow
def test_a_lone_run_ends_when_its_video_is_public(tmp_path: Path) -> None:
    home = Home(tmp_path / "home", {"LOA_VIDEOS": "1", "LOA_DEMO_CHANNELS": "youtube,rss"})
    source = write_feed(tmp_path / "nguon.xml", [1])
    process = home.begin("run", source, "--json")
    try:
        out, err = process.communicate(timeout=PATIENCE_S)
    finally:
        process.send_signal(signal.SIGKILL)
    answer = checked(Answer(process.returncode, out, err))
    assert answer.code == 0, answer.said
    assert answer.object["totals"] == {"published": 2}
    assert answer.object["videos"]["made"] >= 1
    assert answer.object["videos"] | {"made": 0} == {"made": 0, "failed": 0, "waiting": 0, "posts_waiting": 0}
    assert "đã dựng" in answer.err, "progress is told"
    assert {cell["channel"] for cell in answer.object["coverage"] if cell["url"]} == {"youtube", "rss"}
    home2 = Home(tmp_path / "home", {"LOA_VIDEOS": "1", "LOA_DEMO_CHANNELS": "youtube,rss"})
    left = home2.loa("run", write_feed(tmp_path / "nguon-2.xml", [2]), "--no-videos", "--json")
    assert left.code == 1, "what it does not wait for is not done"
    assert left.object["videos"]["posts_waiting"] == 1
