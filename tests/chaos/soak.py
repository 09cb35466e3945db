"""The long run: `make soak`, or `python -m tests.chaos.soak --minutes 30 --every 4`.

The whole of Loa works for a demo province that publishes every few seconds, as much in half an hour as a real one in weeks.
Of each part memory (proportional set size), open handles and threads are looked at, and how late posts go out. The last third of
the time is held against the third before: nothing may grow. The first third is left out, in which caches fill.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import col, func, select

from distributor.models import Account, Attempt, Post
from tests.commands.homes import Home

LOOK_S = 10.0
GROWTH = 1.10
"""More than a tenth, and more than the least of its kind below, is growth."""
LEAST = {"MB": 12.0, "handles": 8.0, "threads": 4.0, "s late": 1.0}
PLATFORMS = "sandbox"
"""Stands for the platforms, keeps what was published to it and answers who asks, as they do: it is printed, and no part of an
office."""
PARTS = ("worker", "gateway", "beat", "web", "valkey", "sandbox", "up")


@dataclass
class Samples:
    """(part, of what) → the values in order of time: of all processes of the part together, for a gateway has its binds."""

    values: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))

    def look(self, home: Path) -> None:
        looked = defaultdict[tuple[str, str], float](float)
        for part, folder in _processes(home):
            with suppress(OSError):  # it ended meanwhile
                looked[part, "MB"] += _pss_mb(folder)
                looked[part, "handles"] += len(list((folder / "fd").iterdir()))
                looked[part, "threads"] += len(list((folder / "task").iterdir()))
        for one, value in looked.items():
            self.values[one].append(value)

    def growth(self) -> list[str]:
        return [
            f"{part}: {what} {before:.1f} → {after:.1f}"
            for (part, what), values in self.values.items()
            if part != PLATFORMS
            for before, after in [thirds(values)]
            if after > before * GROWTH and after - before > LEAST[what]
        ]


def thirds(values: Sequence[float]) -> tuple[float, float]:
    """The medians of the second and the last third."""
    third = max(1, len(values) // 3)
    return statistics.median(values[-2 * third : -third] or values), statistics.median(values[-third:])


def _processes(home: Path) -> list[tuple[str, Path]]:
    """The parts of this home that run now, each under its name."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"LOA_HOME={home}".encode() not in (folder / "environ").read_bytes().split(b"\0"):
                continue
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            found.append(
                (
                    next((part for part in PARTS if f" {part}" in command or part in command.split(" ")[0]), "child"),
                    folder,
                )
            )
    return found


def _pss_mb(folder: Path) -> float:
    for line in (folder / "smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def late(home: Home) -> dict[str, list[float]]:
    """Seconds from each post's slot to the first call for it, by channel, in the order of the calls.

    What the platform takes from there on is not ours (two seconds for an article of Zalo, five for a video, none for a feed's
    entry), and how many of each there are changes with what the province publishes.
    """
    database = home.database()
    try:
        with database.read() as session:
            begun = func.min(Attempt.started_at)
            rows = session.exec(
                select(Account.channel, Post.slot_at, begun)
                .join(Account, col(Account.id) == col(Post.account_id))
                .join(Attempt, col(Attempt.post_id) == col(Post.id))
                .where(col(Post.published_at).is_not(None), col(Post.slot_at).is_not(None))
                .group_by(col(Post.id), col(Account.channel), col(Post.slot_at))
                .order_by(begun)
            ).all()
    finally:
        database.dispose()
    found = defaultdict[str, list[float]](list)
    for channel, slot, called in rows:
        if slot is not None:
            found[channel].append((called - slot).total_seconds())
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--every", type=float, default=4.0, help="seconds between two items of the province")
    told = parser.parse_args()
    samples = Samples()
    with tempfile.TemporaryDirectory(prefix="loa-soak-") as folder:
        settings = {
            "LOA_SANDBOX_PUBLISH_EVERY": str(told.every),
            "LOA_SANDBOX_SPEED": "600",
            "LOA_DEMO_CHANNELS": "",
            "LOA_LOG_LEVEL": "WARNING",
        }
        home = Home(Path(folder) / "home", settings)
        with home.up():
            end = time.monotonic() + told.minutes * 60
            while time.monotonic() < end:
                samples.look(home.path)
                time.sleep(LOOK_S)
            times = late(home)
            for channel, seconds in times.items():
                samples.values[f"to {channel}", "s late"] = seconds
    print(f"{told.minutes:g} minutes, an item every {told.every:g} s, {sum(map(len, times.values()))} posts out")
    for (part, what), values in sorted(samples.values.items()):
        before, after = thirds(values)
        print(
            f"{part:11} {what:8} second third {before:8.1f}  last third {after:8.1f}  most {max(values, default=0):8.1f}"
        )
    grown = samples.growth()
    print("\n".join(["GROWN:", *grown]) if grown else "flat")
    sys.exit(1 if grown else 0)


if __name__ == "__main__":
    main()
