"""What is taken from google-api-python-client. Loaded when YouTube is first called.

The SDK is built once a process, from the description of the API that comes with it.
"""

import logging
from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import Any

from googleapiclient.discovery import build_from_document
from googleapiclient.http import MediaInMemoryUpload, MediaUpload

Bytes = Callable[[int, int], bytes]
"""From a place, so many bytes of an approved file; fewer at its end."""

# These write answers and addresses, and an upload's address is a secret.
for _name in ("googleapiclient", "google", "google_auth_httplib2", "httplib2"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


class Enough(Exception):
    """The SDK asks for bytes that are not to be sent in this step."""


class VideoChunk(MediaUpload):  # type: ignore[misc]
    """The video as the SDK sees it. Without `read` nothing may be sent."""

    def __init__(self, mime: str, size: int, chunk: int, read: Bytes | None) -> None:
        self._mime, self._size, self._chunk, self._read = mime, size, chunk, read

    def chunksize(self) -> int:
        return self._chunk

    def mimetype(self) -> str:
        return self._mime

    def size(self) -> int:
        return self._size

    def resumable(self) -> bool:
        return True

    def has_stream(self) -> bool:
        return False

    def getbytes(self, begin: int, length: int) -> bytes:
        if self._read is None:
            raise Enough
        return self._read(begin, length)


def small_file(content: bytes, mime: str) -> object:
    """A file that goes in one request."""
    return MediaInMemoryUpload(content, mimetype=mime, resumable=False)


@cache
def service() -> Any:
    document = (
        resources.files("googleapiclient").joinpath("discovery_cache/documents/youtube.v3.json").read_text("utf-8")
    )
    # The placeholder is never called: each request is executed with a transport of its own.
    return build_from_document(document, http=object())
