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

from sqlmodel import col, select

from distributor.models import Post
from tests.commands.homes import Home

LOOK_S = 10.0
GROWTH = 1.10
"""More than a tenth, and more than the least of its kind below, is growth."""
LEAST = {"MB": 12.0, "handles": 8.0, "threads": 4.0, "s late": 1.0}
KEEPS = ("sandbox", "MB")
"""Stands for the platforms and keeps what was published to it, as they do: it is printed, and no part of an office."""
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
            if (part, what) != KEEPS
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


def late(home: Home) -> list[float]:
    """Seconds from the slot of each post to when it was out, in the order in which they went out."""
    database = home.database()
    try:
        with database.read() as session:
            rows = session.exec(
                select(Post.slot_at, Post.published_at)
                .where(col(Post.published_at).is_not(None), col(Post.slot_at).is_not(None))
                .order_by(col(Post.published_at))
            ).all()
    finally:
        database.dispose()
    return [(out - slot).total_seconds() for slot, out in rows if slot is not None and out is not None]


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
            samples.values["posts", "s late"] = times
    print(f"{told.minutes:g} minutes, an item every {told.every:g} s, {len(times)} posts out")
    for (part, what), values in sorted(samples.values.items()):
        before, after = thirds(values)
        print(
            f"{part:8} {what:8} second third {before:8.1f}  last third {after:8.1f}  most {max(values, default=0):8.1f}"
        )
    grown = samples.growth()
    print("\n".join(["GROWN:", *grown]) if grown else "flat")
    sys.exit(1 if grown else 0)


if __name__ == "__main__":
    main()
