"""The citizens that click and the reader that follows feeds."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from tests.sandbox.running import Sandbox, Starter, page_of, profile_of, until


class Site:
    """A small loopback site: a feed that a test changes, and a record of who came."""

    def __init__(self) -> None:
        self.guids = ["a", "b"]
        self.word = "Tin"
        self.visits: list[tuple[str, str]] = []
        self.not_modified = 0
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.visits.append((self.path, self.headers.get("User-Agent", "")))
                if self.path != "/feed.xml":
                    self.send_response(302)
                    self.send_header("Location", "http://127.0.0.1:9/khong-duoc-toi")
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                tag = f'"{len(site.word)}-{"".join(site.guids)}"'
                if self.headers.get("If-None-Match") == tag:
                    site.not_modified += 1
                    self.send_response(304)
                    self.end_headers()
                    return
                items = "".join(
                    f"<item><guid>{g}</guid><title>Tin {g}</title><link>http://127.0.0.1/{g}</link>"
                    f"<description>{site.word} của {g}</description></item>"
                    for g in site.guids
                )
                body = f'<rss version="2.0"><channel><title>Nguồn</title>{items}</channel></rss>'.encode()
                self.send_response(200)
                self.send_header("ETag", tag)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base_url = f"http://127.0.0.1:{self.server.server_address[1]}"


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    thread = threading.Thread(target=site.server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield site
    site.server.shutdown()
    thread.join()
    site.server.server_close()


def test_a_followed_feed_is_noted_politely(start: Starter, site: Site) -> None:
    feed = f"{site.base_url}/feed.xml"
    sandbox = start("--follow", feed, "--follow-every", "0.1")
    until(lambda: len(sandbox.ledger("rss")) == 2)
    until(lambda: site.not_modified >= 2)
    site.guids = ["c", "b"]
    until(lambda: len(sandbox.ledger("rss")) == 3)
    site.guids = ["a", "c", "b"]
    entries = until(lambda: [one for one in sandbox.ledger("rss") if one["times_new"] == 2])
    assert [entry["id"] for entry in entries] == ["a"]
    assert {entry["account"] for entry in sandbox.ledger("rss")} == {feed}
    assert {entry["text"] for entry in sandbox.ledger("rss")} == {"Tin a", "Tin b", "Tin c"}
    screen = reader_screen(sandbox)
    assert "Tin c" in screen
    assert "2 lần" in screen


def test_an_entry_that_is_edited_is_shown_as_it_is_now_and_is_not_new(start: Starter, site: Site) -> None:
    feed = f"{site.base_url}/feed.xml"
    sandbox = start("--follow", feed, "--follow-every", "0.1")
    until(lambda: len(sandbox.ledger("rss")) == 2)
    assert "đã sửa lúc" not in reader_screen(sandbox)
    site.word = "Bản sửa"
    screen = until(lambda: said if "đã sửa lúc" in (said := reader_screen(sandbox)) else "")
    assert screen.count("đã sửa lúc") == screen.count("Bản sửa của") == 2
    assert "Tin của" not in screen
    assert [entry["times_new"] for entry in sandbox.ledger("rss")] == [1, 1]


def reader_screen(sandbox: Sandbox) -> str:
    return requests.get(f"{sandbox.base_url}/doc-bao", timeout=10).text


def test_following_begins_on_request_and_errors_are_not_fatal(start: Starter, site: Site) -> None:
    sandbox = start("--follow", "http://127.0.0.1:9/khong-co.xml", "--follow-every", "0.1")
    away = requests.post(f"{sandbox.base_url}/_sandbox/follow", json={"url": "http://192.0.2.1/rss"}, timeout=10)
    assert away.status_code == 400
    sandbox.control("POST", "/follow", {"url": f"{site.base_url}/feed.xml"})
    until(lambda: len(sandbox.ledger("rss")) == 2)
    until(lambda: "Connect" in reader_screen(sandbox))


def test_citizens_click_on_loopback_links(sandbox: Sandbox, site: Site) -> None:
    sandbox.control("PUT", "/clock", {"speed": 100_000, "clicks": True})
    page_of(sandbox).post(f"Xem tại {site.base_url}/l/fb?x=1 nhé")
    profile_of(sandbox).tweet(f"Xem tại {site.base_url}/l/x")
    agents = until(lambda: list(site.visits) if len([a for p, a in site.visits if p == "/l/x"]) >= 4 else [])
    assert ("/l/fb?x=1", "facebookexternalhit/1.1") in agents
    assert ("/l/x", "Twitterbot/1.0") in agents
    assert sum("Mozilla" in agent for _, agent in agents) >= 3


def test_nobody_clicks_when_told_not_to(sandbox: Sandbox, site: Site) -> None:
    sandbox.control("PUT", "/clock", {"speed": 100_000, "clicks": False})
    page_of(sandbox).post(f"Xem {site.base_url}/l/im-lang")
    sandbox.control("PUT", "/clock", {"clicks": True})
    page_of(sandbox).post(f"Xem {site.base_url}/l/on-ao")
    until(lambda: ("/l/on-ao", "facebookexternalhit/1.1") in site.visits)
    assert not [path for path, _ in site.visits if path == "/l/im-lang"]
