"""What a running Loa holds in memory: proportional set size of every process, at rest and while it draws.

A home with the demo province is started as `loa up` starts it, with the cards and videos of its first posts. The sandbox, which
no office runs, is told apart. Peak: the largest sum seen while the posts were composed, drawn and sent, videos among them.

    python bench/memory.py [--quick] [--json]

`--quick`: no videos. `ratio`: at rest over the target of 500 MB.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.idle import let_it_publish_and_age, running
from distributor.process_memory import memory_of_tree

AT_REST_MB, DRAWING_MB = 500, 800
SANDBOX = "sandbox"
SETTLE_S = 100.0
"""After which what was warm has ended."""


class Watch(threading.Thread):
    """Looks twice a second; `peak`: the parts at the moment when their sum was largest."""

    def __init__(self, supervisor: int) -> None:
        super().__init__(daemon=True)
        self.supervisor, self.peak, self.over = supervisor, dict[str, int](), threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.5):
            seen = memory_of_tree(self.supervisor)
            if of_office(seen) > of_office(self.peak):
                self.peak = seen


def of_office(parts: dict[str, int]) -> float:
    return sum(octets for part, octets in parts.items() if part != SANDBOX) / 1e6


def main() -> None:
    arguments = argparse.ArgumentParser(description="Memory of a running Loa.")
    arguments.add_argument("--quick", action="store_true", help="without videos")
    arguments.add_argument("--json", action="store_true", help="one JSON object as the last line")
    options = arguments.parse_args()
    if options.quick:
        os.environ["LOA_VIDEOS"] = "0"
    with tempfile.TemporaryDirectory(prefix="loa-memory-") as folder, running(Path(folder)) as supervisor:
        watch = Watch(supervisor.pid)
        watch.start()
        begun = memory_of_tree(supervisor.pid)
        posts = let_it_publish_and_age(Path(folder))
        time.sleep(SETTLE_S)
        watch.over.set()
        watch.join()
        rest = memory_of_tree(supervisor.pid)
    print(f"proportional set size in MB; {posts} posts drawn and sent{', no videos' if options.quick else ''}")
    print(f"{'':12}{'begun':>8}{'peak':>8}{'at rest':>9}")
    for part in sorted(begun.keys() | watch.peak.keys() | rest.keys()):
        print(
            f"{part:12}"
            + "".join(
                f"{each.get(part, 0) / 1e6:{width}.0f}" for each, width in ((begun, 8), (watch.peak, 8), (rest, 9))
            )
        )
    sums = f"{of_office(begun):8.0f}{of_office(watch.peak):8.0f}{of_office(rest):9.0f}"
    print(f"{'an office':12}{sums}   targets {DRAWING_MB} and {AT_REST_MB}")
    if options.json:
        result = {
            "bench": "memory",
            "ratio": round(of_office(rest) / AT_REST_MB, 3),
            "baseline": f"{AT_REST_MB} MB at rest",
            "figures": {
                "at rest MB": round(of_office(rest)),
                "peak MB": round(of_office(watch.peak)),
                **{f"{part} at rest MB": round(octets / 1e6) for part, octets in rest.items()},
            },
            "machine": {
                "python": platform.python_version(),
                "processor": platform.machine(),
                "processors": os.cpu_count(),
                "at": datetime.now(UTC).isoformat(timespec="seconds"),
            },
        }
        print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main()
