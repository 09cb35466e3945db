"""A comment under a video of the sandbox becomes a case, its answer stands in its thread once; and what talking may cost."""

import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import imageio_ffmpeg
import pytest
import requests
from sqlmodel import Session, select

from distributor.cases.allowance import TalkAllowance, allowance_of, cap_of, give_back, take_reading, take_reply
from distributor.cases.collect import read_comments, watch_posts
from distributor.cases.store import hide_message
from distributor.db import Database
from distributor.models import (
    Account,
    CaseReplyState,
    CaseState,
    CommentWatch,
    ReadUse,
    Staff,
)
from distributor.staff.deeds import Actor
from tests.cases.conftest import AheadClock, Talk, make_carrier, stand_published
from tests.sandbox.running import Sandbox
from tests.sandbox.test_youtube import Channel
from tests.support import province

SAID = "Mời bác xem Điều 5 của Quyết định."
SQLITE_ONLY = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
DROPS = {"youtube": {"accept_then_drop": 1.0, "only": "publish", "seed": 3}}


class VideoTalk(Talk):
    def write(self, text: str, author: str = "Trần Văn Mẫu", parent: str = "") -> str:
        wishes = {"video": self.post, "text": text, "author": author, "parent": parent}
        written: str = self.sandbox.control("POST", "/youtube/comments", wishes)["id"]
        return written

    def seen(self, text: str) -> list[dict[str, object]]:
        comments = self.sandbox.get("/_sandbox/youtube")["comments"]
        return [one for one in comments if (one["video"], one["text"], one["deleted"]) == (self.post, text, False)]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-f", "lavfi", "-i", "testsrc=size=64x64:rate=5"]
    subprocess.run([*command, "-t", "1", "-pix_fmt", "yuv420p", "-c:v", "libx264", str(path)], check=True)
    return path.read_bytes()


@pytest.fixture
def video(database: Database, tmp_path: Path, citizens_sandbox: Sandbox, clip: bytes) -> Iterator[VideoTalk]:
    """A published video of a channel that has a spokesperson."""
    clock, sandbox = AheadClock(), citizens_sandbox
    sandbox.control("PUT", "/weather", {"youtube": {}})
    sandbox.control("PUT", "/youtube", {"processing_s": 0, "comments_disabled": False})
    carrier = make_carrier(database, tmp_path / "home", clock)
    now = clock.now()
    with database.write() as session:
        seeded = province.seed_unit(session)
        account = province.seed_sandbox_account(session, seeded, carrier.vault, sandbox.base_url, "youtube")
        channel = Channel(
            sandbox, {"channel_id": account.settings["channel_id"], **carrier.vault.open(account.credentials)}
        )
        uploaded = channel.upload(clip)["id"]
        assert channel.publish(uploaded).status_code == 200
        post_id, account_id = stand_published(session, seeded, account, uploaded, now), account.id or 0
    yield VideoTalk(carrier, database, clock, sandbox, seeded, account_id, post_id, uploaded)
    carrier.incarnation.close()


@SQLITE_ONLY
def test_a_comment_under_a_video_is_answered_once_also_when_the_answer_is_lost(video: VideoTalk) -> None:
    asked = video.write("Tách thửa cần bao nhiêu m²?")
    video.write("Ở xã thì sao ạ?", parent=asked)
    video.write("Video dễ hiểu quá, cảm ơn Sở!", "Lê Thị Thử")
    video.read()
    video.read()
    first, further = sorted(video.messages(), key=lambda one: one.parent_id)
    assert (first.external_id, first.author, further.parent_id) == (asked, "@Trần Văn Mẫu", asked)
    assert first.url.endswith(f"&lc={asked}")
    assert first.case_id == further.case_id, "one person's under one video"
    video.sandbox.control("PUT", "/weather", DROPS)
    reply_id = video.confirm(further, SAID)
    video.carry()
    assert video.reply(reply_id).state is CaseReplyState.UNKNOWN
    video.sandbox.control("PUT", "/weather", {"youtube": {}})
    video.clock.move(seconds=5)
    assert video.carry() == 1
    [stands] = video.seen(SAID)
    sent = video.reply(reply_id)
    assert (sent.state, sent.external_id, stands["parent"]) == (CaseReplyState.SENT, stands["id"], asked)
    assert [case.state for case in video.cases()] == [CaseState.ANSWERED]
    video.read()
    assert len(video.messages()) == 2, "the channel's own answer is no question"


@SQLITE_ONLY
def test_what_is_held_back_is_not_taken_for_deleted_and_what_is_deleted_is(video: VideoTalk) -> None:
    held, gone = video.write("Quảng cáo vay tiền"), video.write("Hỏi", "Lê Thị Thử")
    video.read()
    [message] = [one for one in video.messages() if one.external_id == held]
    with video.database.write() as session:
        actor = Actor(session.get_one(Staff, video.seeded.staff_id), video.clock.now())
        hide_message(session, actor, message.case_id, message.id or 0, "Quảng cáo")
    video.carry()
    page = f"{video.sandbox.base_url}/man-hinh/youtube/x/video/{video.post}/binh-luan"
    requests.post(page, data={"delete": gone}, timeout=10, allow_redirects=False).raise_for_status()
    video.read()
    hidden, deleted = sorted(video.messages(), key=lambda one: one.external_id != held)
    assert (hidden.external_id, hidden.hidden, hidden.deleted_at) == (held, True, None)
    assert deleted.deleted_at is not None
    [shown] = video.seen("Quảng cáo vay tiền")
    assert shown["status"] == "heldForReview"


@SQLITE_ONLY
def test_a_video_without_comments_is_not_asked_again(video: VideoTalk) -> None:
    video.sandbox.control("PUT", "/youtube", {"comments_disabled": True})
    with video.database.write() as session:
        watch_posts(session, video.clock.now())
    assert read_comments(video.carrier, video.account_id) == 0
    with video.database.read() as session:
        assert session.get_one(CommentWatch, video.post_id).due_at is None


PACIFIC_NOON = datetime(2026, 11, 28, 20, tzinfo=UTC)
IN_MONEY = TalkAllowance(0.5, 0.0, 0.0, 1.0, "comments_usd_a_month", 60, "Asia/Ho_Chi_Minh", ())


def account_of(session: Session, **settings: object) -> Account:
    seeded = province.seed_unit(session)
    account = Account(unit_id=seeded.unit_id, channel="youtube", name="Kênh", settings=settings, limits={})
    session.add(account)
    session.flush()
    return account


def test_readings_leave_units_for_replies_and_the_next_day_has_them_all_again(database: Database) -> None:
    allowance = allowance_of("youtube")
    assert allowance is not None
    with database.write() as session:
        account = account_of(session)
        taken = 0
        while take_reading(session, account, allowance, PACIFIC_NOON) is None:
            taken += 1
        assert taken == int(allowance.a_day * allowance.reading_share / allowance.a_reading)
        until = take_reading(session, account, allowance, PACIFIC_NOON)
        assert until == datetime(2026, 11, 29, 8, tzinfo=UTC), "midnight in Los Angeles"
        replies = 0
        while take_reply(session, account, allowance, PACIFIC_NOON) is None:
            replies += 1
        assert replies == int(allowance.a_day * (1 - allowance.reading_share) / allowance.a_reply)
        assert take_reading(session, account, allowance, until) is None


def test_what_was_set_aside_and_not_needed_is_given_back(database: Database) -> None:
    allowance = allowance_of("youtube")
    assert allowance is not None
    with database.write() as session:
        account = account_of(session)
        take_reading(session, account, allowance, PACIFIC_NOON)
        give_back(session, account.id or 0, date(2026, 11, 28), allowance.a_reading - 2)
        assert session.exec(select(ReadUse.comments)).one() == 2


def test_money_is_counted_by_the_month_and_never_beyond_the_cap(database: Database) -> None:
    with database.write() as session:
        account = account_of(session, comments_usd_a_month="1,2")
        days = [datetime(2026, 11, day, 3, tzinfo=UTC) for day in (2, 20, 28)]
        waits = [take_reading(session, account, IN_MONEY, day) for day in days]
        assert waits == [None, None, datetime(2026, 11, 30, 17, tzinfo=UTC)], "0,50 and 0,50 of 1,20"
        assert take_reading(session, account, IN_MONEY, datetime(2026, 12, 1, 3, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("said", "cap"),
    [
        ("5", 5.0),
        ("2,50", 2.5),
        (3, 3.0),
        ("", None),
        ("0", None),
        ("-1", None),
        ("năm", None),
        ("inf", None),
        (None, None),
        ("nan", None),
    ],
)
def test_a_cap_is_an_amount(said: object, cap: float | None) -> None:
    assert cap_of(IN_MONEY, {"comments_usd_a_month": said}) == cap
