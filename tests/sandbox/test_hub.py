"""The WebSub hub's stand-in over real HTTP, told by the feed's own adapter."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
import uvicorn
from starlette.applications import Starlette

from channels.errors import Rejected, Retryable
from channels.registry import open_adapter, parse_credentials, spec_of
from channels.rss.adapter import RssAdapter
from channels.rss.entries import FeedInfo, FeedItem
from channels.rss.feed import render_atom, render_rss
from channels.rss.json_feed import render_json
from sandbox.hub import Hub
from sandbox.server import bind
from tests.sandbox.running import PATIENCE_S, until
from tests.support import servers

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


class RealClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class Running:
    hub: Hub
    base_url: str

    @property
    def state(self) -> Any:
        return requests.get(f"{self.base_url}/_sandbox/hub", timeout=PATIENCE_S).json()

    def post(self, **form: object) -> requests.Response:
        fields = {f"hub.{name}": value for name, value in form.items()}
        return requests.post(self.hub.address, data=fields, timeout=PATIENCE_S)

    def set_down(self, down: object) -> int:
        return requests.put(f"{self.base_url}/_sandbox/hub", json={"down": down}, timeout=PATIENCE_S).status_code


@contextlib.contextmanager
def running(path: Path) -> Iterator[Running]:
    """The hub alone on a free port: the same server that the sandbox runs on."""
    listener = bind("127.0.0.1", 0)
    base_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    hub = Hub(path, base_url)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with hub.running():
            yield

    server = uvicorn.Server(uvicorn.Config(Starlette(routes=hub.routes(), lifespan=lifespan), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    until(lambda: server.started)
    try:
        yield Running(hub, base_url)
    finally:
        server.should_exit = True
        thread.join(PATIENCE_S)
        hub.close()
    assert not thread.is_alive()


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path / "hub.jsonl") as started:
        yield started


@dataclass
class Site:
    """Feeds on loopback that a test changes: `names_hub` whether they name the hub at all."""

    base_url: str = ""
    hub: str | None = None
    titles: list[str] = field(default_factory=list)

    def render(self, path: str) -> bytes | None:
        render = {"/tin.rss": render_rss, "/tin.atom": render_atom, "/tin.json": render_json}.get(path)
        entries = [
            FeedItem(f"{self.base_url}/{title}", title, f"{self.base_url}/{title}", "Dữ liệu mẫu", NOON, NOON)
            for title in self.titles
        ]
        info = FeedInfo("Tin", f"{self.base_url}/", self.base_url + path, "Dữ liệu mẫu", NOON, hub=self.hub)
        return render(info, entries) if render else None


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()

    class Handler(servers.QuietHandler):
        def do_GET(self) -> None:
            content = site.render(self.path)
            etag = f'"{len(site.titles)}"'
            unchanged = content is not None and self.headers.get("If-None-Match") == etag
            self.send_response(404 if content is None else 304 if unchanged else 200)
            self.send_header("ETag", etag)
            self.send_header("Content-Length", "0" if content is None or unchanged else str(len(content)))
            self.end_headers()
            if content is not None and not unchanged:
                self.wfile.write(content)

    with servers.serving(Handler) as site.base_url:
        yield site


def ping(hub: Running, site: Site) -> None:
    """As the engine does after it recorded a change."""
    spec = spec_of("rss")
    settings = {"hub": hub.hub.address, "feed_url": f"{site.base_url}/tin.rss"}
    with open_adapter(spec, parse_credentials(spec, {}), RealClock(), settings) as account:
        assert isinstance(account.adapter, RssAdapter)
        account.adapter.ping()


def fetched(hub: Running, times: int) -> list[Any]:
    """The feeds, when each has been fetched so often."""

    def enough() -> list[Any]:
        topics: list[Any] = hub.state["topics"]
        return topics if topics and all(topic["fetches"] == times for topic in topics) else []

    return until(enough)


def test_the_hub_is_told_and_fetches_every_form(hub: Running, site: Site) -> None:
    site.hub = hub.hub.address
    site.titles = ["mot"]
    ping(hub, site)
    assert [(one["address"], one["entries"], one["names_hub"], one["error"]) for one in fetched(hub, 1)] == [
        (f"{site.base_url}/tin.{form}", 1, True, "") for form in ("atom", "json", "rss")
    ]
    ping(hub, site)
    assert {(one["changes"], one["pings"]) for one in fetched(hub, 2)} == {(1, 2)}
    site.titles = ["hai", "mot"]
    ping(hub, site)
    assert {(one["changes"], one["entries"]) for one in fetched(hub, 3)} == {(2, 2)}
    screen = requests.get(f"{hub.base_url}/trung-tam-phat-tin", timeout=PATIENCE_S).text
    assert f"{site.base_url}/tin.json" in screen
    assert "3 lần được báo" in screen
    assert [one["status"] for one in hub.state["pings"]] == [204] * 3


def test_a_feed_that_does_not_name_the_hub_is_shown(hub: Running, site: Site) -> None:
    ping(hub, site)
    assert {one["names_hub"] for one in fetched(hub, 1)} == {False}
    assert "chưa ghi trung tâm này" in requests.get(f"{hub.base_url}/trung-tam-phat-tin", timeout=PATIENCE_S).text


def test_a_hub_that_is_down_fetches_nothing_and_says_when_to_come_again(hub: Running, site: Site) -> None:
    assert hub.set_down("yes") == 400
    assert hub.set_down(True) == 200
    with pytest.raises(Retryable) as refused:
        ping(hub, site)
    assert (refused.value.code, refused.value.after) == ("503", 2.0)
    assert {one["fetches"] for one in hub.state["topics"]} == {0}
    assert "Đang tắt" in requests.get(f"{hub.base_url}/trung-tam-phat-tin", timeout=PATIENCE_S).text
    hub.set_down(False)
    ping(hub, site)
    fetched(hub, 1)


@pytest.mark.parametrize(
    "form",
    [
        {"mode": "subscribe", "url": "http://127.0.0.1/tin.rss"},
        {"mode": "publish"},
        {"mode": "publish", "url": "http://192.0.2.1/tin.rss"},
        {"mode": "publish", "url": "file:///etc/passwd"},
        {"mode": "publish", "url": "http://127.0.0.1/tin.rss", "secret": "x"},
        {},
    ],
)
def test_faulty_pings_are_refused(hub: Running, form: dict[str, str]) -> None:
    answer = hub.post(**form)
    assert answer.status_code == 400
    assert answer.text
    assert hub.state["topics"] == []


def test_a_feed_elsewhere_is_no_matter_for_this_hub(hub: Running) -> None:
    with pytest.raises(Rejected):
        ping(hub, Site(base_url="https://loa.huonggiang.gov.vn"))


def test_what_cannot_be_read_is_noted(hub: Running, site: Site) -> None:
    assert hub.post(mode="publish", url=f"{site.base_url}/khong-co").status_code == 204
    assert [one["error"] for one in fetched(hub, 1)] == ["HTTP 404"]
    assert hub.post(mode="publish", url="http://127.0.0.1:9/").status_code == 204
    until(lambda: any("Connect" in one["error"] for one in hub.state["topics"]))


def test_a_restart_forgets_nothing_and_a_reset_all(tmp_path: Path, site: Site) -> None:
    path = tmp_path / "hub.jsonl"
    with running(path) as first:
        ping(first, site)
        fetched(first, 1)
        first.set_down(True)
    with running(path) as second:
        state = second.state
        assert state["down"] is True
        assert len(state["pings"]) == 1
        assert {one["fetches"] for one in state["topics"]} == {1}
        second.hub.forget()
        assert (second.state["pings"], second.state["topics"], second.state["down"]) == ([], [], False)
