"""The watch over parts that live: what the kernel, the database and Valkey say of each, the verdict, and the deed.

Each verdict that is not "well" goes to `logs/supervisor.log` with the signs that led to it, once, and again when it changes.
"""

import json
import os
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from distributor.clock import SystemClock
from distributor.errors import LoaError
from distributor.settings import Settings
from distributor.work.progress import Proof
from distributor.work.stopped import tell_stopped
from supervisor.alarm import Alarm, told_of
from supervisor.ground import Ground, GroundWatch
from supervisor.kernel import kernel_says
from supervisor.process import LONGEST_LOG, Part
from supervisor.verdict import BEGINS_S, Judgement, PartSigns, Remedy, judge

WORDS = {
    "stopped": "bị tạm dừng",
    "frozen": "đứng im",
    "deaf": "không nhận việc",
    "hung": "bận mà không xong việc gì",
    "gone": "mất địa chỉ",
}
NOT_BROKEN_OFF = frozenset(
    ("correct", "answer_citizens", "send_sms", "send_webhooks", "send_mail", "ping", "render", "make_video")
)
"""Tasks that call out to some effect, or draw. What only reads may be broken off; of lanes each call has a lease."""
EVERY_S = 1.0
LOADS_S = 18.0
"""The gateway may be so long at loading what its binds are copies of."""
NO_MOMENT_S = 4.0
"""A message that waits so long was not just sent."""
RETURNS_S = 15.0
"""So long after Valkey or the worker came back the first sweep may take; seen: 8 s."""
WELL_AGAIN_S = 10.0
"""So long well after it was started anew, a part counts as mended."""


@dataclass
class SeenProcess:
    """The last sight of one process of a part. Times by the monotonic clock."""

    pid: int
    since: float
    used_s: float = 0.0
    used_at: float = 0.0
    stopped_at: float | None = None
    proved_at: float | None = None
    tick: int | None = None
    """When the file was touched by which it proves progress."""
    gone_at: float | None = None
    """Since when its address has been gone at which others find it."""
    waits_at: float | None = None
    """Since when there have been messages that it could take, at every look."""


@dataclass
class _Restarts:
    count: int = 0
    at: float = -1e9
    well_since: float | None = None


@dataclass
class Watchman:
    """`tell`: for the person at the terminal. Call `watch` a few times a second, with the parts that run. `sends`: the worker or
    the beat is among them, and so this machine tells people where delivery stands.
    """

    settings: Settings
    tell: Callable[[str], None]
    web: bool
    sends: bool = True
    _known: dict[str, SeenProcess] = field(default_factory=dict, init=False)
    _restarts: dict[str, _Restarts] = field(default_factory=dict, init=False)
    _said: dict[str, Judgement] = field(default_factory=dict, init=False)
    _looked_at: float = field(default=0.0, init=False)
    _answered_at: dict[str, float] = field(default_factory=dict, init=False)
    _away_at: dict[str, float] = field(default_factory=dict, init=False)
    """When the worker was last seen stopped, and Valkey stopped or silent."""

    def __post_init__(self) -> None:
        self.look = GroundWatch(self.settings, web=self.web)
        self.look.start()
        self.alarm = Alarm(self.settings, self.look.database, SystemClock(), lambda: told_of(self.look.ground.health))
        if self.sends:
            self.alarm.start()

    def stop(self) -> None:
        self.alarm.stop()
        self.look.stop()
        tell_stopped(self.settings.run_folder, {})

    def watch(self, parts: list[Part]) -> None:
        now = time.monotonic()
        if now - self._looked_at < EVERY_S:
            return
        self._looked_at = now
        ground = self.look.ground
        for name, answers in (("database", ground.health.database), ("valkey", ground.health.broker)):
            if not answers:
                answered = self._answered_at.pop(name, None)
                if answered:
                    self._note({"part": name, "why": "does not answer"})
                if name == "valkey" and (answered or name in self._away_at):
                    self._away_at[name] = now
            else:
                self._answered_at.setdefault(name, now)
        for part in parts:
            if part.running() and part.process is not None:
                self._act(part, self._signs(part.name, part.process.pid, ground, now))
        self._away_at |= {name: now for name, known in self._known.items() if known.stopped_at}
        stopped = {
            name: known.pid for name, known in self._known.items() if known.stopped_at or self._has_to_prove(name)
        }
        returning = {name: self._pid(name) for name in ("worker", "valkey") if self._returns(name, ground, now)}
        tell_stopped(self.settings.run_folder, stopped | returning)
        for bind in ground.binds.values():
            self._act(WatchedBind(bind), self._signs(bind.name, bind.pid, ground, now))

    def _has_to_prove(self, name: str) -> bool:
        """Return True of a beat that was started anew and has asked for nothing yet: the last sweep is of the one before."""
        return name == "beat" and self._restarts[name].count > 0 and self._known[name].proved_at is None

    def _returns(self, name: str, ground: Ground, now: float) -> bool:
        """Return True of what was away, for as long as its return may take, until a sweep shows it: that none was done meanwhile
        says nothing of the beat."""
        away_s = now - self._away_at.get(name, -1e9)
        swept_age_s = ground.health.swept_age_s
        return away_s < RETURNS_S and (swept_age_s is None or swept_age_s > away_s)

    def _pid(self, name: str) -> int:
        return self._known[name].pid if name in self._known else 0

    def _signs(self, name: str, pid: int, ground: Ground, now: float) -> PartSigns:
        known = self._known.get(name)
        if known is None or known.pid != pid:
            known = self._known[name] = SeenProcess(pid, now, used_at=now)
        state, used_s = kernel_says(pid)
        if used_s != known.used_s:
            known.used_s, known.used_at = used_s, now
        known.stopped_at = (known.stopped_at or now) if state == "T" else None
        restarts = self._restarts.setdefault(name, _Restarts())
        signs = PartSigns(
            running_s=now - known.since,
            stopped_s=now - known.stopped_at if known.stopped_at else 0.0,
            idle_s=now - known.used_at,
            grounds_s=self._grounds_s(name, now),
            restarts=restarts.count,
            restarted_s=now - restarts.at,
            keeps=name == "valkey" or name in ground.binds,
            proof_age_s=0.0,
        )
        if (bind := ground.binds.get(name)) is not None:
            return bind_signs(signs, bind, ground)
        match name:
            case "valkey":
                known.gone_at = None if self.settings.socket_path.exists() else (known.gone_at or now)
                return replace(signs, gone_s=now - known.gone_at if known.gone_at else 0.0)
            case "worker":
                return worker_signs(signs, known, ground, now)
            case "telephone":
                return line_signs(signs, ground.proofs.get(pid))
            case "beat":
                return replace(signs, proof_age_s=ticked(known, self.settings.tick_file, now))
            case "gateway":
                age_s = ticked(known, self.settings.gateway_tick_file, now)
                return replace(signs, proof_age_s=None if age_s is None else max(age_s - LOADS_S, 0.0))
            case "web" if self.web:
                known.proved_at = now if ground.web else known.proved_at
                return replace(signs, proof_age_s=None if known.proved_at is None else now - known.proved_at)
        return signs

    def _grounds_s(self, name: str, now: float) -> float:
        """Return how long what the part depends on has answered."""
        needs = {"worker": ("database", "valkey"), "beat": ("valkey",), "web": (), "valkey": ()}.get(
            name, ("database",)
        )
        return min((now - self._answered_at.get(need, now) for need in needs), default=1e9)

    def _act(self, part: "Part | WatchedBind", signs: PartSigns) -> None:
        verdict, restarts = judge(signs), self._restarts[part.name]
        if verdict.remedy is Remedy.NOTHING:
            self._said.pop(part.name, None)
            proved = signs.proof_age_s is not None or signs.running_s > BEGINS_S
            restarts.well_since = (restarts.well_since or time.monotonic()) if proved else None
            if restarts.well_since is not None and time.monotonic() - restarts.well_since > WELL_AGAIN_S:
                restarts.count = 0
            return
        restarts.well_since = None
        if self._said.get(part.name) != verdict:
            self._said[part.name] = verdict
            self._write(part, verdict, signs)
        if part.process is None:
            return
        if verdict.remedy is Remedy.WAKE:
            with suppress(ProcessLookupError):
                os.kill(part.process.pid, signal.SIGCONT)
        elif verdict.remedy is Remedy.RESTART:
            restarts.count, restarts.at = restarts.count + 1, time.monotonic()
            self._said.pop(part.name, None)
            why = WORDS[verdict.why]
            self.tell(f"{part.label} còn chạy nhưng {why}; khởi động lại (nhật ký: {self.log_file}).")
            part.kill()
            with suppress(LoaError):  # then it has fallen, and is started again as what falls is
                part.start()

    @property
    def log_file(self) -> Path:
        return self.settings.home / "logs" / "supervisor.log"

    def _write(self, part: "Part | WatchedBind", verdict: Judgement, signs: PartSigns) -> None:
        """The verdict with its evidence."""
        shown = {name: round(value, 1) if isinstance(value, float) else value for name, value in vars(signs).items()}
        pid = part.process.pid if part.process else None
        self._note({"part": part.name, "pid": pid, **asdict(verdict), "signs": shown})

    def _note(self, what: Mapping[str, object]) -> None:
        """One line of the log. A full disk is no reason to watch no more."""
        with suppress(OSError):
            self.log_file.parent.mkdir(parents=True, exist_ok=True)
            if self.log_file.exists() and self.log_file.stat().st_size > LONGEST_LOG:
                self.log_file.replace(self.log_file.with_suffix(".log.1"))
            with self.log_file.open("a", encoding="utf-8") as log:
                log.write(json.dumps({"at": datetime.now(UTC).isoformat(timespec="milliseconds"), **what}) + "\n")


@dataclass(frozen=True)
class WatchedBind:
    """A bind's process as a part. Whose child it is starts it anew once it has ended."""

    process: Proof

    @property
    def name(self) -> str:
        return self.process.name

    @property
    def label(self) -> str:
        return f"Cổng SMPP {self.name}"

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.process.pid, signal.SIGKILL)

    def start(self) -> None:
        """Do nothing: the gateway does."""


def bind_signs(signs: PartSigns, bind: Proof, ground: Ground) -> PartSigns:
    """A bind proves progress by the steps of its link. What it may not be broken off in: messages on their way, and binding."""
    own = max((left for _task, left in bind.doing), default=0.0)
    return replace(
        signs,
        proof_age_s=bind.beat_age_s if bind.swept_age_s is None else max(bind.beat_age_s, bind.swept_age_s),
        open_s=max(own, ground.calls_s.get(bind.pid, 0.0), 0.0),
    )


def line_signs(signs: PartSigns, line: Proof | None) -> PartSigns:
    """The telephone line proves progress by its looks for callers; not while calls past their time hold all its places. A call
    within its time is not cut."""
    if line is None or line.swept_age_s is None:
        return replace(signs, proof_age_s=None)
    over = [-left for _task, left in line.doing if left <= 0]
    is_full = 0 < line.threads <= len(over)
    return replace(
        signs,
        proof_age_s=max(line.beat_age_s, line.swept_age_s, min(over) if is_full else 0.0),
        open_s=max((left for _task, left in line.doing if left > 0), default=0.0),
    )


def worker_signs(signs: PartSigns, known: SeenProcess, ground: Ground, now: float) -> PartSigns:
    proof = ground.proofs.get(known.pid)
    waits = sum(ground.health.queues.values()) > 0
    if proof is None:
        return replace(signs, proof_age_s=None, work_waits=waits)
    known.waits_at = (known.waits_at or now) if waits and ground.health.broker and not proof.is_busy else None
    deaf = known.waits_at is not None and now - known.waits_at > NO_MOMENT_S
    took_s = min(signs.running_s, signs.running_s if proof.taken_age_s is None else proof.taken_age_s)
    took_s -= proof.beat_age_s  # as it told last: what it has taken since, on a slow machine, nobody knows yet
    own = max((left for task, left in proof.doing if task in NOT_BROKEN_OFF), default=0.0)
    return replace(
        signs,
        proof_age_s=proof.beat_age_s,
        deaf_s=took_s if deaf else 0.0,
        work_waits=waits or ground.health.delay.oldest_due_s is not None,
        open_s=max(own, ground.calls_s.get(known.pid, 0.0), 0.0),
    )


def ticked(known: SeenProcess, file: Path, now: float) -> float | None:
    """Return the seconds since this process was seen to touch it. The wall clock may step meanwhile."""
    with suppress(OSError):
        touched = file.stat().st_mtime_ns
        if touched != known.tick:
            known.proved_at = known.proved_at if known.tick is None else now
            known.tick = touched
    return None if known.proved_at is None else now - known.proved_at
