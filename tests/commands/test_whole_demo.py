"""The whole demo from outside: every account speaks, one decision puts right what all of them said, and Ctrl-C ends it whole."""

import html
import re
import subprocess
import urllib.request
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from distributor.db import Database
from distributor.draft.targets import ERRATA
from distributor.models import (
    Account,
    Correction,
    CorrectionAct,
    CorrectionCause,
    CorrectionState,
    CorrectionStep,
    Item,
    Notice,
    Post,
    PostState,
    RenderJob,
    RenderState,
    StepState,
)
from tests.commands.forked import Forked
from tests.commands.homes import Answer, Home, checked, interrupt, wait_until_gone
from tests.support import province
from tests.support.servers import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
SLUG = "quyet-dinh-27-2026-dien-tich-toi-thieu-tach-thua-dat"
NUMBER = "27/2026/QĐ-UBND"
OLD, NEW = "80 m²", "90 m²"
SHAPE = "9x16"
SAID = {PostState.PUBLISHED, PostState.EDITED}
CHANNELS = ("facebook", "x", "youtube", "zalo", "rss", "manual", "sms")


@dataclass
class Demo:
    home: Home
    database: Database
    forked: Forked
    item_id: int = 0

    def web(self, path: str) -> str:
        return page(f"http://127.0.0.1:{self.home.web_port}{path}")

    def sandbox(self, path: str) -> str:
        return page(f"http://127.0.0.1:{self.home.sandbox_port}{path}")

    def loa(self, *arguments: str) -> Any:
        answer = checked(Answer(**self.forked.run((*arguments, "--json"), {})))
        assert answer.code == 0, answer.said
        return answer.object

    def find_item(self) -> bool:
        with self.database.read() as session:
            found = session.exec(
                select(Item.id).where(col(Item.title).startswith(f"Quyết định số {NUMBER}"), Item.kind == "new_law")
            ).first()
        self.item_id = found or 0
        return found is not None

    def only_its_video(self) -> None:
        """Videos of other items, and shapes that nobody posts, come later: each takes a core for half a minute.

        From the moment that one is wanted, else the worker is quicker.
        """
        other = f"""shape <> '{SHAPE}' OR item_id NOT IN
            (SELECT id FROM item WHERE title LIKE 'Quyết định số {NUMBER}%' AND kind = 'new_law')"""
        put_off = f"UPDATE render_job SET due_at = datetime(due_at, '+1 hour') WHERE state = 'wanted' AND ({other})"
        with self.database.write() as session:
            connection = session.connection()
            connection.exec_driver_sql(put_off)
            connection.exec_driver_sql(
                f"CREATE TRIGGER later AFTER INSERT ON render_job BEGIN {put_off} AND id = NEW.id; END"
            )

    def videos(self) -> set[RenderState]:
        with self.database.read() as session:
            return {RenderState(state) for state in session.exec(select(RenderJob.state))}

    def the_other_videos(self) -> None:
        """What `only_its_video` has put off is due."""
        with self.database.write() as session:
            waiting = update(RenderJob).where(col(RenderJob.state) == RenderState.WANTED)
            session.connection().execute(waiting.values(due_at=datetime.now(UTC)))

    def posts(self, purpose: str = "announce") -> dict[tuple[str, str], Post]:
        """Of the item: channel and name of the account → its post."""
        with self.database.read() as session:
            rows = session.exec(
                select(Post, Account)
                .join(Account, col(Account.id) == col(Post.account_id))
                .where(Post.item_id == self.item_id, col(Post.purpose).startswith(purpose))
            ).all()
            return {(account.channel, account.name): post for post, account in rows}

    def spoken(self) -> dict[str, str]:
        """Account → what became of what it was to say: `said`, `waits` for people, or the reason why it says nothing."""
        with self.database.read() as session:
            rows = session.exec(
                select(Account.name, Account.channel, Post.state, Post.reason).join(
                    Post, col(Post.account_id) == col(Account.id)
                )
            ).all()
        found: dict[str, str] = {}
        for name, channel, state, reason in rows:
            account = f"{channel}: {name}"
            if state in SAID:
                found[account] = "said"
            elif state == PostState.PROCESSING and channel == "manual":
                found.setdefault(account, "waits")
            elif state == PostState.SKIPPED and reason:
                found.setdefault(account, reason)
        return found

    def told(self) -> str:
        return f"{self.spoken()}; {[(key, post.state, post.reason) for key, post in self.posts('').items()]}"

    def hand_over(self) -> list[int]:
        """People publish what waits for them, and record it."""
        done = []
        for (channel, name), post in self.posts().items():
            if channel != "manual":
                continue
            if tiktok := "TikTok" in name:
                package = self.home.path / "tiktok.zip"
                assert "video-1.mp4" in self.loa("handover", str(post.id), "--out", str(package))["files"]
                assert zipfile.is_zipfile(package)
            place = f"https://www.tiktok.com/@mau/video/{post.id}" if tiktok else f"{name}, 17:00 ngày 25/11/2026"
            self.loa("handover", str(post.id), "--done", place, "--by", "lanhdao")
            done.append(post.id or 0)
        return done

    def notices(self) -> set[str]:
        """What people are asked to put right."""
        with self.database.read() as session:
            asked = select(Notice.subject).where(Notice.kind == "correction", col(Notice.closed_at).is_(None))
            return set(session.exec(asked))

    def steps(self) -> dict[int, CorrectionStep]:
        """The decided correction's steps by post."""
        with self.database.read() as session:
            rows = session.exec(
                select(CorrectionStep)
                .join(Correction, col(Correction.id) == col(CorrectionStep.correction_id))
                .where(Correction.item_id == self.item_id, Correction.cause == CorrectionCause.REVISED)
            ).all()
        return {step.post_id: step for step in rows}


def page(address: str) -> str:
    with urllib.request.urlopen(address, timeout=20) as answer:
        text: str = answer.read().decode()
    return html.unescape(text)


def is_out(demo: Demo) -> bool:
    """The item stands on every account that announces it; people have what they are to publish."""
    posts = demo.posts()
    states = {channel: {post.state for (of, _), post in posts.items() if of == channel} for channel in CHANNELS}
    machines = all(states[channel] == {PostState.PUBLISHED} for channel in ("facebook", "x", "youtube", "zalo", "rss"))
    return machines and states["manual"] == {PostState.PROCESSING} and states["sms"] == {PostState.SKIPPED}


def test_every_account_speaks_and_one_decision_puts_right_what_all_said(tmp_path: Path) -> None:
    settings = {"LOA_DEMO_CHANNELS": "", "LOA_VIDEOS": "1", "LOA_SANDBOX_PUBLISH_EVERY": "0"}
    home = Home(tmp_path, settings)
    with home.up() as process:
        with Forked(home.environment) as forked:
            demo = Demo(home, home.database(), forked)
            demo.only_its_video()
            wait_until(demo.find_item, "the decision is read")
            wait_until(lambda: is_out(demo), demo.told)
            wait_until(lambda: len(demo.spoken()) == 8, demo.told)
            assert {account.partition(":")[0] for account in demo.spoken()} == set(CHANNELS)
            assert not has_problems(demo)
            every_screen_says(demo, OLD, NEW)
            put_right(demo)
        ends_in_the_midst_of_a_video(demo, process)
        demo.database.dispose()


def has_problems(demo: Demo) -> list[dict[str, Any]]:
    findings = demo.loa("doctor")
    named = {
        finding["name"].partition("(")[2].partition(",")[0] for finding in findings if "Tài khoản" in finding["name"]
    }
    assert named == set(CHANNELS)
    return [finding for finding in findings if finding["ok"] is not True]


def ends_in_the_midst_of_a_video(demo: Demo, process: subprocess.Popen[str]) -> None:
    """The worker's own child draws it: Ctrl-C leaves no process and nothing half-made."""
    demo.the_other_videos()
    wait_until(lambda: {RenderState.DONE, RenderState.RUNNING} <= demo.videos(), "one is made, another begun")
    ended = interrupt(process)
    assert ended.code == 0, ended.err
    assert "Đã dừng" in ended.err
    wait_until_gone(demo.home)
    assert RenderState.RUNNING not in demo.videos(), "what was begun is given back"
    assert not list((demo.home.path / "work").iterdir())


def put_right(demo: Demo) -> None:
    by_hand = demo.hand_over()
    province.call(
        "POST",
        f"http://127.0.0.1:{demo.home.sandbox_port}/_sandbox/huonggiang/change",
        {"slug": SLUG, "old": OLD, "new": NEW},
    )
    wait_until(
        lambda: any(subject.startswith("correction:") for subject in demo.notices()),
        "the change is seen and a correction proposed",
    )
    proposed = demo.loa("correct", str(demo.item_id))
    acts = {(step["channel"], step["act"]) for step in proposed["steps"]}
    assert acts == {
        ("facebook", CorrectionAct.REPLACE),
        ("x", CorrectionAct.REPLACE),
        ("youtube", CorrectionAct.REPLACE),
        ("zalo", CorrectionAct.EDIT),
        ("rss", CorrectionAct.EDIT),
        ("manual", CorrectionAct.BY_HAND),
    }
    decided = demo.loa("correct", str(demo.item_id), "--approve", proposed["mark"], "--by", "lanhdao")
    assert decided["state"] == CorrectionState.APPROVED
    assert demo.notices() == {f"post:{post}" for post in by_hand}
    for post in by_hand:
        demo.loa("correct", "--done", str(post), "--by", "lanhdao")

    wait_until(lambda: is_said_anew(demo), demo.told)
    every_screen_says(demo, NEW, OLD)
    steps = demo.steps()
    out = {post.id for post in demo.posts().values() if post.state != PostState.SKIPPED}
    assert set(steps) == out
    assert {step.state for step in steps.values()} == {StepState.DONE}
    assert {post.state for post in demo.posts().values()} == {
        PostState.EDITED, PostState.WITHDRAWN, PostState.SKIPPED,
    }  # fmt: skip
    assert demo.notices() == set()


def is_said_anew(demo: Demo) -> bool:
    return [post.state for post in demo.posts(ERRATA).values()] == [PostState.PUBLISHED] * 3


def every_screen_says(demo: Demo, now: str, before: str) -> None:
    """What citizens read on each platform: `now`, and nowhere `before`. A reader of feeds may come some seconds later."""
    for name, screen in screens_of(demo).items():

        def is_said(screen: Callable[[], str] = screen) -> bool:
            return says(screen(), now, before)

        wait_until(is_said, f"{name} says {now}")


def says(text: str, now: str, before: str) -> bool:
    return f"tại xã {now}" in text and f"tại xã {before}" not in text


def screens_of(demo: Demo) -> dict[str, Callable[[], str]]:
    """Name → what stands there now. Of the item's posts the newest on each account is looked for."""
    shown = {**demo.posts(), **demo.posts(ERRATA)}
    address = {channel: post.external_url for (channel, _), post in shown.items()}
    return {
        "Facebook": lambda: page(address["facebook"].rpartition("/")[0]),
        "X": lambda: page(address["x"].partition("/status/")[0]),
        "YouTube": lambda: "".join(page(each) for each in public_videos(demo, address["youtube"])),
        "Zalo": lambda: page(address["zalo"]),
        "the feed": lambda: demo.web("/feeds/phap-luat.rss"),
        "a reader of the feed": lambda: page(f"http://127.0.0.1:{demo.home.sandbox_port}/doc-bao"),
    }


def public_videos(demo: Demo, address: str) -> list[str]:
    """Addresses of the videos about the item that everybody sees on the channel of the video at `address`."""
    channel, _, _ = address.rpartition("/video/")
    seen = page(channel).partition("YouTube Studio")[0]  # below stands what only its owner sees
    base = address.partition("/man-hinh/")[0]
    found = dict.fromkeys(re.findall(r'href="(/man-hinh/youtube/[^"]+/video/[^"]+)"', seen))
    assert address.removeprefix(base) in found
    with demo.database.read() as session:
        ours = set(session.exec(select(Post.external_url).where(Post.item_id == demo.item_id)))
    return [f"{base}{path}" for path in found if f"{base}{path}" in ours]
