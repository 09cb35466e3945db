"""What each demo item becomes on each channel, as files that a person can read.

After a deliberate change: `LOA_WRITE_GOLDEN=1 pytest tests/compose/test_golden.py`, then read the difference.
"""

import os
from pathlib import Path

import pytest

from channels.base import ChannelSpec
from distributor.compose.preview import preview
from distributor.compose.templates import Templates
from tests.compose.demo_items import DEMO, LINK

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", DEMO)
def test_reads_as_agreed(name: str, spec: ChannelSpec, templates: Templates) -> None:
    lines = preview(DEMO[name], spec, "announce", LINK, templates, sample=True)
    # The version changes with every comma of the editorial rules, which is tested elsewhere.
    shown = "\n".join([lines[0].split(" (phiên bản")[0], *lines[1:]]) + "\n"
    file = GOLDEN / f"{name}.{spec.name}.txt"
    if os.environ.get("LOA_WRITE_GOLDEN"):
        file.write_text(shown, encoding="utf-8")
    assert shown == file.read_text(encoding="utf-8")
