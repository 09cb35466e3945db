"""Exactly once on every channel: pictures, albums, videos, reels, articles, feeds and hand-over, in bad weather and under kills.

The weather accepts and hangs up, answers 500, throttles; the worker is killed with SIGKILL each time at a moment told by the
number of requests that the platforms have seen, and Valkey is emptied. At the end the platforms' own state is counted.

On SQLite: `test_faults.py` has the claims on both, and the storm has all channels on PostgreSQL.
"""

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, func, select

from distributor.models import Account, Attempt, Post, PostState, PostTransition
from distributor.outgoing.post import CAPTIONS, COVER
from distributor.settings import Settings
from distributor.vault import open_vault
from tests.support import province, servers, workers
from tests.support.fates import (
    Library,
    Seen,
    counted,
    look_at,
    make_library,
    open_notices,
    told_of_unsettled,
    unsettled,
)
from tests.support.workers import Running

CALLING = ("youtube", "zalo", "facebook", "x")
"""Channels whose platform is called."""
KILLS = 6
STORM = {"accept_then_drop": 0.10, "error_500": 0.06, "throttle": 0.03, "throttle_s": 1, "latency_ms": [20, 120]}
WEATHER: dict[str, dict[str, Any]] = {
    "facebook": {**STORM, "only": "publish", "seed": 7},
    "x": {**STORM, "only": "publish", "seed": 11},
    "youtube": {**STORM, "seed": 13},
    "zalo": {**STORM, "seed": 17},
}
"""Of YouTube and Zalo every call is met: each of their walks has one publishing step among many."""
ZALO = {**province.QUICK, "minimum_interval_s": 0.1}
STAGGER_S = 0.5


def seed(session: Session, settings: Settings, sandbox_url: str, library: Library) -> None:
    seeded = province.seed_unit(session)
    now = datetime.now(UTC)
    vault = open_vault(settings.home)
    limits = {"zalo": ZALO}
    accounts = {
        channel: province.seed_sandbox_account(
            session, seeded, vault, sandbox_url, channel, limits=limits.get(channel, province.QUICK)
        )
        for channel in CALLING
    }
    accounts["rss"] = province.seed_rss_account(session, seeded)
    accounts["manual"] = province.seed_manual_account(session, seeded)
    first, *_rest = library.pictures
    dressed = {COVER: first, CAPTIONS: [library.captions]}
    wanted: list[tuple[str, int, tuple[str, ...], dict[str, Any]]] = [
        ("facebook", 10, (), {}),
        ("facebook", 14, (first,), {}),
        ("facebook", 8, library.pictures, {}),
        ("facebook", 3, (library.lying,), dressed),
        ("facebook", 3, (library.standing,), dressed),
        ("x", 10, (), {}),
        ("x", 10, (first,), {}),
        ("x", 6, (library.standing,), {}),
        ("youtube", 8, (library.standing,), dressed),
        ("zalo", 12, (first,), {}),
        ("rss", 20, (first,), {}),
        ("manual", 10, (library.standing,), {}),
    ]
    number = 0
    for channel, count, files, told in wanted:
        items = [province.seed_item(session, seeded, number + each, now) for each in range(count)]
        number += count
        # Not all at once: there is something to do on each channel at every kill.
        slots = [now + timedelta(seconds=STAGGER_S * each) for each in range(count)]
        province.seed_posts(session, seeded, accounts[channel], items, now=now, slots=slots, files=files, settings=told)


def set_rules(sandbox_url: str) -> None:
    """Platforms that work fast; their weather."""
    for name in ("graph", "youtube", "zalo"):
        province.call("PUT", f"{sandbox_url}/_sandbox/{name}", {"processing_s": 0.5})
    province.call("PUT", f"{sandbox_url}/_sandbox/weather", WEATHER)


def sending(run: Running, channel: str) -> bool:
    with run.database.read() as session:
        statement = (
            select(func.count())
            .select_from(Post)
            .join(Account, col(Account.id) == col(Post.account_id))
            .where(Post.state == PostState.SENDING, Account.channel == channel)
        )
        return session.exec(statement).one() > 0


def asked(run: Running) -> int:
    """How many requests the platforms have seen."""
    return int(province.call("GET", f"{run.sandbox_url}/_sandbox/requests.json?since=999999999")["last"])


def let_it_storm(run: Running, chance: random.Random) -> None:
    """Kill the worker in the middle of each channel in turn."""
    for number in range(KILLS):
        channel = CALLING[number % len(CALLING)]
        wanted = asked(run) + chance.randrange(5, 40)

        def moment(channel: str = channel, wanted: int = wanted) -> bool:
            return (asked(run) >= wanted and sending(run, channel)) or channel not in unsettled(run)

        servers.wait_until(moment, lambda: told_of_unsettled(run))
        workers.kill(run.parts["worker"])
        if number == KILLS // 2:
            workers.empty_valkey(run)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_post_once_on_every_channel(
    tmp_path: Path, database_url: str, record_property: Callable[[str, object], None]
) -> None:
    started = datetime.now(UTC)
    with (
        servers.sandbox(tmp_path / "sandbox", "--no-clicks") as sandbox_url,
        workers.running(tmp_path / "home", database_url, sandbox_url) as run,
    ):
        set_rules(sandbox_url)
        with run.database.write() as session:
            seed(session, run.settings, sandbox_url, make_library(session, run.settings, tmp_path))
        let_it_storm(run, random.Random(471))
        # A cover or captions are given up after six tries, and those waits double up to minutes: the test does not outlast them.
        province.call("PUT", f"{sandbox_url}/_sandbox/weather", {**WEATHER, "youtube": {"seed": 13}})
        servers.wait_until(lambda: not unsettled(run), lambda: told_of_unsettled(run), look_s=0.2)
        seen = look_at(run)
        for channel, told in counted(run, seen).items():
            record_property(channel, told)
        record_property("seconds", round((datetime.now(UTC) - started).total_seconds()))
        for channel in ("facebook", "x", "youtube", "rss"):
            _assert_once(seen[channel], with_files=channel != "rss")
        _assert_dressed(sandbox_url, seen["youtube"], record_property)
        _assert_told_at_most_once(run, seen["zalo"], record_property)
        _assert_handed_over_once(run, seen["manual"])
        with run.database.read() as session:
            died = session.exec(select(func.count()).where(Attempt.outcome == "died")).one()
    assert died >= KILLS // 2, "hardly a kill hit a call: the test proved little"


def _assert_once(posts: list[Seen], *, with_files: bool) -> None:
    """On the platform once, with its files in order; and what we hold to be the post is it."""
    assert {one.code: len(one.shown) for one in posts} == {one.code: 1 for one in posts}
    assert {one.code: one.shown[0]["id"] for one in posts} == {one.code: one.receipt for one in posts}
    if with_files:
        shown = {one.code: tuple(file["sha256"] for file in one.shown[0]["media"]) for one in posts}
        assert shown == {one.code: one.files for one in posts}


def _assert_dressed(sandbox_url: str, posts: list[Seen], record_property: Callable[[str, object], None]) -> None:
    """Each post is one public video, with cover, captions and its playlist; nothing of another upload was left anywhere."""
    videos = province.call("GET", f"{sandbox_url}/_sandbox/youtube")["videos"]
    public = [video for video in videos if video["shown"]]
    record_property("youtube videos left private", len(videos) - len(public))
    assert sorted(video["id"] for video in public) == sorted(one.receipt for one in posts)
    assert len(videos) == len(public)
    for video in public:
        assert video["thumbnail"]
        assert [one["language"] for one in video["captions"]] == ["vi"]
        assert video["playlists"] == ["Pháp luật với người dân"]
        assert not any(tag.startswith("loa-") for tag in video["tags"])


def _assert_told_at_most_once(run: Running, posts: list[Seen], record_property: Callable[[str, object], None]) -> None:
    """One article a post is seen, followers are told of it once at most, and who may not have been told is shown to a person."""
    held = province.call("GET", f"{run.sandbox_url}/_sandbox/zalo")
    articles = Counter(article["title"] for article in held["articles"] if article["shown"])
    assert articles == {one.post.title: 1 for one in posts}
    title_of = {article["id"]: article["title"] for article in held["articles"]}
    told = Counter(title_of[one["article"]] for one in held["broadcasts"])
    sent = [one for one in posts if one.post.state is PostState.PUBLISHED]
    unknown = [one for one in posts if one.post.state is PostState.UNKNOWN]
    left = len(held["articles"]) - len(posts)
    record_property("zalo followers", f"told {len(told)}, twice {sum(count > 1 for count in told.values())}")
    record_property("zalo articles left hidden", left)
    assert not [title for title, count in told.items() if count > 1]
    assert len(sent) + len(unknown) == len(posts)
    assert {one.post.title for one in sent} <= set(told)
    assert open_notices(run, "unknown") >= {f"post:{one.post.id}" for one in unknown}


def _assert_handed_over_once(run: Running, posts: list[Seen]) -> None:
    """People are called once to each, and nothing says that it is published."""
    with run.database.read() as session:
        calls = session.exec(
            select(PostTransition.post_id, func.count())
            .where(PostTransition.to_state == PostState.PROCESSING.value)
            .where(col(PostTransition.post_id).in_([one.post.id for one in posts]))
            .group_by(col(PostTransition.post_id))
        ).all()
    assert dict(calls) == {one.post.id: 1 for one in posts}
    assert {one.receipt for one in posts} == {""}
    assert open_notices(run, "handover") == {f"post:{one.post.id}" for one in posts}
