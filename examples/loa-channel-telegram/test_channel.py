"""Loa's own suite over this channel, and its walk against the stand-in. From Loa's folder, with this package installed:

loa channels telegram --suite examples/loa-channel-telegram/test_channel.py
"""

import importlib.util
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from channels.base import Edits, HasFollowers, OutgoingPost, Probes, Published, Reading, Withdraws
from channels.errors import AuthExpired, OutcomeUnknown, RateLimited, Rejected
from channels.registry import OpenedAccount
from tests.channels import contract, platforms
from tests.channels.conftest import folder, other_server, server
from tests.channels.platforms import NOW, PLAIN_POST, Platform, clip, opened, picture
from tests.channels.server import Request, answer, echo

_place = importlib.util.spec_from_file_location("telegram_stand_in", Path(__file__).with_name("stand_in.py"))
assert _place is not None
assert _place.loader is not None
stand_in = importlib.util.module_from_spec(_place)
_place.loader.exec_module(stand_in)

TOKEN, CHAT = "123456789:AAE-stand_in0token1of2Telegram3", "so_tu_phap"


def refused(status: int, description: str, **parameters: int) -> dict[str, object]:
    more = {"parameters": parameters} if parameters else {}
    return {"ok": False, "error_code": status, "description": description, **more}


def message(number: int) -> dict[str, object]:
    return {"message_id": number, "chat": {"id": -1001234567890, "type": "channel", "username": CHAT}}


platforms.ONLY = "telegram"
# An account, and the platform's own good and bad answers. No listing: the Bot API has none.
platforms.PLATFORMS["telegram"] = Platform(
    credentials={"token": TOKEN},
    settings={"chat": f"@{CHAT}"},
    prefix="",
    accepted=answer(200, {"ok": True, "result": message(101)}),
    accepted_id="101",
    accepted_url=f"https://t.me/{CHAT}/101",
    refuses_token=answer(401, refused(401, "Unauthorized")),
    throttles=answer(429, refused(429, "Too Many Requests: retry after 35", retry_after=35)),
    throttled_until=NOW + timedelta(seconds=35),
    broken=answer(500, refused(500, "Internal Server Error")),
    echoes=echo(400, lambda seen: refused(400, f"Bad Request: {seen}")),
)


def check(request: Request, path: str) -> None:
    """Whether the platform knows what is asked of it. Raises AssertionError."""
    method = path.rpartition("/")[2]
    given = set(request.fields) | set(request.files)
    attached = {name for name in given if method == "sendMediaGroup" and name.startswith("file")}
    if request.method != "POST" or method not in stand_in.KNOWN:
        raise AssertionError(f"the Bot API does not know {request.method} {method}")
    if unknown := given - attached - stand_in.KNOWN[method] - {"chat_id"}:
        raise AssertionError(f"{method} does not know {unknown}")


contract.CHECKS["telegram"] = check

from tests.channels.test_conformance import *  # noqa: E402, F403 - the suite reads the two tables above

__all__ = ["folder", "other_server", "server"]


# Against the stand-in, which keeps what was posted and holds to the page's limits.


@pytest.fixture
def channel() -> Any:
    return stand_in.Channel(TOKEN, CHAT)


@pytest.fixture
def account(channel: Any) -> Iterator[OpenedAccount]:
    with stand_in.serving(channel) as address, opened("telegram", address) as opened_account:
        yield opened_account


def out(account: OpenedAccount, post: OutgoingPost) -> Published:
    assert account.adapter.check(post) == []
    published = account.adapter.advance(post, account.adapter.begin(post).progress)
    assert isinstance(published, Published)
    return published


def test_telegram_text_picture_album_and_video(account: OpenedAccount, channel: Any, tmp_path: Path) -> None:
    one = picture(tmp_path)
    assert out(account, PLAIN_POST) == Published("101", f"https://t.me/{CHAT}/101")
    assert out(account, replace(PLAIN_POST, media=(one,))).external_id == "102"
    assert out(account, replace(PLAIN_POST, media=(one,) * 3)).external_id == "103.104.105"
    assert out(account, replace(PLAIN_POST, media=(clip(tmp_path),))).external_id == "106"
    assert channel.asked == ["sendMessage", "sendPhoto", "sendMediaGroup", "sendVideo"]
    assert [channel.texts[number] for number in (101, 102, 103, 106)] == [PLAIN_POST.text] * 4
    assert channel.texts[104] == "", "an album shows the text of its first picture"


@pytest.mark.parametrize("over", [0, 1])
def test_telegram_limits_depend_on_what_goes_along(account: OpenedAccount, over: int, tmp_path: Path) -> None:
    """The stand-in refuses at the same place: 4,096 alone, 1,024 beside a picture, by UTF-16 units."""
    alone = replace(PLAIN_POST, link=None, text="đ" * (4_096 + over))
    beside = replace(alone, text="😀" * 512 + "a" * over, media=(picture(tmp_path),))
    for post in (alone, beside):
        assert [problem.field for problem in account.adapter.check(post)] == ["text"] * over
        if not over:
            out(account, post)


def test_telegram_edit_and_withdraw(account: OpenedAccount, channel: Any, tmp_path: Path) -> None:
    adapter = account.adapter
    assert isinstance(adapter, Edits)
    assert isinstance(adapter, Withdraws)
    alone, album = PLAIN_POST, replace(PLAIN_POST, media=(picture(tmp_path),) * 2)
    first, second = out(account, alone), out(account, album)
    for published, post in ((first, alone), (second, album)):
        changed = replace(post, text="Đã sửa")
        assert adapter.edit(published.external_id, changed).url == published.url
        assert adapter.edit(published.external_id, changed) == published, "the same again is no error"
    assert (channel.texts[101], channel.texts[102]) == ("Đã sửa", "Đã sửa")
    for _ in range(2):
        adapter.withdraw(second.external_id)
    assert set(channel.texts) == {101}


def test_telegram_numbers_and_name(account: OpenedAccount) -> None:
    assert isinstance(account.adapter, HasFollowers)
    assert isinstance(account.adapter, Probes)
    assert account.adapter.followers() == [Reading("", "members", 1_204, "bot-api-10")]
    assert account.adapter.probe() == "Kênh của Sở Tư pháp"


@pytest.mark.parametrize(
    ("status", "description", "kind"),
    [
        (400, "Bad Request: chat not found", AuthExpired),
        (400, "Bad Request: need administrator rights in the channel chat", AuthExpired),
        (403, "Forbidden: bot was kicked from the channel chat", AuthExpired),
        (401, "Unauthorized", AuthExpired),
        (404, "Not Found", AuthExpired),
        (400, "Bad Request: PHOTO_INVALID_DIMENSIONS", Rejected),
        (429, "Too Many Requests: retry after 9", RateLimited),
        (500, "Internal Server Error", OutcomeUnknown),
        (502, "Bad Gateway", OutcomeUnknown),
    ],
)
def test_telegram_errors(
    account: OpenedAccount, channel: Any, status: int, description: str, kind: type[Exception]
) -> None:
    channel.next_fault = stand_in.Refused(status, description, **({"retry_after": 9} if status == 429 else {}))
    with pytest.raises(kind) as raised:
        out(account, PLAIN_POST)
    assert type(raised.value) is kind
    assert TOKEN not in f"{raised.value} {vars(raised.value)}"
    assert not channel.texts
    assert out(account, PLAIN_POST).external_id == "101", "the account goes on"
