"""X: what is refused before any call, the address on the picture in place of the text, and what a post costs."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from channels.base import Edits, Finds, OutgoingPost, Published
from channels.errors import Misconfigured, OutcomeUnknown
from channels.registry import spec_of
from channels.x.configuration import x_configuration
from channels.x.weight import has_url
from tests.channels.platforms import LINK, NOW, PLAIN_POST, opened, x_problem
from tests.channels.server import Server, answer
from tests.channels.walks import walk
from tests.channels.x_files import whole_picture, whole_video

WORDS = "Từ 01/01/2027: diện tích tối thiểu được tách thửa đất ở là 36 m²."
"""The same post on an account whose addresses stand on the picture: the short link is the post's, and not in its text."""


def pictured(folder: Path, text: str = WORDS) -> OutgoingPost:
    return replace(PLAIN_POST, text=text, media=(whole_picture(folder),))


def fields_of(post: OutgoingPost, server: Server, **settings: object) -> list[str]:
    with opened("x", server.address, None, **settings) as account:
        return [problem.field for problem in account.adapter.check(post)]


@pytest.mark.parametrize(
    ("media", "refused"),
    [
        (lambda folder: (whole_picture(folder),) * 4, False),
        (lambda folder: (whole_picture(folder),) * 5, True),
        (lambda folder: (whole_video(folder),), False),
        (lambda folder: (whole_video(folder),) * 2, True),
        (lambda folder: (whole_video(folder), whole_picture(folder)), True),
    ],
    ids=["four pictures", "five pictures", "a video", "two videos", "a video and a picture"],
)
def test_four_pictures_or_one_video(
    media: Callable[[Path], tuple[object, ...]], refused: bool, server: Server, folder: Path
) -> None:
    post = replace(PLAIN_POST, media=media(folder))  # type: ignore[arg-type]
    assert fields_of(post, server) == (["media"] if refused else [])


def test_x_edits_nothing(server: Server) -> None:
    with opened("x", server.address) as account:
        assert not isinstance(account.adapter, Edits)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (f"{LINK} {'a' * 60_000}", ["text"]),
        (f"{LINK} {'ế' * 128}", []),
        (f"{LINK} {'ế' * 129}", ["text"]),
        (f"{LINK} {'👨‍👩‍👧‍👦' * 128}", []),
        (f"{LINK} {'👨‍👩‍👧‍👦' * 129}", ["text"]),
        (f"{LINK} مرحبا بالعالم {'ש' * 200}", []),
        (f"{LINK} {'e' + chr(0x302) + chr(0x301)}", ["text"]),
        (f"\u202b{LINK}\u202c", []),
    ],
    ids=[
        "60,000",
        "Vietnamese 279",
        "Vietnamese 281",
        "families 280",
        "families 282",
        "right to left",
        "decomposed",
        "marks",
    ],
)
def test_texts_of_every_kind(text: str, fields: list[str], server: Server) -> None:
    assert fields_of(replace(PLAIN_POST, text=text), server) == fields


# The address on the picture


def test_the_rule_wants_a_picture_and_no_url_in_the_text(server: Server, folder: Path) -> None:
    rule = {"address_in_picture": True}
    assert fields_of(pictured(folder), server, **rule) == []
    # A video bears no post's own address.
    assert fields_of(replace(pictured(folder), media=(whole_video(folder),)), server, **rule) == ["text"]
    assert fields_of(replace(PLAIN_POST, media=(whole_video(folder),)), server, **rule) == []
    assert fields_of(replace(pictured(folder), media=()), server, **rule) == ["media"]
    assert fields_of(pictured(folder, PLAIN_POST.text), server, **rule) == ["text"]
    assert fields_of(pictured(folder, f"{WORDS} Xem phapluat.gov.vn"), server, **rule) == ["text"]
    # Without the rule the same text lacks its link.
    assert fields_of(pictured(folder), server) == ["text"]
    assert fields_of(pictured(folder), server, address_in_picture=False) == ["text"]


def test_the_rule_is_true_or_false(server: Server) -> None:
    with pytest.raises(Misconfigured, match="address_in_picture"):
        opened("x", server.address, address_in_picture="có")


def test_what_goes_out_is_the_text_and_its_price(server: Server, folder: Path) -> None:
    post = pictured(folder)
    price, prices = spec_of("x").price, x_configuration()
    assert price is not None
    assert price(post) == prices.price_post_usd
    assert price(pictured(folder, PLAIN_POST.text)) == prices.price_post_with_url_usd
    server.script(
        answer(200, {"data": {"id": "51"}}),
        answer(200, {}),
        answer(200, {"data": {"id": "51"}}),
        answer(200, {}),
        answer(201, {"data": {"id": "1999"}}),
    )
    with opened("x", server.address, address_in_picture=True) as account:
        step = account.adapter.begin(post)
        while not isinstance(outcome := account.adapter.advance(post, step.progress), Published):
            step = outcome
    sent = server.requests[-1].json
    assert isinstance(sent, dict)
    assert sent["text"] == WORDS
    assert not has_url(sent["text"])


@pytest.mark.parametrize(
    ("text", "keys", "found"),
    [
        (f"{WORDS} https://t.co/pic", ["3_51"], True),
        (WORDS, ["3_51"], True),
        (f"{WORDS}!", ["3_51"], False),
        (WORDS, [], False),
        (WORDS, ["3_51", "3_52"], False),
    ],
    ids=["with the picture's own link", "as sent", "another text", "without its picture", "a picture more"],
)
@pytest.mark.parametrize("rule", [True, False])
def test_such_a_post_is_known_again(
    text: str, keys: list[str], found: bool, rule: bool, server: Server, folder: Path
) -> None:
    """By what it says, whatever the account's rule has become meanwhile."""
    urls = [{"url": "https://t.co/pic", "expanded_url": "https://x.com/h/status/1/photo/1", "media_key": "3_51"}]
    shown: dict[str, object] = {
        "id": "1",
        "text": text,
        "created_at": "2026-11-24T08:00:00.000Z",
        "entities": {"urls": urls},
    }
    shown |= {"attachments": {"media_keys": keys}}
    server.script(answer(200, {"data": [shown], "meta": {"result_count": 1}}))
    with opened("x", server.address, address_in_picture=rule) as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        look = adapter.find(pictured(folder), NOW)
    assert look.complete
    assert bool(look.matches) is found


@pytest.mark.parametrize(
    "detail",
    [
        "You are not allowed to create a Tweet with duplicate content.",
        "You are not allowed to create a Post with duplicate content.",
    ],
)
def test_a_duplicate_is_looked_for(detail: str, server: Server) -> None:
    server.script(answer(403, x_problem(403, "Forbidden", detail)))
    outcome, _steps = walk("x", server, PLAIN_POST)
    assert isinstance(outcome, OutcomeUnknown)
    assert outcome.duplicate
