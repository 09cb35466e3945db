"""Telling a subscriber of changes, as Graph's Webhooks do: signed with the application's secret, field `feed` of the
object `page`.

Off until somebody subscribes; the callback must be on loopback and must answer the challenge. Nothing waits for it:
changes stand in a bounded queue, each is tried a few times, and every third is told twice, for Graph promises no more
than "at least once".
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import json
import secrets
import urllib.parse
from collections.abc import AsyncIterator
from dataclasses import dataclass

from sandbox import loopback_http
from sandbox.calls import Json
from sandbox.clock import now
from sandbox.graph.state import Comment, State, Subscription
from sandbox.publications import Publication
from sandbox.settings import is_loopback
from sandbox.store import Store

MOST_WAITING = 500
TRIES = 3
GAP_S = 0.5
TIMEOUT_S = 5.0
_ANSWER = 4_096
_ITEMS = {"status": "status", "link": "post", "photo": "photo", "album": "photo", "video": "video", "reel": "video"}


@dataclass
class Told:
    """How many notifications the callback took, and how many it did not."""

    sent: int = 0
    failed: int = 0
    dropped: int = 0


class Webhooks:
    def __init__(self, store: Store, state: State) -> None:
        self._store = store
        self._state = state
        self._waiting: asyncio.Queue[bytes] = asyncio.Queue(MOST_WAITING)
        self._number = 0
        self.told = Told()

    async def subscribe(self, callback: str, verify_token: str) -> None:
        """Asks the callback the challenge. Raises ValueError when it is no loopback address, or does not answer rightly."""
        parts = urllib.parse.urlsplit(callback)
        if parts.scheme != "http" or not is_loopback(parts.hostname or ""):
            raise ValueError("the callback is an http address on loopback")
        challenge = str(secrets.randbelow(10**10))
        asked = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": verify_token}
        address = f"{callback}{'&' if parts.query else '?'}{urllib.parse.urlencode(asked)}"
        try:
            reply = await loopback_http.get(address, {"User-Agent": "facebookplatform/1.0"}, TIMEOUT_S, _ANSWER)
        except loopback_http.Unreachable as problem:
            raise ValueError(f"the callback URL couldn't be validated: {problem}") from None
        if reply.status != 200 or reply.body.decode("utf-8", "replace").strip() != challenge:
            raise ValueError("the callback URL couldn't be validated: the challenge was not answered")
        self._state.subscribe(Subscription(callback, verify_token))

    def unsubscribe(self) -> None:
        self._state.subscribe(Subscription())

    def post(self, publication: Publication, verb: str) -> None:
        """`verb`: `add`, `edited` or `remove`. A video that is still processed is told of when it is public."""
        if publication.time > now():
            asyncio.get_running_loop().call_later(publication.time - now(), self.post, publication, verb)
            return
        value: Json = {
            "from": {"id": publication.account, "name": self._store.accounts[publication.account].name},
            "item": _ITEMS.get(publication.kind, "post"),
            "post_id": publication.id,
            "verb": verb,
            "published": 1,
            "created_time": int(publication.time),
            "message": publication.text,
        }
        self._tell(publication.account, value)

    def comment(self, comment: Comment, verb: str) -> None:
        value: Json = {
            "from": {"id": comment.author_id, "name": comment.author},
            "item": "comment",
            "comment_id": comment.id,
            "parent_id": comment.parent or comment.post,
            "post_id": comment.post,
            "verb": verb,
            "created_time": int(comment.written),
            "message": comment.text,
        }
        self._tell(comment.post.partition("_")[0], value)

    def _tell(self, page: str, value: Json) -> None:
        wanted = page in self._state.installed or not self._store.differs("facebook", "subscribed_apps_required")
        if not self._state.subscription.callback or not wanted:
            return
        change = {"field": "feed", "value": value}
        body = json.dumps({"object": "page", "entry": [{"id": page, "time": int(now()), "changes": [change]}]}).encode()
        self._number += 1
        for _time in range(2 if self._number % 3 == 0 else 1):
            try:
                self._waiting.put_nowait(body)
            except asyncio.QueueFull:
                self.told.dropped += 1

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self._work())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _work(self) -> None:
        while True:
            body = await self._waiting.get()
            for attempt in range(TRIES):
                if attempt:
                    await asyncio.sleep(GAP_S * 2**attempt)
                if await self._send(body):
                    self.told.sent += 1
                    break
            else:
                self.told.failed += 1

    async def _send(self, body: bytes) -> bool:
        """Whether the callback took it."""
        subscription = self._state.subscription
        if not subscription.callback:
            return True
        # One application stands behind all Pages of the sandbox.
        secret = self._store.accounts_on("facebook")[0].credentials["app_secret"]
        signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        try:
            headers = {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={signature}"}
            return await loopback_http.post(subscription.callback, body, headers, TIMEOUT_S) // 100 == 2
        except (OSError, TimeoutError, ValueError, IndexError, asyncio.IncompleteReadError):
            return False
