"""Whether posts go out, and which part is at fault where they do not: for who asks at `/health`, and for the supervisor."""

from dataclasses import dataclass, field

from distributor.deliver.lane_delay import LaneDelay
from distributor.work.progress import Proof

PROVED_S = 7.0
"""Two heartbeats; seven sweeps."""
STANDS_S = 60.0


@dataclass(frozen=True)
class Health:
    """`database`, `broker`: whether it answers. `workers`: what each proved. `queued`: messages for delivery that wait."""

    database: bool = False
    broker: bool = False
    workers: tuple[Proof, ...] = ()
    queued: int = 0
    delay: LaneDelay = field(default_factory=lambda: LaneDelay(None, 0.0))

    @property
    def beat_age_s(self) -> float | None:
        return min((proof.beat_age_s for proof in self.workers), default=None)

    @property
    def swept_age_s(self) -> float | None:
        return min((proof.swept_age_s for proof in self.workers if proof.swept_age_s is not None), default=None)

    @property
    def worker(self) -> bool:
        return self.beat_age_s is not None and self.beat_age_s <= PROVED_S


def part_at_fault(seen: Health) -> str:
    """Empty while posts go out. `beat`: nobody asks for sweeps; `delivery`: all parts work, and yet a lane stands."""
    if not seen.database:
        return "database"
    if not seen.broker:
        return "broker"
    if not seen.worker:
        return "worker"
    if seen.swept_age_s is None or seen.swept_age_s > PROVED_S:
        return "worker" if seen.queued or seen.swept_age_s is None else "beat"
    return "delivery" if seen.delay.stood_s > STANDS_S else ""
