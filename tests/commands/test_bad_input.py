"""What bad input gets: a message that names the thing and the way out, a reason in the ledger, the right exit code."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.commands.conftest import RunningHome
from tests.commands.homes import entry_of, feed_of

FIFTY_MB = 50_000_000
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9))
    + "]><rss version='2.0'><channel><title>&j;</title><item><title>&j;</title></item></channel></rss>"
)


class Website(BaseHTTPRequestHandler):
    """A page where a feed should be, and something far too large."""

    def do_GET(self) -> None:
        if self.path == "/huge":
            self.send_response(200)
            self.send_header("Content-Length", str(FIFTY_MB))
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(
            "<!doctype html><html><head><title>Cổng thông tin</title></head><body>Chào</body></html>".encode()
        )

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


@pytest.fixture(scope="module")
def website() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Website) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def sparse(file: Path) -> None:
    with file.open("wb") as large:
        large.truncate(FIFTY_MB)


def written(content: str | bytes) -> Callable[[Path], object]:
    return lambda file: file.write_bytes(content.encode() if isinstance(content, str) else content)


@dataclass(frozen=True)
class Case:
    """`source`: an address (with `{site}`), or how to make a file. `words`: what the message must hold."""

    label: str
    source: str | Callable[[Path], object]
    code: int
    words: tuple[str, ...] = ()
    found: int = 0
    private_allowed: bool = True


CASES = [
    Case("unreachable", "http://127.0.0.1:1/rss", 1, ("127.0.0.1:1",)),
    Case("no such host", "http://khong-co.invalid/rss", 1, ("khong-co.invalid", "chính tả")),
    Case("private address", "{site}/rss", 1, ("mạng nội bộ", "allowed_hosts"), private_allowed=False),
    Case("web page", "{site}/", 1, ("HTML",)),
    Case("web page in a file", written("<!doctype html><html><body>Chào</body></html>"), 1, ("HTML",)),
    Case("50 MB from the network", "{site}/huge", 1, ("10",)),
    Case("50 MB in a file", sparse, 1, ("10",)),
    Case("XML bomb", written(BOMB), 1),
    Case("binary", written(bytes(range(256)) * 64), 1),
    Case("empty file", written(""), 1),
    Case("not there", lambda _file: None, 1, ("Không thấy tệp",)),
    Case("folder", Path.mkdir, 1, ("không phải là tệp thường",)),
    Case("empty feed", written(feed_of()), 0),
    Case(
        "without link and date",
        written(feed_of("<item><title>Không có đường dẫn</title><description>Nội dung.</description></item>")),
        0,
        found=1,
    ),
    Case(
        "without title",
        written(feed_of("<item><link>https://thu.example/k</link><description>Chỉ có nội dung.</description></item>")),
        0,
        found=1,
    ),
    Case("with nothing in it", written(feed_of("<item></item>", entry_of(900))), 0, found=2),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_bad_input(case: Case, running: RunningHome, website: str, tmp_path: Path) -> None:
    if isinstance(case.source, str):
        source = case.source.format(site=website)
    else:
        file = tmp_path / "nguon.xml"
        case.source(file)
        source = str(file)
    allow = {"LOA_ALLOW_PRIVATE_ADDRESSES": "1" if case.private_allowed else "0"}
    answer = running.loa("run", source, "--json", **allow)
    assert answer.code == case.code, answer.said
    items, error = answer.object["items"], answer.object["items"]["error"]
    assert bool(error) == (case.code == 1)
    assert all(word in error for word in case.words), error
    assert items["found"] == case.found
    assert items["new"] + len(items["skipped"]) == case.found, (
        "no entry is lost: it is an item, or skipped with a reason"
    )
    assert all(skipped["reason"] for skipped in items["skipped"])
    assert all(cell["state"] == "published" or cell["reason"] for cell in answer.object["coverage"])
    known = {each["address"]: each for each in running.loa("status", "--json").object["sources"]}
    assert known[source]["error"] == error, "the ledger has the reason too"
