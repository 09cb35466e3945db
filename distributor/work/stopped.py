"""The parts of this machine that a signal has stopped, as its supervisor sees them, for whoever tells how it is: they look well
for as long as their last proof of progress is new. Told so, too, is what was stopped until a moment ago
and has proved nothing since.
"""

import json
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

_FILE = "stopped.json"
_NEW_S = 5.0
"""The supervisor says it anew each second; what an earlier one said is not heeded."""


def tell_stopped(run_folder: Path, parts: Mapping[str, int]) -> None:
    """Tell which parts are stopped: name → id of its process."""
    file = run_folder / _FILE
    with suppress(OSError):  # a full disk is no reason to watch no more
        if not parts:
            file.unlink(missing_ok=True)
            return
        new = file.with_suffix(".new")
        new.write_text(json.dumps(dict(parts)), encoding="ascii")
        new.replace(file)


def stopped_parts(run_folder: Path) -> dict[str, int]:
    """Return the parts that are stopped at this moment, as `tell_stopped` was given them."""
    file = run_folder / _FILE
    with suppress(OSError, ValueError):
        if abs(time.time() - file.stat().st_mtime) < _NEW_S:
            told: dict[str, int] = json.loads(file.read_text(encoding="ascii"))
            return told
    return {}
