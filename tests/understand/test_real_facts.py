"""For every real text beside the checkout: each number, day and law in every post, and every key point, stands in its source.

The counts at the end are printed (`pytest -s`) and asserted; a changed digit in any of the posts is found.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest

from channels import registry
from channels.forms import described_names, form_of
from distributor.compose.compose import Composition, compose
from distributor.compose.digest_words import NothingToSay
from distributor.compose.item import ItemView
from distributor.compose.plain import one_line
from distributor.compose.templates import Templates
from distributor.ingest.content import content_of
from distributor.ingest.kinds import default_kinds
from distributor.ingest.parse import parse_feed
from distributor.understand.fact_check import fact_check
from distributor.understand.points import key_points
from distributor.understand.topics import topics
from distributor.understand.understand import understand
from tests.understand.sources import flat

REAL = Path(__file__).resolve().parents[3] / "shared" / "real"
LINK = "https://loa.huonggiang.example/l/k7m2q9"
UNIT = "Sở Tư pháp tỉnh Hương Giang"
TODAY = date(2026, 11, 24)
PURPOSES = ("announce", "before_effect", "effective")

pytestmark = pytest.mark.skipif(
    not REAL.is_dir(), reason="the real texts are not beside this checkout (../shared/real)"
)


def _view(title: str, *, summary: str = "", text: str = "", kind: str = "") -> ItemView:
    facts = understand(
        title=title, summary=summary, text=text, categories_kind=kind, publisher=UNIT, attachments=(), today=TODAY
    )
    facts = replace(facts, points=key_points(title, summary, text, kind=facts.kind, document=facts.document))
    published = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
    return ItemView(1, title, summary, text, facts.kind, published, "", UNIT, facts=facts)


def _views() -> Iterator[ItemView]:
    for question in json.loads((REAL / "legal-qa.json").read_text(encoding="utf-8")):
        text = "\n\n".join(f"{each['sub_title']}\n{flat(each['sub_content'])}" for each in question["content"])
        yield _view(question["title"], summary=question["introduction"], text=text, kind="question")
        yield _view(question["title"], text=text, kind="question")
    for document in json.loads((REAL / "legal-documents.json").read_text(encoding="utf-8")):
        yield _view(document["title"], text=document["text_first_12000"], kind="new_law")
        yield _view(f"Giới thiệu {document['title']}", text=document["text_first_12000"])
    for page in json.loads((REAL / "legal-education-pages.json").read_text(encoding="utf-8")):
        yield _view(page["title"] or page["text_excerpt"][:120], text=page["text_excerpt"], kind="council_activity")
    plan = (REAL / "ke-hoach-de-an-471.txt").read_text(encoding="utf-8")
    yield _view("Kế hoạch thực hiện Đề án", text=plan, kind="plan")
    for feed in sorted((REAL / "feeds").glob("*.xml")):
        for entry in parse_feed(feed.read_bytes(), address="https://real.example/").entries:
            content = content_of(entry.read(), default_kinds(), "https://real.example/")
            yield _view(content.title, summary=content.summary, text=content.text, kind=content.kind)


@cache
def all_views() -> tuple[ItemView, ...]:
    return tuple(_views())


@dataclass(frozen=True)
class Post:
    view: ItemView
    channel: str
    text: str

    @property
    def source(self) -> str:
        return "\n".join((self.view.title, self.view.summary, self.view.text))

    @property
    def allowed(self) -> tuple[str, ...]:
        return (LINK, self.view.date_text, self.view.unit_name)


def _said(composed: Composition) -> str:
    """Everything that a citizen reads of it."""
    return "\n".join((composed.title, composed.lead, composed.text))


@cache
def all_posts() -> tuple[Post, ...]:
    """Each view on each channel, for each purpose and in each wording; a purpose that has nothing to say makes none."""
    templates = Templates()
    posts = []
    for channel in sorted({*registry.specs(), *described_names()}):
        form = form_of(channel)
        for view in all_views():
            for purpose in PURPOSES:
                for variant in ("", *templates.variants(channel, purpose, view.kind)):
                    try:
                        composed = compose(view, form, purpose, LINK, templates, variant=variant)
                    except NothingToSay:
                        continue
                    posts.append(Post(view, channel, _said(composed)))
    return tuple(dict.fromkeys(posts))


def test_every_key_point_stands_in_its_source() -> None:
    counted = 0
    for view in all_views():
        points = view.facts.points
        source = one_line(f"{view.title}\n{view.summary}\n{view.text}")
        values = (points.affected, *points.changes, points.action, points.place, points.deadline)
        for value in filter(None, values):
            assert value in source, (view.title, value)
            assert fact_check(value, source) == (), (view.title, value)
            counted += 1
        assert points.topic in ("", *topics().labels)
        assert len(points.changes) <= 3
        assert points.deadline or points.deadline_on is None
    print(f"\n{len(all_views())} texts, {counted} key points: each stands in its source")
    assert len(all_views()) > 100
    assert counted > 50


@pytest.mark.slow
def test_every_fact_of_every_post_stands_in_its_source() -> None:
    wrong = []
    digits = 0
    for post in all_posts():
        missing = fact_check(post.text, post.source, allowed=post.allowed)
        if missing:
            wrong.append((post.channel, post.view.title, missing))
        digits += sum(letter.isdigit() for letter in post.text.replace(LINK, ""))
    channels = {post.channel for post in all_posts()}
    print(f"\n{len(all_posts())} posts on {len(channels)} channels, {digits} digits: each stands in its source")
    assert wrong == []
    assert channels >= {"facebook", "x", "rss", "youtube", "sms", "zalo", "manual"}
    assert len(all_posts()) > 700
    assert digits > 10_000


@pytest.mark.slow
def test_a_changed_digit_in_any_post_is_found() -> None:
    """Unless it makes what the source says in the same words elsewhere: then nobody could tell."""
    chance = random.Random(471)
    changed = found = 0
    for post in all_posts():
        text = post.text.replace(LINK, "")
        places = [place for place, letter in enumerate(text) if letter.isdigit()]
        for place in chance.sample(places, min(2, len(places))):
            digit = chance.choice([each for each in "0123456789" if each != text[place]])
            mutant = text[:place] + digit + text[place + 1 :]
            changed += 1
            found += bool(fact_check(mutant, post.source, allowed=post.allowed))
    print(f"\n{found} of {changed} changed digits found")
    assert changed > 1000
    assert found >= 0.99 * changed
