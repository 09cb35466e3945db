"""What the processes of a home hold in memory on this machine, by what they are: proportional shares, so that they add up."""

import os
from pathlib import Path

PARTS = {
    " beat ": "beat", " worker ": "worker", " web": "web", " gateway": "gateway", " sandbox": "sandbox",
    "valkey-server": "valkey", "distributor.children": "reader", "distributor.render.video": "video", "ffmpeg": "ffmpeg",
    " up": "supervisor",
}  # fmt: skip
"""What stands in a command line, looked for in this order, and the part that it tells."""
PROC = Path("/proc")


def memory_of_home(home: Path) -> dict[str, int]:
    """Part → bytes, summed over its processes; empty where the system does not tell."""
    told = f"LOA_HOME={home}".encode()
    sums: dict[str, int] = {}
    for folder in PROC.glob("[0-9]*"):
        try:
            if told not in (folder / "environ").read_bytes().split(b"\0"):
                continue
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            share = _share(folder)
        except OSError:  # it ended meanwhile, or is another's
            continue
        part = next((name for words, name in PARTS.items() if words in command), "other")
        sums[part] = sums.get(part, 0) + share
    return sums


def own_memory() -> int:
    """Bytes of this process; 0 where the system does not tell."""
    try:
        return _share(PROC / str(os.getpid()))
    except OSError:
        return 0


def _share(folder: Path) -> int:
    lines = (folder / "smaps_rollup").read_text(encoding="ascii").splitlines()
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
