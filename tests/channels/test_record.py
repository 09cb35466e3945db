"""The record of an exchange tells what was asked and answered, and no secret: known ones by value, others by their names."""

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import requests

from channels.http import Transport
from channels.record import LONGEST, ExchangeRecord
from tests.channels.server import Server, answer, drop

TOKEN = "page+token/=0001"


@pytest.fixture
def file() -> StringIO:
    return StringIO()


@pytest.fixture
def transport(file: StringIO) -> Iterator[Transport]:
    made = Transport()
    record = ExchangeRecord(file)
    record.hide([TOKEN])
    record.listen(made)
    yield made
    made.close()


def lines(file: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.getvalue().splitlines()]


def test_what_was_asked_and_answered_is_told_without_the_token(
    server: Server, transport: Transport, file: StringIO
) -> None:
    limits = {"X-App-Usage": '{"call_count": 3}', "Set-Cookie": "session=verysecret"}
    server.script(answer(200, {"id": "1", "echo": TOKEN, "access_token": "brand-new-one-0002"}, limits))
    headers = {"Authorization": f"Bearer {TOKEN}", "Cookie": "a=b"}
    asked = {"message": "Bài thử", "access_token": TOKEN}
    transport.session.post(f"{server.address}/feed?access_token=page%2Btoken%2F%3D0001", data=asked, headers=headers)
    [line] = lines(file)
    assert (line["request"], line["method"], line["status"]) == (1, "POST", 200)
    assert "message=B%C3%A0i" in line["said"]
    assert json.loads(line["answered"])["id"] == "1"
    assert line["headers"]["x-app-usage"] == '{"call_count": 3}'
    for secret in (TOKEN, "page%2Btoken", "brand-new-one", "verysecret", "a=b", "authorization", "Bearer"):
        assert secret not in file.getvalue()


def test_files_and_addresses_of_uploads_are_not_told(server: Server, transport: Transport, file: StringIO) -> None:
    server.script(answer(200, b"\x89PNG", kind="image/png"))
    transport.session.put(
        f"{server.address}/upload?upload_id=whoever-knows-it&part=1",
        data=b"\x00" * 90,
        headers={"Content-Type": "video/mp4"},
    )
    [line] = lines(file)
    assert line["said"] == "(video/mp4, 90 bytes)"
    assert line["answered"] == "(image/png, 4 bytes)"
    assert line["address"].endswith("upload_id=[***]&part=1")


def test_a_long_answer_is_cleaned_before_it_is_cut(server: Server, transport: Transport, file: StringIO) -> None:
    """Cut first, half a secret would stand at the end."""
    server.script(answer(200, b'{"a": "' + b"x" * (LONGEST - 12) + TOKEN.encode() + b'"}'))
    transport.session.get(server.address)
    [line] = lines(file)
    assert len(line["answered"]) == LONGEST
    assert "page" not in line["answered"]


def test_a_request_without_an_answer_is_told_too(server: Server, transport: Transport, file: StringIO) -> None:
    server.script(drop)
    with pytest.raises(requests.RequestException):
        transport.session.get(f"{server.address}/{TOKEN}")
    [line] = lines(file)
    assert line["failed"] == "ConnectionError"
    assert "status" not in line
    assert TOKEN not in file.getvalue()
