"""How soon delivery is back after faults of Valkey and stopped parts, on a busy home and a loaded machine: `make recovery`.

    python -m tests.chaos.recovery [--faults 20] [--stops 5] [--minutes 20] [--load 1] [--seed N] [--postgres]

Valkey is killed, stopped, emptied, cut off and stranded, and worker and beat are stopped by SIGSTOP, in an order that the seed
draws, while a post comes due each half second. Posts that are due at the end are counted on the platforms. Loopback only.
Exit code 1 if delivery was once away for half a minute, health said nothing of it, or a post is lost, twice or stuck.
"""

import argparse
import random
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from distributor import migrate
from distributor.db import Database
from tests.support import servers
from tests.support.busy import FAULTS, NOTICED_S, Recovery, busy_home

BACK_S = 30.0
PAUSE_S = (1.0, 4.0)


def drawn(faults: int, stops: int, chance: random.Random) -> list[str]:
    """Every kind as often, in a random order."""
    valkey = [fault for fault in FAULTS if not fault.startswith("stop ")]
    parts = [fault for fault in FAULTS if fault.startswith("stop ")]
    order = [valkey[number % len(valkey)] for number in range(faults)]
    order += [parts[number % len(parts)] for number in range(stops)]
    chance.shuffle(order)
    return order


def table(found: list[Recovery]) -> str:
    lines = [
        f"{'fault':14}{'times':>7}{'median':>9}{'most':>9}{'over 30 s':>11}{'restarts':>10}{'red, median':>13}{'least':>9}"
    ]
    for fault in FAULTS:
        these = [each for each in found if each.fault == fault]
        if these:
            back = [each.back_s for each in these]
            over = sum(each > BACK_S for each in back)
            told = sum(len(each.told) for each in these)
            red = [each.red_s for each in these]
            lines.append(
                f"{fault:14}{len(these):7}{statistics.median(back):7.1f} s{max(back):7.1f} s{over:11}{told:10}"
                f"{statistics.median(red):11.1f} s{min(red):7.1f} s"
            )
    return "\n".join(lines)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--faults", type=int, default=20, help="of Valkey")
    arguments.add_argument("--stops", type=int, default=5, help="of worker and beat, by SIGSTOP")
    arguments.add_argument("--minutes", type=float, default=20, help="no new fault after so long")
    arguments.add_argument("--load", type=int, default=1, help="processes that use a core each")
    arguments.add_argument("--seed", type=int, default=random.randrange(10**6))
    arguments.add_argument("--postgres", action="store_true", help="PostgreSQL instead of SQLite")
    options = arguments.parse_args()
    chance = random.Random(options.seed)
    print(
        f"seed {options.seed}: {options.faults} faults of Valkey, {options.stops} stops, load {options.load}",
        flush=True,
    )
    found: list[Recovery] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="loa-chaos-")))
        url = f"sqlite:///{folder / 'loa.db'}"
        if options.postgres:
            url = stack.enter_context(servers.postgres()).format(name="postgres")
        database = Database(url)
        (folder / "run").mkdir()
        migrate.upgrade(database, folder / "run")
        database.dispose()
        sandbox_url = stack.enter_context(servers.sandbox(folder / "sandbox", "--no-clicks"))
        run = stack.enter_context(busy_home(folder / "home", url, sandbox_url, load=options.load))
        servers.wait_until(lambda: not run.health(), "posts go out", look_s=0.5)
        end = time.monotonic() + options.minutes * 60
        for fault in drawn(options.faults, options.stops, chance):
            if time.monotonic() > end:
                print("time is over")
                break
            found.append(run.recovers(fault))
            told = "; ".join(found[-1].told)
            print(f"{fault:14} back in {found[-1].back_s:5.1f} s, red for {found[-1].red_s:4.1f} s  {told}", flush=True)
            if found[-1].back_s > BACK_S:
                print(run.log(), flush=True)
            time.sleep(chance.uniform(*PAUSE_S))
        count = run.settle()
    for each in count.open_posts:
        print(f"not out: {each}")
    print(table(found))
    print(
        f"posts {count.planned}, lost {count.lost}, twice {count.twice}, stuck {count.stuck}, unknown and shown {count.unknown}"
    )
    unseen = sum(not each.was_noticed for each in found)
    print(f"stopped, or away for longer than {NOTICED_S:g} s, and health never red: {unseen}")
    late = sum(each.back_s > BACK_S for each in found)
    # Only a call in which a part was stopped may end so.
    return 1 if late or unseen or count.lost or count.twice or count.stuck or count.unknown > options.stops else 0


if __name__ == "__main__":
    sys.exit(main())
