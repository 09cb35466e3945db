"""The pulse of live pages: one watcher for everybody who looks, and none while nobody does.

The watcher reads the ledger's version once a second in a thread and wakes its followers when it changed. It starts with the
first follower, ends after the last, and `stop` ends all followers at once, so that a server can stop while pages are open.
All methods belong to the event loop's thread.
"""

import asyncio
from collections.abc import AsyncIterator, Callable

import structlog
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.exc import SQLAlchemyError

log = structlog.get_logger()

QUIET_S = 15.0
"""After so long without news a follower is told that we are still here: it keeps proxies from closing, and finds the gone."""


class Pulse:
    def __init__(self, read_version: Callable[[], str], *, every_s: float = 1.0) -> None:
        self._read_version = read_version
        self._every_s = every_s
        self._version = ""
        self._followers: set[asyncio.Event] = set()
        self._watcher: asyncio.Task[None] | None = None
        self._stopped = False

    @property
    def followers(self) -> int:
        return len(self._followers)

    async def follow(self) -> AsyncIterator[str]:
        """The version now and every one after it; an empty word where for a while there was no news. Ends at `stop`."""
        news = asyncio.Event()
        self._followers.add(news)
        try:
            if self._watcher is None or self._watcher.done():
                self._version = ""
                self._watcher = asyncio.create_task(self._watch())
            told = ""
            while not self._stopped:
                if self._version != told:
                    told = self._version
                    yield told
                    continue
                try:
                    await asyncio.wait_for(news.wait(), QUIET_S)
                except TimeoutError:
                    yield ""
                news.clear()
        finally:
            self._followers.discard(news)

    def stop(self) -> None:
        self._stopped = True
        for news in self._followers:
            news.set()
        if self._watcher is not None:
            self._watcher.cancel()

    async def _watch(self) -> None:
        while self._followers:
            try:
                version = await run_in_threadpool(self._read_version)
            except SQLAlchemyError:
                # The page stays as it is; the database may be back at the next look.
                log.warning("cannot read the ledger's version", exc_info=True)
                version = self._version
            if version != self._version:
                self._version = version
                for news in self._followers:
                    news.set()
            await asyncio.sleep(self._every_s)
