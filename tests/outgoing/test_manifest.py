"""The manifest: whatever of a post's content differs, its hash differs; the order of its pictures is content."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from distributor.db import Database
from distributor.models import Account, Media, Post, PostMedia, PostState
from distributor.outgoing.manifest import Manifest, ManifestMedia, manifest_of, media_of
from tests.support import province
from tests.support.both import database

__all__ = ["database"]

NOW = datetime(2026, 11, 24, tzinfo=UTC)
FIRST, SECOND = ManifestMedia("a" * 64, "Thẻ"), ManifestMedia("b" * 64, "Sơ đồ")
GIVEN = Manifest(
    1, "Tiêu đề", "Nội dung", "https://loa.example/l/1", (FIRST, SECOND), {"privacy": "public", "cover": 1}
)

OTHERWISE: list[dict[str, Any]] = [
    {"account_id": 2},
    {"title": "Tiêu đề khác"},
    {"text": "Nội dung khác"},
    {"link": "https://loa.example/l/2"},
    {"media": (SECOND, FIRST)},
    {"media": (FIRST,)},
    {"media": (FIRST, replace(SECOND, alt_text="Bản đồ"))},
    {"media": (replace(FIRST, sha256="c" * 64), SECOND)},
    {"settings": {"privacy": "private", "cover": 1}},
    {"settings": {}},
]


@pytest.mark.parametrize("otherwise", OTHERWISE, ids=str)
def test_any_change_of_content_is_another_hash(otherwise: dict[str, Any]) -> None:
    assert replace(GIVEN, **otherwise).hash() != GIVEN.hash()


def test_the_same_content_is_the_same_hash_in_every_version() -> None:
    """Approvals that stand in databases are bound to it."""
    assert replace(GIVEN, settings={"cover": 1, "privacy": "public"}).hash() == GIVEN.hash()
    assert GIVEN.hash() == "d9db31e217129089473eabd47a727d68258a6f050563f1349aebb80f525a4d44"


def test_the_manifest_of_a_post_has_its_pictures_as_they_are_given() -> None:
    post = Post(
        unit_id=1,
        account_id=GIVEN.account_id,
        item_id=1,
        purpose="announce",
        state=PostState.PLANNED,
        created_at=NOW,
        title=GIVEN.title,
        text=GIVEN.text,
        link=GIVEN.link,
        settings=dict(GIVEN.settings),
    )
    assert manifest_of(post, (SECOND, FIRST)) == replace(GIVEN, media=(SECOND, FIRST))


def test_pictures_are_read_in_their_order(database: Database) -> None:
    """However their rows were written: the last first, the hashes against the alphabet."""
    with database.write() as session:
        seeded = province.seed_unit(session)
        account = Account(unit_id=seeded.unit_id, channel="rss", name="Tin")
        session.add(account)
        session.flush()
        items = [province.seed_item(session, seeded, number, NOW) for number in range(3)]
        posts = province.seed_posts(session, seeded, account, items, now=NOW)
        for file in "abc":
            session.add(Media(sha256=file * 64, mime="image/png", bytes=1, width=1, height=1, made_at=NOW))
        session.flush()
        for post_id, files in zip(posts, ("cab", "bc", ""), strict=True):
            for position, file in reversed(list(enumerate(files))):
                session.add(PostMedia(post_id=post_id, position=position, sha256=file * 64, alt_text=file))
                session.flush()
    with database.read() as session:
        found = media_of(session, posts)
    assert {post_id: "".join(media.alt_text for media in found[post_id]) for post_id in posts} == dict(
        zip(posts, ("cab", "bc", ""), strict=True)
    )
