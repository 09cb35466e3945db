"""The sandbox as an ASGI application.

The API prefixes go straight to their gateways, for a benchmark sends thousands of calls through them; all else
(control, province, screens) is ordinary Starlette.
"""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import TextIO

from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.clicks import Clicks
from sandbox.consent.rooms import Consents
from sandbox.control import Control
from sandbox.exchange.screens import ExchangeScreens
from sandbox.gateway import Gateway
from sandbox.graph.calls import GraphGateway
from sandbox.graph.screens import GraphScreens
from sandbox.graph.service import GraphService
from sandbox.graph.state import State as GraphState
from sandbox.graph.webhooks import Webhooks
from sandbox.hub import Hub
from sandbox.huonggiang.pages import province_routes
from sandbox.huonggiang.province import Province
from sandbox.mail.screens import MailScreens
from sandbox.mail.service import MailService
from sandbox.mail.state import Mailbox
from sandbox.past import past_routes
from sandbox.reader import FeedReader
from sandbox.request_log import RequestLog
from sandbox.screens import screen_routes
from sandbox.settings import Settings
from sandbox.smsc.gateways import Gateways
from sandbox.smsc.screens import PhoneScreens
from sandbox.smsc.service import MessageCentre
from sandbox.smsc.state import SmscState
from sandbox.store import Store
from sandbox.x.conversations import Conversations
from sandbox.x.screens import XScreens
from sandbox.x.service import XService
from sandbox.youtube.calls import YouTubeGateway
from sandbox.youtube.screens import YouTubeScreens
from sandbox.youtube.service import PREFIX as YOUTUBE
from sandbox.youtube.service import YouTubeService
from sandbox.youtube.state import State as YouTubeState
from sandbox.zalo.screens import ZaloScreens
from sandbox.zalo.service import PREFIX as ZALO
from sandbox.zalo.service import ZaloService
from sandbox.zalo.state import State as ZaloState


class StateInUse(Exception):
    """Another sandbox runs on the same folder."""


def create_app(settings: Settings) -> ASGIApp:
    """Everything on one port. Raises StateInUse."""
    settings.state.mkdir(parents=True, exist_ok=True)
    lock = _lock(settings.state)
    store = Store(settings.state)
    wishes: Mapping[str, float | bool | None] = {
        "speed": settings.speed,
        "read_lag": settings.read_lag,
        "publish_every": settings.publish_every,
        "clicks": settings.clicks,
    }
    if said := {name: value for name, value in wishes.items() if value is not None}:
        store.set_pace(store.pace.changed(said))
    for address in settings.follow:
        store.follow(address)
    log = RequestLog(settings.state / "requests.jsonl")
    go_on_drawing(store, log)
    clicks = Clicks(store)
    pages = GraphState(settings.state)
    webhooks = Webhooks(store, pages)
    graph = GraphService(store, pages, settings.base_url, clicks.expect, webhooks)
    talk = Conversations(settings.state, store)
    x = XService(store, settings.base_url, clicks.expect, talk)
    videos = YouTubeState(settings.state)
    youtube = YouTubeService(store, videos, clicks.expect)
    articles = ZaloState(settings.state)
    zalo = ZaloService(store, articles, clicks.expect)
    consents = Consents(store, videos, articles)
    network = SmscState(settings.state / "smsc")
    centre = MessageCentre(network)
    box = Mailbox(settings.state / "mail")
    post_office = MailService(box)
    province = Province(settings.state / "huonggiang", settings.base_url, store, settings.past)
    hub = Hub(settings.state / "hub.jsonl", settings.base_url)
    reader = FeedReader(settings.state / "reader.jsonl", store, settings.follow_every)
    control = Control(
        store,
        log,
        province,
        reader,
        [
            graph.usage.forget,
            pages.forget,
            x.limits.forget,
            talk.forget,
            videos.forget,
            articles.forget,
            clicks.forget,
            centre.forget,
            box.forget,
            hub.forget,
        ],
    )

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with (
            clicks.running(),
            webhooks.running(),
            province.running(),
            reader.running(),
            hub.running(),
            centre.running(settings.smpp_port),
            post_office.running(),
        ):
            yield
        for resource in (store, pages, talk, videos, articles, consents, log, province, reader, network, hub):
            resource.close()
        lock.close()

    rest = Starlette(
        routes=[
            *control.routes(),
            *past_routes(store),
            *province_routes(province),
            *XScreens(talk).routes(),
            *screen_routes(store, log, province, reader, pages, talk, box),
            *GraphScreens(store, pages, graph, webhooks).routes(),
            *YouTubeScreens(store, videos).routes(),
            *ZaloScreens(store, articles).routes(),
            *PhoneScreens(network, centre, settings.hours).routes(),
            *ExchangeScreens(settings.telephone).routes(),
            *Gateways(network, centre).routes(),
            *MailScreens(box, post_office).routes(),
            *consents.routes(),
            *hub.routes(),
        ],
        lifespan=lifespan,
    )
    return Front(
        {
            "/graph": consents.door("facebook", GraphGateway(consents.asking(graph), store, log, "/graph"), "/graph"),
            "/x": consents.door("x", Gateway(consents.asking(x), store, log, "/x"), "/x"),
            YOUTUBE: consents.door("youtube", YouTubeGateway(consents.asking(youtube), store, log, YOUTUBE), YOUTUBE),
            ZALO: consents.door("zalo", Gateway(consents.asking(zalo), store, log, ZALO), ZALO),
        },
        rest,
    )


def go_on_drawing(store: Store, log: RequestLog) -> None:
    """After a restart the weather draws on where it was: the log knows the last number drawn under it."""
    for entry in log.since(0):
        number, moment = entry.get("draw"), entry.get("time")
        for platform, sky in store.skies.items():
            if entry["platform"] == platform and isinstance(number, int) and float(str(moment)) >= sky.since:
                sky.calls = max(sky.calls, number + 1)


class Front:
    """Sends a call to the gateway of its prefix, everything else on."""

    def __init__(self, gateways: Mapping[str, ASGIApp], rest: ASGIApp) -> None:
        self._gateways = gateways
        self._rest = rest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path: str = scope["path"]
            first = path[: path.find("/", 1)] if "/" in path[1:] else path
            if (gateway := self._gateways.get(first)) is not None:
                await gateway(scope, receive, send)
                return
        await self._rest(scope, receive, send)


def _lock(folder: Path) -> TextIO:
    """A lock that the kernel lets go of when the process dies, however it dies."""
    file = (folder / "lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise StateInUse(f"another sandbox runs on {folder}") from None
    return file
