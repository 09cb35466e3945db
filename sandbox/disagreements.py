"""Known disagreements: where a source that is not ours says that a platform does otherwise than its description.

Data in `disagreements.toml`; each is switched on as weather (`Weather.differs`) and acted out by the stand-in of its platform.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

FILE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True)
class Disagreement:
    """`differs`: what the stand-in does under it. `source`: who saw it, or says it."""

    name: str
    platform: str
    differs: str
    source: str
    checked_on: date


KNOWN = tuple(Disagreement(**entry) for entry in tomllib.loads(FILE.read_text("utf-8"))["disagreement"])


def names_of(platform: str) -> list[str]:
    return [one.name for one in KNOWN if one.platform == platform]
