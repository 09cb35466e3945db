"""The platforms' own descriptions, which lie beside the repository and are not part of it.

Where CI=true they must be there: a check that nobody misses is none.
"""

import os
from pathlib import Path

CONTRACTS = Path(__file__).resolve().parents[3] / "shared" / "contracts"
ABSENT = "the platforms' descriptions are not beside the repository (../shared/contracts)"
WANTED = ("x-api-v2.openapi.json", "google/youtube.v3.json", "facebook/PagePost.json")


def are_here() -> bool:
    return all((CONTRACTS / name).is_file() for name in WANTED)


def must_be_here() -> bool:
    return os.environ.get("CI") == "true"
