"""What each demo item becomes on every channel, for every purpose and in every wording, as files that a person can read.

After a deliberate change: `LOA_WRITE_GOLDEN=1 pytest tests/compose/test_golden.py`, then read the difference.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from channels.forms import form_of
from distributor.compose.templates import Templates
from distributor.draft.compose import Composition, compose, compose_digest
from distributor.draft.preview import preview_lines
from tests.compose.conftest import CHANNELS
from tests.compose.demo_items import DEMO, DIGEST, EFFECTIVE, ERRATUM, LINK, PERIOD

GOLDEN = Path(__file__).parent / "golden"
CASES = [
    *((name, "announce") for name in DEMO),
    *((name, purpose) for name in EFFECTIVE for purpose in ("before_effect", "effective")),
    ("decision", "erratum:3"),
    ("december", f"digest:{PERIOD}"),
]


def made(name: str, purpose: str, channel: str, variant: str, templates: Templates) -> Composition:
    form = form_of(channel)
    if name == "december":
        return compose_digest(DIGEST, PERIOD, form, LINK, templates, sample=True, variant=variant)
    erratum = ERRATUM if purpose.startswith("erratum") else None
    return compose(DEMO[name], form, purpose, LINK, templates, sample=True, variant=variant, erratum=erratum)


def shown(name: str, purpose: str, templates: Templates) -> Iterator[str]:
    kind = "digest" if name == "december" else DEMO[name].kind
    for channel in CHANNELS:
        for variant in ("", *templates.variants(channel, purpose, kind)):
            lines = preview_lines(made(name, purpose, channel, variant, templates), form_of(channel), purpose, LINK)
            # The version changes with every comma of the editorial rules; pictures have golden files of their own.
            yield "\n".join([lines[0].split(" (phiên bản")[0], *lines[1:-1]]) + "\n"


@pytest.mark.parametrize(("name", "purpose"), CASES)
def test_reads_as_agreed(name: str, purpose: str, templates: Templates) -> None:
    text = "\n\n".join(shown(name, purpose, templates))
    file = GOLDEN / f"{name}.{purpose.partition(':')[0]}.txt"
    if os.environ.get("LOA_WRITE_GOLDEN"):
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")
