"""What the watch reads from a worker's proof: whether it is deaf, and what it has open."""

import json
import os
import signal
import subprocess
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from structlog.testing import capture_logs

from distributor.deliver.health import Health
from distributor.settings import Settings, Values
from distributor.work.progress import Proof
from distributor.work.stopped import stopped_parts
from supervisor import steady
from supervisor.ground import Ground
from supervisor.process import Part
from supervisor.steady import Steady
from supervisor.verdict import HUNG_S, PartSigns
from supervisor.watchman import (
    NO_MOMENT_S,
    RETURNS_S,
    SeenProcess,
    Watchman,
    bind_signs,
    line_signs,
    ticked,
    worker_signs,
)
from tests.support.servers import wait_until

PID, NOW = 7, 1000.0
PROOF = Proof("1", "máy", PID, beat_age_s=1, swept_age_s=20, taken_age_s=20, threads=2)
WAITS = Ground(NOW, Health(database=True, broker=True, queues={"deliver": 1}), proofs={PID: PROOF})


def signs(ground: Ground, waited_s: float = NO_MOMENT_S + 1) -> PartSigns:
    known = SeenProcess(PID, NOW - 600, waits_at=NOW - waited_s)
    return worker_signs(PartSigns(running_s=600, proof_age_s=0), known, ground, NOW)


def proved(**changed: object) -> Ground:
    return replace(WAITS, proofs={PID: replace(PROOF, **changed)})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ground", "waited_s", "deaf_s"),
    [
        (WAITS, 5, 19),
        (WAITS, 3, 0),
        (replace(WAITS, health=replace(WAITS.health, queues={"deliver": 0})), 5, 0),
        (replace(WAITS, health=replace(WAITS.health, broker=False)), 5, 0),
        (proved(doing=(("measure", 5.0), ("deliver", 0.1))), 5, 0),
        (proved(doing=(("measure", 5.0), ("deliver", -0.1))), 5, 19),
        (proved(taken_age_s=1), 5, 0),
        (proved(taken_age_s=None), 5, 599),
        (proved(beat_age_s=11, taken_age_s=12), 5, 1),
    ],
    ids=[
        "deaf",
        "a message that was just sent",
        "nothing waits",
        "Valkey is away",
        "every thread is at work",
        "a thread is over its time",
        "it took one just now",
        "it never took one",
        "a slow one that has not told for long what it took",
    ],
)
def test_deaf_is_who_takes_nothing_that_waits(ground: Ground, waited_s: float, deaf_s: float) -> None:
    assert signs(ground, waited_s).deaf_s == deaf_s


@pytest.mark.parametrize(
    ("ground", "open_s"),
    [
        (WAITS, 0),
        (proved(doing=(("measure", 50.0), ("sweep", 50.0), ("deliver", 15.0))), 0),
        (proved(doing=(("make_video", 50.0), ("render", 15.0))), 50),
        (proved(doing=(("make_video", -5.0),)), 0),
        (replace(WAITS, calls_s={PID: 30.0}), 30),
        (replace(WAITS, calls_s={PID: -30.0}), 0),
        (replace(WAITS, calls_s={PID + 1: 30.0}), 0),
    ],
    ids=[
        "nothing",
        "reading may be broken off",
        "drawing",
        "over its time",
        "a call",
        "a lease over",
        "another's call",
    ],
)
def test_what_it_has_open_is_finished_first(ground: Ground, open_s: float) -> None:
    assert signs(ground).open_s == open_s


def test_who_proved_nothing_yet_is_told_from_who_is_silent() -> None:
    assert signs(replace(WAITS, proofs={})).proof_age_s is None
    assert signs(WAITS).proof_age_s == 1


BIND = Proof("2", "máy", PID, beat_age_s=1, swept_age_s=2, name="gateway-3")


@pytest.mark.parametrize(
    ("bind", "calls_s", "proof_age_s", "open_s"),
    [
        (BIND, {}, 2, 0),
        (replace(BIND, swept_age_s=40), {}, 40, 0),
        (replace(BIND, beat_age_s=40), {}, 40, 0),
        (replace(BIND, swept_age_s=40), {PID: 30.0}, 40, 30),
        (replace(BIND, swept_age_s=40), {PID: -5.0}, 40, 0),
        (replace(BIND, swept_age_s=40, doing=(("bind", 20.0),)), {}, 40, 20),
        (replace(BIND, swept_age_s=None), {}, 1, 0),
    ],
    ids=[
        "it steps",
        "its heart beats, and it hangs",
        "it cannot write",
        "messages are on their way",
        "past their time",
        "it binds",
        "it has just begun",
    ],
)
def test_a_bind_proves_progress_by_its_steps(
    bind: Proof, calls_s: dict[int, float], proof_age_s: float, open_s: float
) -> None:
    found = bind_signs(PartSigns(running_s=600, proof_age_s=0), bind, Ground(NOW, calls_s=calls_s))
    assert (found.proof_age_s, found.open_s) == (proof_age_s, open_s)


LINE = Proof("3", "máy", PID, beat_age_s=1, swept_age_s=2, threads=2, name="telephone")


@pytest.mark.parametrize(
    ("line", "proof_age_s", "open_s"),
    [
        (LINE, 2, 0),
        (None, None, 0),
        (replace(LINE, swept_age_s=None), None, 0),
        (replace(LINE, beat_age_s=40), 40, 0),
        (replace(LINE, swept_age_s=40), 40, 0),
        (replace(LINE, swept_age_s=40, doing=(("call", 600.0), ("call", -5.0))), 40, 600),
        (replace(LINE, doing=(("call", -30.0),)), 2, 0),
        (replace(LINE, doing=(("call", -30.0), ("call", 5.0))), 2, 5),
        (replace(LINE, doing=(("call", -30.0), ("call", -20.0))), 20, 0),
        (replace(LINE, threads=0, doing=(("call", -30.0),)), 2, 0),
    ],
    ids=[
        "it looks for callers",
        "it has told nothing",
        "it has just begun",
        "it cannot write",
        "its heart beats, and it takes nobody",
        "with a call within its time",
        "a call past its time has one place of two",
        "the other place works",
        "calls past their time have all places",
        "of a version that did not tell its places",
    ],
)
def test_the_telephone_line_proves_progress_by_its_looks_for_callers(
    line: Proof | None, proof_age_s: float | None, open_s: float
) -> None:
    found = line_signs(PartSigns(running_s=600, proof_age_s=0), line)
    assert (found.proof_age_s, found.open_s) == (proof_age_s, open_s)


def test_a_line_that_takes_nobody_is_started_anew_with_the_evidence_and_backoff(tmp_path: Path) -> None:
    """Not while the database is away, and not while a call goes on within its time; a second time only later."""
    told: list[str] = []
    watchman = Watchman(Settings(tmp_path, Values()), told.append, web=False, sends=False)
    watchman.stop()
    watchman.look.join()
    part = Part("telephone", "Tổng đài", ["sleep", "600"], {}, tmp_path / "logs")
    part.start()

    def look(*calls_s: float, database: bool = True) -> None:
        assert part.process is not None
        doing = tuple(("call", left) for left in calls_s)
        stuck = replace(LINE, pid=part.process.pid, swept_age_s=HUNG_S + 1, doing=doing)
        health = Health(database=database, broker=True)
        watchman.look._newest = Ground(time.monotonic(), health, proofs={stuck.pid: stuck})
        watchman._looked_at = 0.0
        watchman._answered_at["database"] = time.monotonic() - HUNG_S - 5
        watchman.watch([part])

    try:
        assert part.process is not None
        first = part.process.pid
        look(database=False)
        look(600.0, -5.0)
        assert part.process.pid == first
        look(-5.0)
        second = part.process.pid
        look()
        assert part.process.pid == second != first
    finally:
        part.kill()
    noted = map(json.loads, watchman.log_file.read_text(encoding="utf-8").splitlines())
    judged = [line for line in noted if "remedy" in line]
    assert [(each["part"], each["pid"], each["remedy"], each["but"]) for each in judged] == [
        ("telephone", first, "say", "what it depends on does not answer"),
        ("telephone", first, "say", "it has something open"),
        ("telephone", first, "restart", ""),
        ("telephone", second, "say", "it was started anew just now"),
    ]
    assert judged[2]["signs"]["proof_age_s"] == HUNG_S + 1
    assert len(told) == 1


def test_a_beat_that_was_started_anew_is_told_as_stopped_until_it_ticks(tmp_path: Path) -> None:
    settings = Settings(tmp_path, Values())
    settings.run_folder.mkdir(parents=True)
    settings.tick_file.touch()
    watchman = Watchman(settings, lambda _line: None, web=False, sends=False)
    watchman.stop()
    watchman.look.join()
    part = Part("beat", "Đồng hồ", ["sleep", "600"], {}, tmp_path / "logs")
    part.start()

    def told() -> set[str]:
        watchman.look._newest = Ground(time.monotonic(), Health(database=True, broker=True))
        watchman._looked_at = 0.0
        watchman._answered_at = dict.fromkeys(("database", "valkey"), time.monotonic() - HUNG_S)
        watchman.watch([part])
        return set(stopped_parts(settings.run_folder))

    try:
        assert part.process is not None
        first = part.process.pid
        assert told() == set()
        os.kill(first, signal.SIGSTOP)
        wait_until(
            lambda: part.process is not None and bool(told()) and part.process.pid != first, lambda: "started anew"
        )
        assert told() == {"beat"}, "it lives, and has asked for nothing yet"
        os.utime(settings.tick_file, ns=(1, 1))
        assert told() == set()
    finally:
        part.kill()


def test_what_was_away_is_told_until_a_sweep_shows_that_it_goes_on(tmp_path: Path) -> None:
    """A sweep that nobody could do is none that nobody asked for: the beat is well."""
    settings = Settings(tmp_path, Values())
    settings.run_folder.mkdir(parents=True)
    watchman = Watchman(settings, lambda _line: None, web=False, sends=False)
    watchman.stop()
    watchman.look.join()
    part = Part("worker", "Tiến trình gửi", ["sleep", "600"], {}, tmp_path / "logs")
    part.start()

    def told(swept_age_s: float, *, broker: bool = True) -> set[str]:
        proof = Proof("1", "máy", PID, beat_age_s=0, swept_age_s=swept_age_s)
        watchman.look._newest = Ground(time.monotonic(), Health(database=True, broker=broker, workers=(proof,)))
        watchman._looked_at = 0.0
        watchman.watch([part])
        return set(stopped_parts(settings.run_folder))

    try:
        assert part.process is not None
        assert told(1.0) == set()
        os.kill(part.process.pid, signal.SIGSTOP)
        wait_until(lambda: told(8.0) == {"worker"}, "seen stopped")
        os.kill(part.process.pid, signal.SIGCONT)
        assert told(8.0) == {"worker"}, "it goes on, and has swept nothing yet"
        assert told(0.0) == set()
        assert "valkey" in told(8.0, broker=False)
        assert "valkey" in told(8.0)
        watchman._away_at = dict.fromkeys(watchman._away_at, time.monotonic() - RETURNS_S)
        assert told(8.0) == set(), "so long no return takes"
    finally:
        part.kill()


def test_valkey_is_started_anew_once_its_socket_has_been_gone_for_five_seconds(tmp_path: Path) -> None:
    """Who is connected goes on, but nobody else finds it: nothing else would ever bring it back."""
    told: list[str] = []
    settings = Settings(tmp_path, Values())
    watchman = Watchman(settings, told.append, web=False, sends=False)
    watchman.stop()
    watchman.look.join()
    part = Part("valkey", "Valkey", ["sleep", "600"], {}, tmp_path / "logs")
    part.start()

    def look(gone_s: float = 0.0) -> None:
        if gone_s:
            watchman._known["valkey"].gone_at = time.monotonic() - gone_s
        watchman._looked_at = 0.0
        watchman.watch([part])

    try:
        assert part.process is not None
        first = part.process.pid
        settings.socket_path.parent.mkdir(parents=True, exist_ok=True)
        settings.socket_path.touch()
        look()
        look(600.0)
        settings.socket_path.unlink()
        look()
        look(3.0)
        assert part.process.pid == first
        look(5.5)
        assert part.process.pid != first
    finally:
        part.kill()
    assert "mất địa chỉ" in told[0]


def test_a_bind_that_hangs_is_ended_with_the_evidence(tmp_path: Path) -> None:
    """Whose child it is starts it anew: `tests/broadcast/test_faults.py`."""
    told: list[str] = []
    watchman = Watchman(Settings(tmp_path, Values()), told.append, web=False, sends=False)
    watchman.stop()
    watchman.look.join()
    log = tmp_path / "logs" / "supervisor.log"
    with subprocess.Popen(["sleep", "600"]) as process:
        hung = replace(BIND, pid=process.pid, swept_age_s=HUNG_S + 1)

        def look(bind: Proof, calls_s: float = 0.0, *, database: bool = True) -> None:
            health = Health(database=database, broker=True)
            ground = Ground(time.monotonic(), health, binds={bind.name: bind}, calls_s={process.pid: calls_s})
            watchman.look._newest = ground
            watchman._looked_at = 0.0
            watchman._answered_at["database"] = time.monotonic() - HUNG_S - 5
            watchman.watch([])

        try:
            look(hung, database=False)
            look(hung, 30.0)
            look(hung)
            assert process.wait(10) == -signal.SIGKILL
        finally:
            process.kill()
    noted = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert [each["part"] for each in noted if each["why"] == "does not answer"] == ["database"]
    judged = [line for line in noted if "remedy" in line]
    assert [(each["part"], each["remedy"], each["but"]) for each in judged] == [
        ("gateway-3", "say", "what it depends on does not answer"),
        ("gateway-3", "say", "it has something open"),
        ("gateway-3", "restart", ""),
    ]
    assert judged[-1]["signs"]["proof_age_s"] == HUNG_S + 1
    assert len(told) == 1


def test_the_wall_clock_may_step_while_a_part_is_watched(tmp_path: Path) -> None:
    file, known = tmp_path / "beat.tick", SeenProcess(PID, NOW)
    assert ticked(known, file, NOW) is None
    file.touch()
    assert ticked(known, file, NOW) is None, "an earlier process may have touched it"
    for second, stamp in ((1, 10**9), (2, 10**9 + 600 * 10**9), (3, 10**9 - 600 * 10**9)):
        os.utime(file, ns=(stamp, stamp))
        assert ticked(known, file, NOW + second) == 0
        assert ticked(known, file, NOW + second + 0.5) == 0.5


class Failing(Steady):
    """Fails at each look, from the fifth on in another way."""

    every_s, looks = 0.001, 0

    def look(self) -> None:
        self.looks += 1
        raise BrokenPipeError if self.looks < 5 else ValueError("secret")


def test_a_look_that_fails_is_told_once_and_is_not_the_last() -> None:
    failing = Failing("look")
    with capture_logs() as told:
        failing.start()
        wait_until(lambda: failing.looks > 9, "it looks again")
        failing.stop()
        failing.join()
    assert [(line["of"], line["fault"]) for line in told] == [("look", "BrokenPipeError"), ("look", "ValueError")]
    assert "secret" not in str(told)


def test_a_terminal_that_was_closed_is_no_reason_to_look_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """It breaks even the telling."""

    def broken(*_: object, **__: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(steady, "log", SimpleNamespace(error=broken))
    failing = Failing("look")
    failing.start()
    wait_until(lambda: failing.looks > 9, "it looks again")
    failing.stop()
    failing.join()
