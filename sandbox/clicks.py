"""The part of the audience that really clicks: a preview robot at once, then a few citizens.

Only links to this machine are visited. All together at most five requests a second; what does not fit in the queue is
dropped. Without publications nothing ticks.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import heapq
import random
import re
from collections.abc import AsyncIterator

from sandbox import loopback_http
from sandbox.clock import now
from sandbox.publications import Publication
from sandbox.store import Store

_LINK = re.compile(r"http://(?:127\.0\.0\.1|localhost)(?::\d+)?/[^\s<>\"']*[^\s<>\"'.,;:!?)\]…]")
_QUEUE = 400
_GAP_S = 0.2
_TIMEOUT_S = 3.0
_LARGEST = 256 * 1024
_PREVIEW = {
    "facebook": "facebookexternalhit/1.1",
    "x": "Twitterbot/1.0",
    "youtube": "Google-Youtube-Links",
    "zalo": "Zalo",
}
_BROWSERS = (
    "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile "
    "Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 "
    "Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0",
)
# Seconds of the audience's time within which a publication's clicks come.
_SPREAD_S = 240.0

Visit = tuple[float, int, str, str]


class Clicks:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._queue: list[Visit] = []
        self._counter = 0
        self._news = asyncio.Event()
        self.made = 0
        self.dropped = 0

    def expect(self, publication: Publication) -> None:
        """Plans the visits to the links of a publication that was just accepted."""
        if not self._store.pace.clicks:
            return
        text = f"{publication.text} {publication.link}"
        address = next(iter(_LINK.findall(text)), None)
        if address is None:
            return
        chance = random.Random(hashlib.sha256(publication.id.encode()).digest())
        speed = max(self._store.pace.speed, 0.001)
        self._plan(now() + 0.3, address, _PREVIEW[publication.platform])
        for _ in range(chance.randint(3, 8)):
            # The square draws most clicks near the beginning.
            delay = 1.0 + _SPREAD_S * chance.random() ** 2
            self._plan(now() + 0.5 + delay / speed, address, chance.choice(_BROWSERS))

    def forget(self) -> None:
        self._queue.clear()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self._visit())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def _plan(self, moment: float, address: str, agent: str) -> None:
        if len(self._queue) >= _QUEUE:
            self.dropped += 1
            return
        self._counter += 1
        heapq.heappush(self._queue, (moment, self._counter, address, agent))
        self._news.set()

    async def _visit(self) -> None:
        while True:
            self._news.clear()
            if not self._queue:
                await self._news.wait()
                continue
            wait = self._queue[0][0] - now()
            if wait > 0:
                # An earlier visit may be planned meanwhile.
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), wait)
                continue
            _, _, address, agent = heapq.heappop(self._queue)
            if self._store.pace.clicks:
                headers = {"User-Agent": agent, "Accept": "text/html,*/*;q=0.8", "Accept-Language": "vi"}
                with contextlib.suppress(loopback_http.Unreachable):
                    await loopback_http.get(address, headers, _TIMEOUT_S, _LARGEST)
                self.made += 1
                await asyncio.sleep(_GAP_S)
