"""What X makes of a video after finalize: pending, in progress with a percentage, then succeeded or failed with a problem.

Where a video stands is a function of the clock and of one small file beside the uploads, so a restart changes nothing. Rules as
docs.x.com gives them for tweet_video: 0.5 to 140 s, 1:3 to 3:1, 32×32 to 1280×1024 (standing or lying), H.264.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from sandbox.calls import Json
from sandbox.clock import now
from sandbox.store import Store
from sandbox.x import problems
from sandbox.youtube import mp4

KINDS = ("video/mp4", "video/quicktime", "video/webm", "video/mp2t")
LARGEST_VIDEO = 512 * 1000 * 1000
CHECK_AFTER_S = 1
_PENDING_SHARE = 0.3
_LEAST_S, _BYTES_PER_S, _MOST_S = 1.2, 20_000_000, 30.0
_SHORTEST_S, _LONGEST_S = 0.5, 140.0
_LARGEST_SIDES, _SMALLEST_SIDE = (1280, 1024), 32


@dataclass(frozen=True)
class Processing:
    """`takes`: seconds from `begun` until it is done. `fault`: why it will have failed, empty if it will not."""

    begun: float
    takes: float
    fault: str

    @property
    def share(self) -> float:
        return min(1.0, (now() - self.begun) / self.takes)

    @property
    def is_ready(self) -> bool:
        return self.share >= 1 and not self.fault


def begin(identifier: str, size: int, fault: str, store: Store) -> None:
    """Starts processing the finalized upload."""
    takes = min(_MOST_S, _LEAST_S + size / _BYTES_PER_S)
    path = _place(identifier, store)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps({"begun": now(), "takes": takes, "fault": fault}))
    fresh.replace(path)


def processing_of(identifier: str, store: Store) -> Processing | None:
    """None for an upload that was not finalized, or needs no processing."""
    try:
        return Processing(**json.loads(_place(identifier, store).read_text()))
    except FileNotFoundError:
        return None


def described(processing: Processing) -> Json:
    """`processing_info`; the specification gives it no reason of a failure."""
    if processing.share < _PENDING_SHARE:
        return {"state": "pending", "check_after_secs": CHECK_AFTER_S}
    if processing.share < 1:
        percent = int(100 * processing.share)
        return {"state": "in_progress", "check_after_secs": CHECK_AFTER_S, "progress_percent": percent}
    return {"state": "failed" if processing.fault else "succeeded", "progress_percent": 100}


def failure(processing: Processing) -> list[Json]:
    """The problems that stand beside a failed video."""
    if not processing.fault or processing.share < 1:
        return []
    return [
        {
            "title": "Invalid Media",
            "detail": processing.fault,
            "type": problems.PROBLEMS + "invalid-request",
            "status": 400,
        }
    ]


def fault_of(path: Path) -> tuple[mp4.Facts | None, str]:
    """What the file holds, and why X would not show it."""
    facts = mp4.inspect(path)
    if facts is None or b"avc1" not in path.read_bytes():
        return facts, "Unsupported video format"
    if not _SHORTEST_S <= facts.duration <= _LONGEST_S:
        long = facts.duration > _LONGEST_S
        return facts, "Duration too long, maximum:140000" if long else "Duration too short, minimum:500"
    longer, shorter = sorted((facts.width, facts.height), reverse=True)
    if longer > 3 * shorter:
        return facts, "Invalid aspect ratio, between 1:3 and 3:1"
    if longer > _LARGEST_SIDES[0] or shorter > _LARGEST_SIDES[1] or shorter < _SMALLEST_SIDE:
        return facts, "Invalid dimensions, from 32x32 to 1280x1024"
    return facts, ""


def _place(identifier: str, store: Store) -> Path:
    return store.upload_folder / f"processing-{identifier}.json"
