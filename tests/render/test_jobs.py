"""Videos as claimed rows, on both databases: wanted once, made by one, given back, tried again, failed with a reason."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from distributor.compose.templates import Templates
from distributor.db import Database
from distributor.media.store import MediaStore
from distributor.models import Account, Intake, Item, Media, Notice, Post, PostState, RenderJob, RenderState
from distributor.render import jobs
from distributor.render.jobs import LEASE, MOST_CLAIMS, WAITS, Workshop, make_job
from distributor.render.video import child
from distributor.render.video.board import Storyboard
from distributor.render.video.make import VideoFiles
from distributor.render.video.preflight import preflight
from distributor.render.wanted import want_shapes, want_videos
from distributor.render.week import bounds_of, members_of, period_text, want_months, want_weeks
from tests.support import province
from tests.support.servers import wait_until

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


class Studio:
    """A unit with items, and the workshop under test."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.now, self.folder = database, NOW, folder
        self.store, self.stopping = MediaStore(folder / "media"), threading.Event()
        with database.write() as session:
            self.seeded = province.seed_unit(session)
        self.workshop = Workshop(
            database=database,
            store=self.store,
            templates=Templates(),
            now=lambda: self.now,
            home=folder,
            work_folder=folder / "work",
            sample=True,
            public_url="https://phapluat.huonggiang.example",
            stopping=self.stopping,
        )
        self.number = 0

    def item(self, **values: object) -> int:
        self.number += 1
        with self.database.write() as session:
            item_id = province.seed_item(session, self.seeded, self.number, self.now)
            item = session.get_one(Item, item_id)
            for name, value in values.items():
                setattr(item, name, value)
            session.add(item)
        return item_id

    def change(self, item_id: int, **values: object) -> None:
        with self.database.write() as session:
            item = session.get_one(Item, item_id)
            for name, value in values.items():
                setattr(item, name, value)
            session.add(item)

    def want(self, item_id: int) -> list[RenderJob]:
        with self.database.write() as session:
            want_videos(session, session.get_one(Item, item_id), self.now)
        return self.jobs(item_id)

    def want_recorded(self, item_id: int, recording: bytes) -> int:
        """A video with a narration by staff; the id of its job."""
        file = self.folder / "giong-doc.wav"
        file.write_bytes(recording)
        kept = self.store.put_file(file, "audio/wav")
        with self.database.write() as session:
            want_shapes(session, session.get_one(Item, item_id), ["9x16"], self.now, recording=kept.sha256)
        return next(job.id or 0 for job in self.jobs(item_id) if job.shape == "9x16")

    def jobs(self, item_id: int) -> list[RenderJob]:
        with self.database.read() as session:
            return list(session.exec(select(RenderJob).where(RenderJob.item_id == item_id).order_by(col(RenderJob.id))))

    def job(self, job_id: int) -> RenderJob:
        with self.database.read() as session:
            return session.get_one(RenderJob, job_id)

    def left_behind(self) -> list[Path]:
        work = self.folder / "work"
        return list(work.iterdir()) if work.exists() else []


@pytest.fixture
def studio(database: Database, tmp_path: Path) -> Studio:
    return Studio(database, tmp_path)


def test_an_item_wants_its_shapes_once_and_a_revision_makes_the_old_ones_stale(studio: Studio) -> None:
    item_id = studio.item()
    assert [job.shape for job in studio.want(item_id)] == ["9x16", "16x9"]
    assert len(studio.want(item_id)) == 2
    with studio.database.write() as session:
        session.get_one(Item, item_id).revision = 2
    states = [(job.revision, job.state) for job in studio.want(item_id)]
    assert states == [(1, RenderState.STALE)] * 2 + [(2, RenderState.WANTED)] * 2


@pytest.mark.parametrize("values", [{"intake": Intake.HELD}, {"kind": "statistics"}])
def test_what_is_held_or_never_posted_wants_none(studio: Studio, values: dict[str, object]) -> None:
    assert studio.want(studio.item(**values)) == []


@pytest.fixture(scope="module")
def films() -> list[VideoFiles]:
    return []


@pytest.fixture
def made_once(
    films: list[VideoFiles], tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The renderer makes its film for the one database; for the other its files are there at once, as they were made."""
    real = child.run_storyboard

    @contextmanager
    def run(board: Storyboard, *, report: Callable[[int], bool], **how: Any) -> Iterator[VideoFiles]:
        if films:
            assert report(100)
            yield films[0]
            return
        with real(board, report=report, **how) as files:
            kept = shutil.copytree(files.video.parent, tmp_path_factory.mktemp("film") / "kept")
            there: dict[str, Any] = {
                name: kept / value.name for name, value in vars(files).items() if isinstance(value, Path)
            }
            films.append(replace(files, **there))
            yield files

    monkeypatch.setattr(jobs, "run_storyboard", run)


@pytest.mark.slow
@pytest.mark.usefixtures("made_once")
def test_a_video_is_made_kept_and_passes_the_rules_of_its_outlets(studio: Studio) -> None:
    job_id = studio.want(studio.item())[1].id or 0
    assert make_job(studio.workshop, job_id)
    job = studio.job(job_id)
    assert (job.state, job.progress, job.token, job.due_at) == (RenderState.DONE, 100, "", None)
    assert preflight(studio.store.path_of(job.video), "x") == []
    assert studio.store.path_of(job.vtt).read_text(encoding="utf-8").startswith("WEBVTT")
    with studio.database.read() as session:
        media = session.get_one(Media, job.video)
    assert (media.mime, media.width, media.height) == ("video/mp4", 1280, 720)
    assert media.duration_ms == round(job.seconds * 1000)
    assert studio.left_behind() == []
    assert not make_job(studio.workshop, job_id), "what is done is not made again"


def test_a_recording_that_is_none_fails_with_words_and_is_tried_a_few_times(studio: Studio) -> None:
    job_id = studio.want_recorded(studio.item(), b"day khong phai am thanh")
    for wait in WAITS:
        assert not make_job(studio.workshop, job_id)
        job = studio.job(job_id)
        assert (job.state, job.due_at) == (RenderState.WANTED, studio.now + wait)
        assert not make_job(studio.workshop, job_id), "not before its time"
        studio.now += wait
    assert not make_job(studio.workshop, job_id)
    job = studio.job(job_id)
    assert (job.state, job.due_at) == (RenderState.FAILED, None)
    assert job.reason
    with studio.database.read() as session:
        assert job.reason[:100] in session.exec(select(Notice.text).where(Notice.kind == "video")).one()
    assert studio.left_behind() == []


def test_who_must_stop_gives_the_video_back(studio: Studio) -> None:
    job_id = studio.want(studio.item())[0].id or 0
    studio.stopping.set()
    assert not make_job(studio.workshop, job_id)
    job = studio.job(job_id)
    assert (job.state, job.tries, job.token, job.due_at) == (RenderState.WANTED, 0, "", studio.now)
    assert studio.left_behind() == []


def test_a_claim_that_stands_is_left_alone_and_one_that_ended_is_taken(studio: Studio) -> None:
    job_id = studio.want_recorded(studio.item(), b"-")
    with studio.database.write() as session:
        job = session.get_one(RenderJob, job_id)
        job.state, job.token, job.due_at = RenderState.RUNNING, "ai-khac", NOW + LEASE
    assert not make_job(studio.workshop, job_id)
    assert studio.job(job_id).token == "ai-khac"
    studio.now += LEASE + timedelta(seconds=1)
    make_job(studio.workshop, job_id)
    assert studio.job(job_id).tries == 1, "its holder died: another tried it"


def test_a_video_whose_renderers_die_is_given_up_and_told(studio: Studio) -> None:
    job_id = studio.want(studio.item())[0].id or 0
    with studio.database.write() as session:
        job = session.get_one(RenderJob, job_id)
        job.state, job.token, job.due_at, job.tries = RenderState.RUNNING, "da-chet", NOW - LEASE, MOST_CLAIMS
    assert not make_job(studio.workshop, job_id)
    job = studio.job(job_id)
    assert (job.state, job.due_at) == (RenderState.FAILED, None)
    with studio.database.read() as session:
        assert "nhiều lần" in session.exec(select(Notice.text).where(Notice.kind == "video")).one()
    (again, *_) = studio.want(job.item_id)
    assert (again.state, again.tries, again.reason) == (RenderState.WANTED, 0, ""), "composed anew, it is tried anew"


@pytest.mark.slow
def test_a_child_that_says_nothing_keeps_its_claim_and_is_ended(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its voice never ends."""
    monkeypatch.setattr(child, "TICK_S", 0.2)
    monkeypatch.setattr(child, "SILENCE_S", 4.0)
    voice = (
        'command = ["sh", "-c", "sleep 90", "{text_file}", "{wav_file}"]\ntimeout = 80.0\nuse_for_samples = "command"'
    )
    (studio.folder / "video.toml").write_text(f"[voice]\n{voice}\n", encoding="utf-8")
    job_id = studio.want(studio.item())[1].id or 0
    began, renewed = studio.now, list[timedelta]()

    def later() -> datetime:
        studio.now += timedelta(seconds=1)
        renewed.append(studio.now - began)
        return studio.now

    assert not make_job(replace(studio.workshop, now=later), job_id)
    assert len(renewed) > 8, "the claim was renewed while nothing was heard"
    assert "không tiến triển" in studio.job(job_id).reason
    assert studio.left_behind() == []
    studio.now += WAITS[0]
    threading.Timer(1.0, studio.stopping.set).start()
    assert not make_job(studio.workshop, job_id)
    assert (studio.job(job_id).state, studio.job(job_id).tries) == (RenderState.WANTED, 1), (
        "a stop does not wait for it"
    )


@pytest.mark.parametrize("values", [{"intake": Intake.HELD}, {"revision": 2}])
def test_an_item_that_was_held_or_revised_meanwhile_gets_no_video(studio: Studio, values: dict[str, object]) -> None:
    """Before it is composed again, that is before its videos are called stale."""
    item_id = studio.item()
    job_id = studio.want(item_id)[0].id or 0
    studio.change(item_id, **values)
    assert not make_job(studio.workshop, job_id)
    job = studio.job(job_id)
    assert (job.state, job.token, job.due_at, job.video) == (RenderState.STALE, "", None, "")


def test_a_video_of_an_item_that_staff_took_again_is_wanted_again(studio: Studio) -> None:
    item_id = studio.item()
    job_id = studio.want(item_id)[0].id or 0
    studio.change(item_id, intake=Intake.HELD)
    make_job(studio.workshop, job_id)
    studio.change(item_id, intake=Intake.TAKEN)
    assert studio.want(item_id)[0].state is RenderState.WANTED


@pytest.mark.slow
def test_an_item_that_is_held_while_its_video_is_made_keeps_none(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is it made to its end."""
    monkeypatch.setattr(jobs, "_keep", lambda *_given: pytest.fail("it was made to its end"))
    item_id = studio.item()
    job_id = studio.want(item_id)[1].id or 0

    def hold() -> None:
        wait_until(lambda: studio.job(job_id).progress > 0, "its renderer is at work")
        studio.change(item_id, intake=Intake.HELD)

    holding = threading.Thread(target=hold)
    holding.start()
    assert not make_job(studio.workshop, job_id)
    holding.join()
    assert (studio.job(job_id).state, studio.job(job_id).video) == (RenderState.STALE, "")
    assert studio.left_behind() == []


def test_the_months_digest_wants_no_video(studio: Studio) -> None:
    assert studio.want(studio.item(kind="digest")) == []


def test_what_killed_renderers_left_is_cleared(studio: Studio) -> None:
    old, new = studio.folder / "work" / "video-cu", studio.folder / "work" / "video-moi"
    for folder in (old, new):
        folder.mkdir(parents=True)
        (folder / "video.mp4").write_bytes(b"-")
    os.utime(old, (0, 0))
    make_job(studio.workshop, studio.want_recorded(studio.item(), b"-"))
    assert studio.left_behind() == [new]


def publish(session: Session, studio: Studio, item_ids: list[int], at: datetime) -> None:
    account = Account(unit_id=studio.seeded.unit_id, channel="x", name="x")
    session.add(account)
    session.flush()
    session.add_all(
        Post(
            unit_id=studio.seeded.unit_id,
            account_id=account.id or 0,
            item_id=item_id,
            purpose="announce",
            state=PostState.PUBLISHED,
            published_at=at,
            created_at=at,
        )
        for item_id in item_ids
    )


def test_the_week_is_told_once_by_what_went_out_in_it(studio: Studio) -> None:
    """24/11/2026 is a Tuesday: the week before ran from Monday 16/11 to Sunday 22/11, by Vietnam's clock."""
    inside = [studio.item() for _ in range(3)]
    outside = studio.item()
    with studio.database.write() as session:
        publish(session, studio, inside, datetime(2026, 11, 22, 16, 59, tzinfo=UTC))
        publish(session, studio, [outside], datetime(2026, 11, 22, 17, 0, tzinfo=UTC))
    for _ in range(2):
        with studio.database.write() as session:
            want_weeks(session, NOW)
    with studio.database.read() as session:
        item = session.exec(select(Item).where(Item.kind == "digest")).one()
        assert period_text(*bounds_of(item)) == "16/11 – 22/11/2026"
        assert item.title == "Điểm tin pháp luật tuần 16/11 – 22/11/2026"
        assert sorted(member.item_id for member in members_of(session, item, NOW)) == inside
    assert [job.shape for job in studio.jobs(item.id or 0)] == ["9x16", "16x9"]


def test_a_quiet_week_makes_no_video(studio: Studio) -> None:
    items = [studio.item(), studio.item()]
    with studio.database.write() as session:
        publish(session, studio, items, datetime(2026, 11, 20, tzinfo=UTC))
        want_weeks(session, NOW)
        assert session.exec(select(Item).where(Item.kind == "digest")).all() == []


def test_the_month_is_told_once_in_the_first_days_of_the_next(studio: Studio) -> None:
    inside = [studio.item() for _ in range(3)]
    outside = studio.item()
    with studio.database.write() as session:
        publish(session, studio, inside, datetime(2026, 11, 30, 16, 59, tzinfo=UTC))
        publish(session, studio, [outside], datetime(2026, 11, 30, 17, 0, tzinfo=UTC))
    for now in (
        datetime(2026, 11, 30, 12, 0, tzinfo=UTC),  # not over yet
        datetime(2026, 12, 8, 2, 0, tzinfo=UTC),  # too late to be told
    ):
        with studio.database.write() as session:
            want_months(session, now)
            assert session.exec(select(Item).where(Item.kind == "digest")).all() == []
    first_morning = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)
    for _ in range(2):
        with studio.database.write() as session:
            want_months(session, first_morning)
    with studio.database.read() as session:
        item = session.exec(select(Item).where(Item.kind == "digest")).one()
        assert item.title == "Điểm tin pháp luật tháng 11/2026"
        assert sorted(member.item_id for member in members_of(session, item, first_morning)) == inside
    assert [job.shape for job in studio.jobs(item.id or 0)] == ["9x16", "16x9"]
