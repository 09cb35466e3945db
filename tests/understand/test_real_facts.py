"""For every real text beside the checkout: each number, day and law in every post, and every key point, stands in its source.

The counts are printed (`pytest -s`) and asserted; a changed digit in the posts is found. The ordinary run looks at what is
announced of the legal texts; the slow one also at the feeds, at texts without a kind, and at the other purposes.
"""

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from channels import registry
from channels.forms import described_names, form_of
from distributor.compose.digest_words import NothingToSay
from distributor.compose.item import ItemView
from distributor.compose.templates import Templates
from distributor.draft.compose import Composition, compose
from distributor.ingest.content import content_of
from distributor.ingest.kinds import default_kinds
from distributor.ingest.parse import parse_feed
from distributor.text.plain import one_line
from distributor.understand.fact_check import fact_check
from distributor.understand.points import understand_points
from distributor.understand.topics import topics
from distributor.understand.understand import understand
from tests.understand.sources import flat

REAL = Path(__file__).resolve().parents[3] / "shared" / "real"
LINK = "https://loa.huonggiang.example/l/k7m2q9"
UNIT = "Sở Tư pháp tỉnh Hương Giang"
TODAY = date(2026, 11, 24)
PURPOSES = ("announce", "before_effect", "effective")
CHANNELS = ("facebook", "x", "rss", "youtube", "sms", "zalo", "manual")

pytestmark = pytest.mark.skipif(
    not REAL.is_dir(), reason="the real texts are not beside this checkout (../shared/real)"
)


def _view(title: str, *, summary: str = "", text: str = "", kind: str = "") -> ItemView:
    facts = understand(
        title=title, summary=summary, text=text, categories_kind=kind, publisher=UNIT, attachments=(), today=TODAY
    )
    points, message = understand_points(title, summary, text, kind=facts.kind, document=facts.document)
    facts = replace(facts, points=points, message=message)
    published = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
    return ItemView(1, title, summary, text, facts.kind, published, "", UNIT, facts=facts)


def _legal() -> Iterator[ItemView]:
    for question in json.loads((REAL / "legal-qa.json").read_text(encoding="utf-8")):
        text = "\n\n".join(f"{each['sub_title']}\n{flat(each['sub_content'])}" for each in question["content"])
        yield _view(question["title"], summary=question["introduction"], text=text, kind="question")
    for document in _documents():
        yield _view(document["title"], text=document["text_first_12000"], kind="new_law")
    for page in json.loads((REAL / "legal-education-pages.json").read_text(encoding="utf-8")):
        yield _view(page["title"] or page["text_excerpt"][:120], text=page["text_excerpt"], kind="council_activity")
    plan = (REAL / "ke-hoach-de-an-471.txt").read_text(encoding="utf-8")
    yield _view("Kế hoạch thực hiện Đề án", text=plan, kind="plan")


def _others() -> Iterator[ItemView]:
    for document in _documents():
        yield _view(f"Giới thiệu {document['title']}", text=document["text_first_12000"])
    for feed in sorted((REAL / "feeds").glob("*.xml")):
        for entry in parse_feed(feed.read_bytes(), address="https://real.example/").entries:
            content = content_of(entry.read(), default_kinds(), "https://real.example/")
            yield _view(content.title, summary=content.summary, text=content.text, kind=content.kind)


def _documents() -> list[dict[str, str]]:
    documents: list[dict[str, str]] = json.loads((REAL / "legal-documents.json").read_text(encoding="utf-8"))
    return documents


@cache
def legal_views() -> tuple[ItemView, ...]:
    return tuple(_legal())


@cache
def other_views() -> tuple[ItemView, ...]:
    return tuple(_others())


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


def _posts(views: Iterable[ItemView], purposes: Iterable[str]) -> Iterator[Post]:
    """Each view on each channel, for each purpose and in each wording; a purpose that has nothing to say makes none."""
    templates = Templates()
    for view, channel, purpose in product(views, CHANNELS, purposes):
        for variant in ("", *templates.variants(channel, purpose, view.kind)):
            try:
                composed = compose(view, form_of(channel), purpose, LINK, templates, variant=variant)
            except NothingToSay:
                continue
            yield Post(view, channel, _said(composed))


@cache
def announced() -> tuple[Post, ...]:
    return tuple(_posts(legal_views(), ["announce"]))


def _check_all(posts: Sequence[Post], least: int) -> None:
    wrong = []
    digits = 0
    for post in posts:
        missing = fact_check(post.text, post.source, allowed=post.allowed)
        if missing:
            wrong.append((post.channel, post.view.title, missing))
        digits += _digits(post.text)
    print(
        f"\n{len(posts)} posts on {len({post.channel for post in posts})} channels, {digits} digits: all stand in their sources"
    )
    assert wrong == []
    assert {post.channel for post in posts} == set(CHANNELS)
    assert len(posts) >= least
    assert digits > 10 * least


def _digits(text: str) -> int:
    return sum(letter.isdigit() for letter in text.replace(LINK, ""))


def _share_of_changes_found(posts: Sequence[Post]) -> float:
    """Of one changed digit a post. What the source says elsewhere in the same words nobody could tell."""
    chance = random.Random(471)
    changed = found = 0
    for post in posts:
        text = post.text.replace(LINK, "")
        places = [place for place, letter in enumerate(text) if letter.isdigit()]
        for place in chance.sample(places, min(1, len(places))):
            digit = chance.choice([each for each in "0123456789" if each != text[place]])
            mutant = text[:place] + digit + text[place + 1 :]
            changed += 1
            found += bool(fact_check(mutant, post.source, allowed=post.allowed))
    print(f"\n{found} of {changed} changed digits found")
    assert changed > 0.7 * len(posts)
    return found / changed


def _check_points(views: Sequence[ItemView], least: int) -> None:
    counted = 0
    for view in views:
        points = view.facts.points
        source = one_line(f"{view.title}\n{view.summary}\n{view.text}")
        values = (points.affected, *points.changes, points.action, points.place, points.deadline)
        for value in filter(None, values):
            assert fact_check(value, source) == (), (view.title, value)
            counted += 1
        assert points.topic in ("", *topics().labels)
        assert len(points.changes) <= 3
        for point in view.facts.message:
            assert point.quotes, (view.title, point)
            assert len(point.statement.split()) <= 40, (view.title, point)
            for quote in point.quotes:
                assert quote in source, (view.title, quote)
                assert len(quote.split()) <= 80, (view.title, quote)
        assert len(view.facts.message) <= 8
        assert points.deadline or points.deadline_on is None
    print(f"\n{len(views)} texts, {counted} key points: each stands in its source")
    assert counted >= least


def test_all_the_real_texts_are_read_and_all_channels_are_written() -> None:
    assert len(legal_views()) == 7 + 30 + 4 + 1
    assert set(CHANNELS) >= {*registry.specs(), *described_names()}


def test_every_key_point_stands_in_its_source() -> None:
    _check_points(legal_views(), least=25)


def test_every_fact_of_every_announcement_stands_in_its_source() -> None:
    _check_all(announced(), least=350)


def test_a_changed_digit_in_an_announcement_is_found() -> None:
    assert _share_of_changes_found(announced()) >= 0.99


@pytest.mark.slow
def test_points_and_posts_of_all_other_texts_and_purposes() -> None:
    _check_points(other_views(), least=50)
    posts = [*_posts(legal_views(), PURPOSES[1:]), *_posts(other_views(), PURPOSES)]
    _check_all(posts, least=700)
    assert _share_of_changes_found(posts) >= 0.99
