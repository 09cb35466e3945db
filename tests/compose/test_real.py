"""Real texts through every channel: no error, never over, the link there, numbers as they were."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import feedparser
import pytest

from channels.forms import form_of, writing_of
from distributor.compose.item import ItemView
from distributor.compose.templates import Templates
from distributor.draft.compose import compose
from distributor.text.plain import clean
from tests.compose.conftest import CHANNELS
from tests.compose.demo_items import LINK, item

REAL = Path(__file__).resolve().parents[3] / "shared" / "real"

pytestmark = pytest.mark.skipif(
    not REAL.is_dir(), reason="the real texts are not beside this checkout (../shared/real)"
)


SHORTEST = ("facebook", "x", "sms")
"""Channels that differ most in length; the others are asked with the slow tests."""


@cache
def all_items() -> tuple[ItemView, ...]:
    return tuple(real_items())


def real_items() -> Iterator[ItemView]:
    for question in json.loads((REAL / "legal-qa.json").read_text(encoding="utf-8")):
        yield item(question["title"], summary=question["introduction"], kind="question")
        yield item(question["title"], text=json.dumps(question["content"], ensure_ascii=False), kind="question")
    for document in json.loads((REAL / "legal-documents.json").read_text(encoding="utf-8")):
        text = document["text_first_12000"]
        yield item(document["title"], text=text, kind="new_law")
        for heading in (line for line in text.split("\n")[1:9] if line.isupper()):
            yield item(heading, text=text, kind="new_law")
    for page in json.loads((REAL / "legal-education-pages.json").read_text(encoding="utf-8")):
        yield item(page["title"] or page["text_excerpt"], text=page["text_excerpt"], kind="council_activity")
    yield item(
        "Kế hoạch thực hiện Đề án", text=(REAL / "ke-hoach-de-an-471.txt").read_text(encoding="utf-8"), kind="plan"
    )
    for feed in sorted((REAL / "feeds").glob("*.xml")):
        for entry in feedparser.parse(feed.read_bytes()).entries:
            yield item(entry.get("title", "Tin"), summary=entry.get("summary", ""), kind="")


@pytest.mark.parametrize(
    "channel", [pytest.param(name, marks=() if name in SHORTEST else pytest.mark.slow) for name in CHANNELS]
)
def test_all_pass(channel: str, templates: Templates) -> None:
    spec = form_of(channel)
    seen = 0
    for one in all_items():
        composed = compose(one, spec, "announce", LINK, templates)
        assert 0 < spec.count(composed.text) == composed.count <= spec.text_limit
        assert composed.text.count(LINK) == (spec.name != "rss")
        assert len(composed.alt_text) <= spec.media.alt_text_limit
        source = clean(f"{one.title} {one.summary} {one.text}").replace("#", "")
        known = set(writing_of(spec.name).write(source).split()) | set(source.split())
        ours = {LINK, one.date_text}
        for token in composed.text.split():
            if any(letter.isdigit() for letter in token) and token not in ours:
                bare = token.rstrip("….,;:").lstrip("#“(")
                assert any(bare in word for word in known), (token, one.title)
        seen += 1
    assert seen > 100
