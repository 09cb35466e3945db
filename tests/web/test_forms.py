"""What a form brings: no control signs, whichever way it is sent; a file with its name, not larger than told."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from fastapi import HTTPException
from starlette.requests import Request
from starlette.types import Message

from web.forms import UploadedForm, read_fields, read_file, read_upload

PART = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
FILE = '--x\r\nContent-Disposition: form-data; name="tep"; filename="{}"\r\n\r\n{}\r\n--x--\r\n'
MULTIPART = "multipart/form-data; boundary=x"


def request(body: bytes, kind: str) -> Request:
    headers = {"content-type": kind, "content-length": str(len(body))}
    scope = {
        "type": "http",
        "method": "POST",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": body}

    return Request(scope, receive)


def upload(body: str, read: Callable[[Request], Coroutine[Any, Any, UploadedForm]] = read_upload) -> UploadedForm:
    return asyncio.run(read(request(body.encode(), MULTIPART)))


def test_control_signs_are_dropped_and_lines_stay() -> None:
    body = b"t%00en=A%00n%1b+L%C2%85%E1%BB%99c%7F&chu=m%E1%BB%99t%0D%0Ahai%09ba"
    fields = asyncio.run(read_fields(request(body, "application/x-www-form-urlencoded")))
    assert fields == {"ten": "An Lộc", "chu": "một\r\nhai\tba"}


def test_control_signs_are_dropped_beside_a_file_too_and_never_in_it() -> None:
    found = upload(PART.format("ten", "A\0n\x1b Lộc") + FILE.format("C:\\tin\\so\x01.csv", "a\0b"))
    assert found == UploadedForm({"ten": "An Lộc"}, b"a\0b", is_chosen=True, name="so.csv")


def test_without_a_file_there_is_no_name() -> None:
    assert upload(PART.format("ten", "An Lộc") + FILE.format("", "")) == UploadedForm({"ten": "An Lộc"})


@pytest.mark.parametrize("length", ["101", "", "²"])
def test_what_is_too_large_or_does_not_say_is_not_read(length: str) -> None:
    asked = request(b"", MULTIPART)
    asked.scope["headers"] = [(b"content-type", MULTIPART.encode()), (b"content-length", length.encode())]
    with pytest.raises(HTTPException) as refused:
        asyncio.run(read_file(asked, 100))
    assert refused.value.status_code == 413
