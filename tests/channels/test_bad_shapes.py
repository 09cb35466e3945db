"""Answers in shapes that nobody promised: fields nobody knows, ids as numbers, dates in other forms, and HTML beside a success.

What it says is understood, or proves nothing: nowhere a crash, a post twice, or a post taken for missing.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from json import loads
from pathlib import Path
from socket import socket
from typing import Any, cast

import pytest

from channels.answers import ARRAY, moment_in, parsed_array, text_in, words_in
from channels.base import Finds, Look
from channels.errors import ChannelError, OutcomeUnknown, Retryable
from channels.listed import lacking_ids, listed_page
from tests.channels.platforms import NOW, PLATFORMS, TIME, Json, opened, post_for
from tests.channels.server import Reply, Request, Server, answer, html
from tests.channels.test_conformance import FINDING, NETWORKED, publish

LISTING = [name for name in FINDING if PLATFORMS[name].listed is not None]
STRANGE: Json = {"neverHeardOf": {"x": [1, None, {"y": "z"}]}, "_v2": None, "": "rỗng", "ids": [1, "2"]}


def everywhere(value: object) -> Any:
    """The same document with unknown fields in each of its objects."""
    if isinstance(value, dict):
        return {**STRANGE, **{name: everywhere(said) for name, said in value.items()}, "khác": 7}
    return [everywhere(one) for one in value] if isinstance(value, list) else value


def as_numbers(value: object) -> Any:
    """The same document with each number that stands as a text as a number."""
    if isinstance(value, dict):
        return {name: as_numbers(said) for name, said in value.items()}
    if isinstance(value, list):
        return [as_numbers(one) for one in value]
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def dated(form: Callable[[datetime], object]) -> Callable[[object], Any]:
    """The same document with each time in another form."""

    def change(value: object) -> Any:
        if isinstance(value, dict):
            return {name: change(said) for name, said in value.items()}
        if isinstance(value, list):
            return [change(one) for one in value]
        is_time = isinstance(value, str) and value[:11] == TIME[:11]
        return form(datetime.fromisoformat(str(value))) if is_time else value

    return change


FORMS: dict[str, Callable[[datetime], object]] = {
    "Vietnamese time": lambda moment: moment.isoformat().replace("08:00:00+00:00", "15:00:00+07:00"),
    "offset without a colon": lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%S+0000"),
    "nine digits of a second": lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%S.123456789Z"),
    "no zone": lambda moment: moment.strftime("%Y-%m-%d %H:%M:%S"),
    "seconds": lambda moment: int(moment.timestamp()),
    "milliseconds": lambda moment: int(moment.timestamp() * 1000),
    "seconds as a text": lambda moment: str(int(moment.timestamp())),
    "as in a mail": lambda moment: moment.strftime("%a, %d %b %Y %H:%M:%S GMT"),
}


class Caught:
    """A connection that keeps what is sent over it."""

    def __init__(self) -> None:
        self.sent = b""

    def sendall(self, content: bytes) -> None:
        self.sent += content


def changed(reply: Reply, change: Callable[[object], Any]) -> Reply:
    """The same answer of another shape, if it is one in JSON."""

    def act(request: Request, connection: socket) -> bool:
        caught = Caught()
        reply(request, cast(socket, caught))
        head, _, body = caught.sent.partition(b"\r\n\r\n")
        status, *lines = head.decode().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines)
        del headers["Content-Length"]
        document = change(loads(body)) if body else body
        return answer(int(status.split()[1]), document, headers)(request, connection)

    return act


def looked(channel: str, server: Server, folder: Path, document: object) -> Look:
    server.script(answer(200, document))
    with opened(channel, server.address) as account:
        assert isinstance(account.adapter, Finds)
        return account.adapter.find(post_for(channel, folder), NOW)


@pytest.mark.parametrize("change", [everywhere, as_numbers], ids=["unknown fields", "ids as numbers"])
@pytest.mark.parametrize("channel", NETWORKED)
def test_a_post_is_published_and_known_by_the_same_id(
    channel: str, change: Callable[[object], Any], server: Server, folder: Path
) -> None:
    platform = PLATFORMS[channel]
    assert platform.accepted is not None
    server.script(*[changed(reply, change) for reply in (*platform.lead, platform.accepted)])
    with opened(channel, server.address) as account:
        published = publish(account, post_for(channel, folder))
    assert (published.external_id, published.url) == (platform.accepted_id, platform.accepted_url)


@pytest.mark.parametrize("change", [everywhere, as_numbers], ids=["unknown fields", "ids as numbers"])
@pytest.mark.parametrize("channel", LISTING)
def test_a_listing_tells_the_same(channel: str, change: Callable[[object], Any], server: Server, folder: Path) -> None:
    listed = PLATFORMS[channel].listed
    assert listed is not None
    plain = looked(channel, server, folder, listed.answer)
    look = looked(channel, server, folder, change(listed.answer))
    assert [one.external_id for one in look.matches] == [one.external_id for one in plain.matches]
    assert look.complete == plain.complete


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("channel", LISTING)
def test_a_listing_with_dates_in_another_form(channel: str, form: str, server: Server, folder: Path) -> None:
    listed = PLATFORMS[channel].listed
    assert listed is not None
    look = looked(channel, server, folder, dated(FORMS[form])(listed.answer))
    assert len(look.matches) == 1
    assert look.complete, look.lacking


@pytest.mark.parametrize("form", FORMS)
def test_a_time_is_read_in_the_forms_that_platforms_know(form: str) -> None:
    read = moment_in({"at": FORMS[form](NOW)}, "at")
    assert read is not None
    assert read.replace(microsecond=0) == NOW


@pytest.mark.parametrize("odd", ["hôm qua", "24/11/2026", "", 5, -3, 10**30, 1.5, True, None, [], {}, "9" * 400])
def test_what_is_no_time_is_none(odd: object) -> None:
    assert moment_in({"at": odd}, "at") is None


def test_a_number_of_thirteen_digits_is_no_day_of_long_ago() -> None:
    # 1795-01-23 to who reads only the digits.
    assert moment_in({"at": 1_795_012_300_000}, "at") == datetime.fromtimestamp(1_795_012_300, UTC)


@pytest.mark.parametrize(
    ("channel", "place"),
    [
        (name, place)
        for name in NETWORKED
        for place in ("lead", "accepted")
        if place == "accepted" or PLATFORMS[name].lead
    ],
)
def test_html_beside_a_success_publishes_nothing_twice(channel: str, place: str, server: Server, folder: Path) -> None:
    """From a proxy or a page of the platform's own: before publishing it is tried again, after it nobody knows."""
    platform = PLATFORMS[channel]
    lead = list(platform.lead)
    server.script(*([html(200)] if place == "lead" else [*lead, html(200)]))
    with opened(channel, server.address) as account, pytest.raises(ChannelError) as caught:
        publish(account, post_for(channel, folder))
    assert isinstance(caught.value, Retryable if place == "lead" else OutcomeUnknown)
    assert caught.value.message


@pytest.mark.parametrize(
    ("body", "ids", "lacking"),
    [
        (b'[{"id": "2"}, {"id": 1}]', ["2", "1"], set()),
        (b"[]", [], set()),
        (b'[{"id": "2"}, {"name": "x"}]', ["2", ""], {"id"}),
        (b'[{"id": "2"}, 5]', ["2"], {"entry"}),
        (b'{"error": "gone"}', [], {ARRAY}),
        (b"<html>", [], {ARRAY}),
    ],
)
def test_a_listing_may_be_an_array_and_no_object_that_holds_one(body: bytes, ids: list[str], lacking: set[str]) -> None:
    page = listed_page(parsed_array(body), ARRAY, lacks=lambda entry: lacking_ids(entry, "id"))
    assert ([text_in(entry, "id") for entry in page.entries], set(page.lacking)) == (ids, lacking)


@pytest.mark.parametrize(
    ("told", "said"),
    [({"error": "Record not found"}, "Record not found"), ({"error": -216}, ""), ({"error": {"message": "a"}}, "a")],
)
def test_an_error_may_be_a_bare_sentence(told: dict[str, object], said: str) -> None:
    assert words_in(told) == said
