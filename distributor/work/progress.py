"""Proof of progress: what a worker has done lately and what it is doing, told with its heartbeat. Life alone proves nothing.

The heart of a worker beats in a thread of its own, and goes on beating where the worker takes no message any more. So each beat
carries how long ago the last sweep was done and the last message taken from each queue, which queues it takes from, and what is
under way with the time that it may still take. It is a row of the database: losing Valkey loses none of it. The last step of each
lane and the last good reading of each source stand in the database already (attempts, readings).
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from distributor.models import Incarnation
from distributor.models.base import JsonObject

WORKER, BIND, TELEPHONE = "worker", "bind", "telephone"
"""A bind proves progress by each step of its link, the telephone line by each look for a caller, a worker by each sweep."""
SILENT_S = 12.0
"""Four heartbeats missed: the process is frozen, or cannot write."""
STILL_S = 10.0
"""No message taken for so long, though some wait and a thread is free: the worker is deaf."""
GONE = timedelta(days=1)
COMES_BACK = timedelta(minutes=2)
"""Who died without saying so is started anew within this time, or nobody wants it any more."""
_ORDINARY_S = 60.0


class Progress:
    """The progress of one process; any thread may tell it something. `may_take_s`: task → how long it may take, where not a
    minute."""

    def __init__(self, may_take_s: Mapping[str, float], clock: Callable[[], float] = time.monotonic) -> None:
        self._may_take_s = may_take_s
        self._clock = clock
        self._lock = threading.Lock()
        self._taken: dict[str, float] = {}
        self._doing: dict[str, tuple[str, float]] = {}
        self._swept: float | None = None
        self._sweep_s: float | None = None
        self._began = clock()
        self.threads = 0
        self.name = ""
        self.public_url = ""
        self.queues: tuple[str, ...] = ()

    def takes_from_now_on(self) -> None:
        with self._lock:
            self._began = self._clock()

    def took(self, queue: str) -> None:
        """Note that a message was taken from the queue."""
        with self._lock:
            self._taken[queue] = self._clock()

    def began(self, key: str, task: str) -> None:
        with self._lock:
            self._doing[key] = (task, self._clock() + self._may_take_s.get(task, _ORDINARY_S))

    def goes_on(self, task: str) -> None:
        """Note that this task, which one thread at a time does here, moves: its time begins anew."""
        with self._lock:
            until = self._clock() + self._may_take_s.get(task, _ORDINARY_S)
            self._doing |= {key: (task, until) for key, (each, _) in self._doing.items() if each == task}

    def ended(self, key: str) -> None:
        with self._lock:
            self._doing.pop(key, None)

    @contextmanager
    def doing(self, task: str) -> Iterator[None]:
        """Note that this is under way, and ended."""
        self.began(task, task)
        try:
            yield
        finally:
            self.ended(task)

    def swept(self, took_s: float = 0.0) -> None:
        """Note that a sweep is done."""
        with self._lock:
            self._swept, self._sweep_s = self._clock(), took_s

    def told(self) -> JsonObject:
        """Return the progress as it stands in the database: seconds ago, and seconds left."""
        with self._lock:
            now = self._clock()
            return {
                "name": self.name,
                "queues": list(self.queues),
                "public_url": self.public_url,
                "began": round(now - self._began, 1),
                "threads": self.threads,
                "swept": None if self._swept is None else round(now - self._swept, 1),
                "sweep": None if self._sweep_s is None else round(self._sweep_s, 3),
                "taken": {queue: round(now - at, 1) for queue, at in self._taken.items()},
                "doing": [[task, round(until - now, 1)] for task, until in self._doing.values()],
            }


@dataclass(frozen=True)
class Proof:
    """The last proof of a worker's progress, in seconds before or after now. None: never.

    `doing`: what was under way at its last beat, with what each had left of its own time.
    """

    incarnation_id: str
    host: str
    pid: int
    beat_age_s: float
    swept_age_s: float | None = None
    taken_age_s: float | None = None
    """Of the message that was taken last, from whichever queue."""
    threads: int = 0
    doing: tuple[tuple[str, float], ...] = field(default=())
    sweep_s: float | None = None
    """How long the last sweep took."""
    name: str = ""
    """As Celery calls it."""
    queues: tuple[str, ...] = ()
    """Those it takes from."""
    told_idle_s: float = 0.0
    """How long it had taken no message when it told last: what it has taken since, on a slow machine, nobody knows yet."""
    public_url: str = ""
    """Under which it makes citizens' links; empty: it did not tell."""

    @property
    def machine(self) -> str:
        return self.host.partition(":")[0]

    @property
    def is_silent(self) -> bool:
        return self.beat_age_s > SILENT_S

    @property
    def is_working(self) -> bool:
        """It beats, and took its last step just now, or is at something within its time."""
        stepped = self.swept_age_s is not None and self.swept_age_s <= SILENT_S
        return not self.is_silent and (stepped or any(left > 0 for _task, left in self.doing))

    @property
    def is_deaf(self) -> bool:
        """It takes nothing, though a thread is free. For who knows that a message waits for it."""
        return self.told_idle_s > STILL_S and not self.is_busy

    @property
    def is_busy(self) -> bool:
        """Every thread is at work that is not over its time: it takes nothing because it can take nothing."""
        return 0 < self.threads <= sum(left > 0 for _task, left in self.doing)


def proof_of(incarnation: Incarnation, now: datetime) -> Proof:
    beat_age_s = max((now - incarnation.heartbeat_at).total_seconds(), 0.0)
    told = incarnation.progress
    taken = [float(age) for age in (told.get("taken") or {}).values()]
    swept = told.get("swept")
    return Proof(
        incarnation.id,
        incarnation.host,
        incarnation.pid,
        beat_age_s,
        None if swept is None else beat_age_s + float(swept),
        beat_age_s + min(taken) if taken else None,
        int(told.get("threads") or 0),
        tuple((str(task), float(left) - beat_age_s) for task, left in told.get("doing") or ()),
        told.get("sweep"),
        str(told.get("name") or ""),
        tuple(map(str, told.get("queues") or ())),
        min(taken, default=float(told.get("began") or 0)),
        str(told.get("public_url") or ""),
    )


def proofs(session: Session, now: datetime, part: str = WORKER) -> list[Proof]:
    """Return the proofs of all workers, or binds, that have not ended, the one that beat last first. The dead are among them
    until they are buried, those of a machine that is gone for a day: nobody buries them.
    """
    living = select(Incarnation).where(
        Incarnation.part == part, col(Incarnation.ended_at).is_(None), col(Incarnation.heartbeat_at) > now - GONE
    )
    return [proof_of(each, now) for each in session.exec(living.order_by(col(Incarnation.heartbeat_at).desc()))]


def last_lives(session: Session, now: datetime, part: str) -> list[Incarnation]:
    """Return the last life of this part on each machine, unless it ended in order, or was buried and nobody comes back."""
    lives = (
        select(Incarnation)
        .where(Incarnation.part == part, col(Incarnation.heartbeat_at) > now - GONE)
        .order_by(col(Incarnation.started_at))
    )
    newest = {each.host: each for each in session.exec(lives)}.values()
    return [each for each in newest if each.ended_at is None or _comes_back(each, now)]


def _comes_back(life: Incarnation, now: datetime) -> bool:
    """Whom others buried ends with its last heartbeat; who ends in order says when."""
    return life.ended_at == life.heartbeat_at and now - life.heartbeat_at < COMES_BACK
