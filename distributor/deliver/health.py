"""Whether posts go out and work is done, and which part is at fault where not: for `/health`, doctor, and the supervisor."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from distributor.deliver.lane_delay import LaneDelay, delay_of, held_over, lanes
from distributor.work.progress import STILL_S, TELEPHONE, Proof, last_lives, proof_of, proofs

PROVED_S = 7.0
"""Two heartbeats; seven sweeps."""
SWEEP_S, SLOWEST = 0.5, 4.0
"""A sweep takes 0.02 to 0.1 s, and 1 to 3 s of a worker that gets 15 % of a core: such a one has so many times longer to prove
itself, at most 28 s, or a machine that is slow would be told of as ill."""
STANDS_S = 60.0
DELIVERIES = "deliver"
"""The queue of the sweep and of lanes."""
BEAT, VALKEY = "beat", "valkey"


@dataclass(frozen=True)
class Health:
    """`database`, `broker`: whether it answers. `workers`: what each proved; `held`: those of them, by incarnation, that hold a
    post longer than a call may last; `stopped`: those, by incarnation, that a signal has stopped or that go on since a moment
    ago, and `beat` or `valkey` where it has those. `queues`: messages that wait; `oldest_s`: how long the first of them has.
    """

    database: bool = False
    broker: bool = False
    workers: tuple[Proof, ...] = ()
    held: frozenset[str] = frozenset()
    queues: Mapping[str, int] = field(default_factory=dict)
    oldest_s: Mapping[str, float] = field(default_factory=dict)
    delay: LaneDelay = field(default_factory=lambda: LaneDelay(None, 0.0))
    sms: "SmsStand | None" = None
    line: "LineStand | None" = None
    stopped: frozenset[str] = frozenset()

    @property
    def queued(self) -> int:
        return self.queues.get(DELIVERIES, 0)

    @property
    def beat_age_s(self) -> float | None:
        return min((proof.beat_age_s for proof in self.workers), default=None)

    @property
    def swept_age_s(self) -> float | None:
        return min((proof.swept_age_s for proof in self.workers if proof.swept_age_s is not None), default=None)

    @property
    def living(self) -> tuple[Proof, ...]:
        """Workers whose hearts beat and that no signal has stopped."""
        return tuple(
            each
            for each in self.workers
            if each.beat_age_s <= proves_within_s(each) and each.incarnation_id not in self.stopped
        )

    @property
    def worker(self) -> bool:
        return bool(self.living)


def proves_within_s(worker: Proof) -> float:
    """Return how long it may be without a proof, by how long its own last sweep took."""
    return PROVED_S * min(max((worker.sweep_s or 0.0) / SWEEP_S, 1.0), SLOWEST)


@dataclass(frozen=True)
class SmsStand:
    """An account whose messages stand. `is_gateway`: its bind's process does no work; else the network takes none."""

    account_id: int
    stood_s: float
    is_gateway: bool = False


@dataclass(frozen=True)
class LineStand:
    """A telephone line that proves no progress. `stood_s`: since it last did, as its process or its death tells."""

    machine: str
    pid: int
    stood_s: float


@dataclass(frozen=True)
class Stalled:
    """A worker that keeps work waiting. `queues`: whose messages nobody takes but such as it."""

    worker: Proof
    queues: tuple[str, ...] = ()


def health_of(session: Session, now: datetime) -> Health:
    """Return what the database says of it."""
    return Health(
        database=True,
        workers=tuple(proofs(session, now)),
        held=held_over(session, now),
        delay=delay_of(lanes(session, now), now),
        line=line_stand(session, now),
    )


def line_stand(session: Session, now: datetime) -> LineStand | None:
    """Return the telephone line that has stood longest; None: each that there is takes calls, or there is none."""
    found = []
    for life in last_lives(session, now, TELEPHONE):
        proof = proof_of(life, now)
        if life.ended_at is not None or proof.swept_age_s is None or proof.swept_age_s > PROVED_S:
            stood_s = proof.beat_age_s if proof.swept_age_s is None else proof.swept_age_s
            found.append(LineStand(proof.machine, proof.pid, stood_s))
    return max(found, key=lambda each: each.stood_s, default=None)


def part_at_fault(seen: Health) -> str:
    """Empty while posts go out and work is done.

    `beat`: nobody asks for sweeps; `queue`: some worker works, and yet work waits for one that does not; `delivery`: all parts
    work, and yet a lane stands; `gateway`, `sms`: an account's messages stand, for its bind does no work, or for its network;
    `telephone`: the line takes no calls.
    """
    if not seen.database:
        return "database"
    if not seen.broker or VALKEY in seen.stopped:
        return "broker"
    if not seen.worker:
        return "worker"
    if BEAT in seen.stopped:
        return BEAT
    # Of the living: one that was started anew has to sweep yet, whatever the one before it did.
    swept = [(each, each.swept_age_s) for each in seen.living if each.swept_age_s is not None]
    if not any(age_s <= proves_within_s(each) for each, age_s in swept):
        return "worker" if seen.queued or not swept else BEAT
    if stalled(seen):
        return "queue"
    if seen.delay.stood_s > STANDS_S:
        return "delivery"
    if seen.sms is not None:
        return "gateway" if seen.sms.is_gateway else "sms"
    return "telephone" if seen.line is not None else ""


def stalled(seen: Health) -> list[Stalled]:
    """Return the workers, frozen or deaf, for which work waits: in a queue that only such take from, or held past its time.

    Who ended in order is not among them, nor who is at work within its time.
    """
    queues: dict[str, list[str]] = {worker.incarnation_id: [] for worker in seen.workers if worker.is_silent}
    held = {worker for worker in seen.held if worker in queues}
    for queue, oldest_s in seen.oldest_s.items():
        takers = [worker for worker in seen.workers if queue in worker.queues]
        if oldest_s > STILL_S and all(worker.is_silent or worker.is_deaf for worker in takers):
            for worker in takers:
                queues.setdefault(worker.incarnation_id, []).append(queue)
    return [
        Stalled(worker, tuple(queues[worker.incarnation_id]))
        for worker in seen.workers
        if queues.get(worker.incarnation_id) or worker.incarnation_id in held
    ]
