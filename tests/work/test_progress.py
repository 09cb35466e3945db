"""What a worker proves with its heartbeat, and how old the proof is for who reads it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from distributor.db import Database
from distributor.deliver.health import PROVED_S
from distributor.models import Incarnation
from distributor.settings import Values
from distributor.work import liveness
from distributor.work.progress import GONE, STILL_S, TELEPHONE, Progress, Proof, last_lives, proof_of, proofs
from tests.support.servers import wait_until

NOW = datetime(2026, 11, 28, 5, 0, tzinfo=UTC)


class Seconds:
    at = 100.0

    def __call__(self) -> float:
        return self.at


def proved(progress: Progress, ago_s: float = 0.0) -> Proof:
    life = Incarnation(id="1" * 32, host="máy", part="worker", pid=1, started_at=NOW, heartbeat_at=NOW)
    life.progress = progress.told()
    return proof_of(life, NOW + timedelta(seconds=ago_s))


def test_ages_grow_with_the_silence_after_the_last_beat() -> None:
    clock = Seconds()
    progress = Progress({"deliver": 20.0}, clock)
    assert (proved(progress).swept_age_s, proved(progress).taken_age_s) == (None, None)
    progress.took("deliver")
    clock.at += 2
    progress.swept(0.25)
    progress.took("learn")
    clock.at += 1
    found = proved(progress, 4)
    assert (found.beat_age_s, found.swept_age_s, found.taken_age_s) == (4, 5, 5)
    assert proved(progress, -1).beat_age_s == 0, "a reader's clock may be behind"


def test_who_told_long_ago_may_have_taken_since_and_who_never_took_began_once() -> None:
    clock = Seconds()
    progress = Progress({}, clock)
    progress.threads, progress.name, progress.queues = 2, "celery@dựng", ("video",)
    clock.at += 60
    progress.takes_from_now_on()
    clock.at += STILL_S
    found = proved(progress, 40)
    assert (found.name, found.machine, found.queues) == ("celery@dựng", "máy", ("video",))
    assert (found.told_idle_s, found.is_deaf, found.is_silent) == (STILL_S, False, True)
    clock.at += 1
    assert proved(progress).is_deaf
    progress.took("video")
    assert not proved(progress).is_deaf


def test_a_task_that_moves_has_its_time_anew() -> None:
    clock = Seconds()
    progress = Progress({"make_video": 20.0}, clock)
    progress.threads = 1
    progress.began("1", "make_video")
    progress.began("2", "learn")
    clock.at += 59
    progress.goes_on("make_video")
    assert dict(proved(progress, 3).doing) == {"make_video": 17, "learn": -2}


@pytest.mark.parametrize(
    ("threads", "begun", "later_s", "busy"), [(2, 2, 19, True), (3, 2, 19, False), (2, 2, 21, False)]
)
def test_a_worker_is_busy_while_each_thread_is_within_its_own_time(
    threads: int, begun: int, later_s: float, busy: bool
) -> None:
    clock = Seconds()
    progress = Progress({"deliver": 20.0}, clock)
    progress.threads = threads
    for number in range(begun):
        progress.began(str(number), "deliver")
    clock.at += later_s
    assert proved(progress).is_busy is busy
    progress.ended("0")
    assert not proved(progress).is_busy
    assert [task for task, _left in proved(progress).doing] == ["deliver"] * (begun - 1)


def test_of_a_machine_that_is_gone_nothing_is_told_for_ever(database: Database) -> None:
    ages = (timedelta(seconds=2), GONE / 2, GONE * 2)
    with database.write() as session:
        for number, age in enumerate(ages):
            at = NOW - age
            session.add(
                Incarnation(id=f"{number}" * 32, host="máy", part="worker", pid=1, started_at=at, heartbeat_at=at)
            )
    with database.read() as session:
        assert [proof.beat_age_s for proof in proofs(session, NOW)] == [age.total_seconds() for age in ages[:2]]


def test_what_must_be_known_at_once_does_not_wait_for_the_next_beat(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(liveness, "HEARTBEAT_S", 3600.0)
    progress = Progress({})
    life = liveness.LivingIncarnation(database, tmp_path, part=TELEPHONE, progress=progress.told)

    def told() -> list[str]:
        with database.read() as session:
            return [task for task, _left in session.get_one(Incarnation, life.id).progress["doing"]]

    try:
        progress.began("1", "call")
        life.beat_soon()
        wait_until(lambda: told() == ["call"], "it is told")
        progress.ended("1")
        life.beat_soon()
        wait_until(lambda: told() == [], "and so is its end")
    finally:
        life.close()
    with database.read() as session:
        assert last_lives(session, datetime.now(UTC), TELEPHONE) == []


def test_the_slowest_sweep_that_may_be_set_is_seen_in_time() -> None:
    (most,) = (each.le for each in Values.model_fields["sweep_every"].metadata if hasattr(each, "le"))
    assert most + liveness.HEARTBEAT_S < PROVED_S, "a heartbeat tells of a sweep that was done up to so long before"
