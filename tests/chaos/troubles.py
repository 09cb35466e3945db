"""What befalls a running home in the storm. Each begins a trouble and hands back what ends it."""

import os
import random
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from distributor.settings import Settings
from supervisor.process import Part
from tests.support import province
from tests.support.servers import Postgres
from tests.support.wire import Wire

End = Callable[[], None]
CALM: dict[str, Any] = {
    "accept_then_drop": 0.04,
    "error_500": 0.03,
    "throttle": 0.02,
    "throttle_s": 1,
    "latency_ms": [5, 60],
}
ROUGH: dict[str, Any] = {
    "accept_then_drop": 0.25,
    "error_500": 0.25,
    "throttle": 0.1,
    "throttle_s": 2,
    "latency_ms": [50, 900],
}
SMS_CALM: dict[str, Any] = {"throttle": 0.01, "drop_after_accept": 0.003, "receipt_ms": [1, 50], "receipt_first": 0.3}
STEP_S = 600
"""A clock is put forward or back by so much."""
DISK_MB = 400


@dataclass
class Ground:
    """Where the storm blows. `clock`: a file that says by how much one worker's clock is wrong; `disk`: a small one, or None."""

    settings: Settings
    sandbox_url: str
    postgres: Postgres
    line: Wire
    parts: Mapping[str, Part]
    clock: Path
    disk: Path | None
    chance: random.Random

    @property
    def workers(self) -> list[str]:
        return [name for name in self.parts if name.startswith("worker")]


def set_weather(sandbox_url: str, weather: Mapping[str, Any], seed: int) -> None:
    """Of Facebook and X only publishing meets it; the walks of YouTube and Zalo meet it at every call."""
    each = {
        "facebook": {**weather, "only": "publish", "seed": seed},
        "x": {**weather, "only": "publish", "seed": seed + 1},
        "youtube": {**weather, "seed": seed + 2},
        "zalo": {**weather, "seed": seed + 3},
    }
    province.call("PUT", f"{sandbox_url}/_sandbox/weather", each)


def worker_killed(ground: Ground) -> End:
    _signal(ground.parts[ground.chance.choice(ground.workers)], signal.SIGKILL)
    return _nothing


def all_workers_killed(ground: Ground) -> End:
    for name in ground.workers:
        _signal(ground.parts[name], signal.SIGKILL)
    return _nothing


def worker_frozen(ground: Ground) -> End:
    return _frozen(ground.parts[ground.chance.choice(ground.workers)])


def beat_killed(ground: Ground) -> End:
    _signal(ground.parts["beat"], signal.SIGKILL)
    return _nothing


def gateway_killed(ground: Ground) -> End:
    _signal(ground.parts["gateway"], signal.SIGKILL)
    return _nothing


def valkey_killed_and_emptied(ground: Ground) -> End:
    valkey = ground.parts["valkey"]
    _signal(valkey, signal.SIGKILL)
    for file in (ground.settings.home / "valkey").rglob("*"):
        if file.is_file():
            file.unlink()
    return _nothing


def valkey_frozen(ground: Ground) -> End:
    return _frozen(ground.parts["valkey"])


def database_restarted(ground: Ground) -> End:
    ground.postgres.stop(signal.SIGINT)
    return ground.postgres.start


def database_fallen(ground: Ground) -> End:
    ground.postgres.stop(signal.SIGQUIT)
    return ground.postgres.start


def worker_cut_off(ground: Ground) -> End:
    ground.line.cut()
    return ground.line.mend


def worker_stalled(ground: Ground) -> End:
    """What it asks of the database is lost, and nobody says so until the end."""
    ground.line.strand()

    def end() -> None:
        ground.line.cut()
        ground.line.mend()

    return end


def platforms_rough(ground: Ground) -> End:
    set_weather(ground.sandbox_url, ROUGH, ground.chance.randrange(1000))
    return lambda: set_weather(ground.sandbox_url, CALM, ground.chance.randrange(1000))


def clock_stepped(ground: Ground) -> End:
    ground.clock.write_text(f"{ground.chance.choice((STEP_S, -STEP_S)):+d}")
    return lambda: _write(ground.clock, "+0")


def disk_full(ground: Ground) -> End:
    """Nothing more can be written to the home: no log, no picture, no key."""
    assert ground.disk is not None
    filling = ground.disk / "filling"
    piece = b"\0" * 65_536
    with suppress(OSError), filling.open("wb", buffering=0) as file:
        while file.write(piece):
            pass
    return filling.unlink


TROUBLES: Mapping[Callable[[Ground], End], tuple[float, float]] = {
    worker_killed: (0, 2),
    all_workers_killed: (0, 2),
    worker_frozen: (5, 20),
    beat_killed: (0, 2),
    gateway_killed: (0, 2),
    valkey_killed_and_emptied: (0, 2),
    valkey_frozen: (3, 12),
    database_restarted: (1, 5),
    database_fallen: (1, 5),
    worker_cut_off: (3, 20),
    worker_stalled: (3, 20),
    platforms_rough: (5, 15),
    clock_stepped: (5, 20),
    disk_full: (3, 10),
}
"""Each with the fewest and the most seconds until it is ended."""


@contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    """A disk of `DISK_MB`, mounted at `folder`; None where this user may not mount, which is said."""
    folder.mkdir()
    if os.geteuid() == 0:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "loa-chaos", str(folder)]
        mounted = subprocess.run(mount, check=False, capture_output=True).returncode == 0
    else:
        mounted = False
    if not mounted:
        print("SKIPPED: disk full (it needs root, who may mount a small disk)", flush=True)
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)


def _frozen(part: Part) -> End:
    frozen = part.process
    _signal(part, signal.SIGSTOP)

    def thaw() -> None:
        if frozen is not None and frozen.poll() is None:
            frozen.send_signal(signal.SIGCONT)

    return thaw


def _signal(part: Part, number: int) -> None:
    if part.process is not None and part.process.poll() is None:
        part.process.send_signal(number)


def _write(file: Path, text: str) -> None:
    file.write_text(text)


def _nothing() -> None:
    pass
