"""The X API as a whole: which path does what, who may call it, how often."""

from __future__ import annotations

import re
from collections.abc import Callable

from sandbox.accounts import DEFAULT_LIMITS, Account, Platform
from sandbox.calls import Answer, Call
from sandbox.clock import now
from sandbox.publications import Publication
from sandbox.store import Store
from sandbox.x import media, posts, problems, reading, search
from sandbox.x.conversations import Conversations
from sandbox.x.limits import APP_ONLY_LIMIT, WINDOW_S, RateLimits, rate_headers
from sandbox.x.oauth import Caller, identify

_USER_POSTS = re.compile(r"/2/users/(\d{1,19})/tweets")
_ONE_POST = re.compile(r"/2/tweets/(\d{1,19})")
_EDGE_BYTES = 1_048_576
_UPLOAD_STEP = re.compile(r"/2/media/upload/(\d{1,19})/(append|finalize)")


class XService:
    name: Platform = "x"

    def __init__(
        self, store: Store, base_url: str, on_publication: Callable[[Publication], None], talk: Conversations
    ) -> None:
        self._store = store
        self._talk = talk
        self._base_url = base_url
        self._on_publication = on_publication
        self.limits = RateLimits()

    def publishes(self, call: Call) -> bool:
        return call.method == "POST" and call.path == "/2/tweets"

    async def answer(self, call: Call) -> Answer:
        headers: tuple[tuple[str, str], ...] = ()
        if self._store.differs("x", "edge_413") and int(call.headers.get("content-length", "0")) > _EDGE_BYTES:
            return Answer(413, b"", content_type="text/plain")
        try:
            endpoint = _endpoint(call)
            if endpoint is None:
                raise problems.not_found()
            caller = identify(call, self._store)
            standing = self.limits.take(_name(caller), endpoint, _limit(caller, endpoint))
            headers = standing.headers
            if not standing.allowed:
                return _too_many().with_headers(headers)
            if call.method != "GET" and call.query:
                name = call.query[0][0]
                raise problems.invalid(f"The query parameter [{name}] is not known", name)
            if self.publishes(call) and caller.account is not None:
                days = self.limits.take_post(caller.account)
                headers += tuple(pair for day in days for pair in day.headers)
                if not all(day.allowed for day in days):
                    return _too_many().with_headers(headers)
            return self._carry_out(call, caller).with_headers(headers)
        except problems.Refused as refused:
            return refused.answer.with_headers(headers or _unknown_rate())

    def server_error(self, html: bool) -> Answer:
        if html:
            page = b"<html><head><title>502 Bad Gateway</title></head><body>Bad Gateway</body></html>"
            return Answer(502, page, content_type="text/html; charset=utf-8")
        refused = problems.problem(500, "Internal Server Error", "Something is broken. This is our fault.")
        return refused.answer.with_headers(_unknown_rate())

    def throttled(self, call: Call, until: float, _coin: bool) -> Answer:
        limit = DEFAULT_LIMITS["x"].get(_endpoint(call) or "", 100)
        return _too_many().with_headers(rate_headers(limit, 0, int(until)))

    def revoked(self, _coin: bool) -> Answer:
        return problems.unauthorized().answer.with_headers(_unknown_rate())

    def _carry_out(self, call: Call, caller: Caller) -> Answer:
        store = self._store
        if call.method == "GET" and not call.path.startswith("/2/media/"):
            return Answer.of(reading.read(call, caller, store, self._base_url, self._talk))
        account = _user(caller)
        if call.path == "/2/tweets":
            document, publication = posts.create(call, account, store, self._talk)
            if not publication.answers:
                self._on_publication(publication)
            return Answer.of(document, 201)
        if match := _ONE_POST.fullmatch(call.path):
            return Answer.of(posts.delete(match[1], account, store))
        if call.path == "/2/media/upload/initialize":
            return Answer.of(media.initialize(call, account, store))
        if match := _UPLOAD_STEP.fullmatch(call.path):
            if match[2] == "append":
                return Answer.of(media.append(call, match[1], account, store))
            return Answer.of(media.finalize(call, match[1], account, store))
        if call.path == "/2/media/upload":
            return Answer.of(media.status(call, account, store))
        if call.path == "/2/media/subtitles":
            return Answer.of(media.tie_subtitles(call, account, store))
        return Answer.of(media.set_metadata(call, account, store))


def _endpoint(call: Call) -> str | None:
    """The name of the limit that the call falls under; None when there is no such endpoint."""
    method, path = call.method, call.path
    if path == "/2/tweets":
        return {"POST": "tweets_per_15min", "GET": "reads_per_15min"}.get(method)
    if _ONE_POST.fullmatch(path):
        return {"DELETE": "deletes_per_15min", "GET": "reads_per_15min"}.get(method)
    if path == search.PATH:
        return "searches_per_15min" if method == "GET" else None
    if path == "/2/users/me" and method == "GET":
        return "me_per_15min"
    if _USER_POSTS.fullmatch(path) and method == "GET":
        return "reads_per_15min"
    if path == "/2/media/upload" and method == "GET":
        return "uploads_per_15min"
    if method == "POST" and (
        path in ("/2/media/upload/initialize", "/2/media/metadata", "/2/media/subtitles")
        or _UPLOAD_STEP.fullmatch(path)
    ):
        return "uploads_per_15min"
    return None


def _limit(caller: Caller, endpoint: str) -> int:
    return caller.account.limit(endpoint) if caller.account else APP_ONLY_LIMIT


def _name(caller: Caller) -> str:
    return caller.account.id if caller.account else "application"


def _user(caller: Caller) -> Account:
    if caller.account is None:
        raise problems.problem(
            403,
            "Unsupported Authentication",
            "Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint.",
            problems.PROBLEMS + "unsupported-authentication",
        )
    return caller.account


def _too_many() -> Answer:
    return problems.problem(429, "Too Many Requests", "Too Many Requests").answer


def _unknown_rate() -> tuple[tuple[str, str], ...]:
    """Headers for answers given before the caller is known."""
    return rate_headers(100, 99, int(now()) + WINDOW_S)
