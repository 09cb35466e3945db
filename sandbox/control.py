"""`/_sandbox/…`: the ledger of what was accepted, the request log, the weather, the clock, accounts, reset."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.accounts import PLATFORMS, Account, Platform, check_limits, make_account
from sandbox.calls import Json
from sandbox.clock import iso_time, now
from sandbox.consent.applications import applications
from sandbox.huonggiang.province import Province
from sandbox.publications import Publication
from sandbox.reader import FeedReader
from sandbox.request_log import RequestLog
from sandbox.store import Store
from sandbox.weather import Weather


class Control:
    def __init__(
        self,
        store: Store,
        log: RequestLog,
        province: Province,
        reader: FeedReader,
        forget: Iterable[Callable[[], None]],
    ) -> None:
        self._store = store
        self._log = log
        self._province = province
        self._reader = reader
        self._forget = list(forget)

    def routes(self) -> list[Route]:
        return [
            Route("/_sandbox/accounts.json", self.list_accounts, methods=["GET"]),
            Route("/_sandbox/accounts", self.make_account, methods=["POST"]),
            Route("/_sandbox/accounts/{id}", self.change_account, methods=["PATCH"]),
            Route("/_sandbox/ledger.json", self.ledger, methods=["GET"]),
            Route("/_sandbox/requests.json", self.requests, methods=["GET"]),
            Route("/_sandbox/weather", self.show_weather, methods=["GET"]),
            Route("/_sandbox/weather", self.set_weather, methods=["PUT"]),
            Route("/_sandbox/weather", self.clear_weather, methods=["DELETE"]),
            Route("/_sandbox/clock", self.show_clock, methods=["GET"]),
            Route("/_sandbox/clock", self.set_clock, methods=["PUT"]),
            Route("/_sandbox/reset", self.reset, methods=["POST"]),
            Route("/_sandbox/huonggiang/change", self.change, methods=["POST"]),
            Route("/_sandbox/huonggiang/publish", self.publish, methods=["POST"]),
            Route("/_sandbox/follow", self.follow, methods=["POST"]),
        ]

    async def list_accounts(self, request: Request) -> Response:
        accounts = [account_json(account) for account in self._store.accounts.values()]
        firsts = {platform: account_json(self._store.accounts_on(platform)[0]) for platform in PLATFORMS}
        listed = applications(self._store, str(request.base_url).rstrip("/"))
        return JSONResponse({"accounts": accounts, **firsts, "applications": listed})

    async def make_account(self, request: Request) -> Response:
        try:
            wishes = await _object(request, {"platform", "name", "limits"})
            platform = _platform(wishes.get("platform"))
            limits = check_limits(platform, wishes.get("limits", {}))
            name = _name(wishes.get("name"))
        except ValueError as problem:
            return _refuse(problem)
        number = len(self._store.accounts_on(platform))
        account = make_account(platform, number, name, limits, now())
        self._store.add_account(account)
        return JSONResponse(account_json(account), 201)

    async def change_account(self, request: Request) -> Response:
        account = self._store.accounts.get(request.path_params["id"])
        if account is None:
            return JSONResponse({"error": "no such account"}, 404)
        try:
            wishes = await _object(request, {"limits", "revoked"})
            limits = check_limits(account.platform, wishes.get("limits", {}))
            revoked = _flag(wishes.get("revoked", account.revoked))
        except ValueError as problem:
            return _refuse(problem)
        account = replace(account, limits={**account.limits, **limits}, revoked=revoked)
        self._store.add_account(account)
        return JSONResponse(account_json(account))

    async def ledger(self, request: Request) -> Response:
        wanted = request.query_params.get("platform")
        publications = self._ledger()
        if wanted:
            publications = [publication for publication in publications if publication["platform"] == wanted]
        return JSONResponse({"publications": publications, "count": len(publications)})

    async def requests(self, request: Request) -> Response:
        since = request.query_params.get("since", "0")
        if not since.isdigit():
            return _refuse(ValueError("since is a number"))
        return JSONResponse({"requests": self._log.since(int(since)), "last": self._log.last})

    async def show_weather(self, _request: Request) -> Response:
        return JSONResponse(self._weather())

    async def set_weather(self, request: Request) -> Response:
        try:
            wishes = await _object(request, set(PLATFORMS))
            weathers = {_platform(name): Weather.parse(weather, name) for name, weather in wishes.items()}
        except ValueError as problem:
            return _refuse(problem)
        for platform, weather in weathers.items():
            self._store.set_weather(platform, weather)
        return JSONResponse(self._weather())

    async def clear_weather(self, _request: Request) -> Response:
        for platform in PLATFORMS:
            self._store.set_weather(platform, Weather())
        return JSONResponse(self._weather())

    async def show_clock(self, _request: Request) -> Response:
        return JSONResponse({**self._store.pace.as_json(), "now": iso_time(now())})

    async def set_clock(self, request: Request) -> Response:
        try:
            wishes = await _object(request, {"speed", "read_lag", "publish_every", "clicks"})
            self._store.set_pace(self._store.pace.changed(wishes))
        except ValueError as problem:
            return _refuse(problem)
        self._province.pace_changed()
        return await self.show_clock(request)

    async def reset(self, _request: Request) -> Response:
        self._store.reset()
        self._log.reset()
        self._reader.reset()
        for forget in self._forget:
            forget()
        return JSONResponse({"reset": True, "last_request": self._log.last})

    async def publish(self, _request: Request) -> Response:
        issue = self._province.publish_next()
        return JSONResponse(
            {
                "slug": issue.item.slug,
                "kind": issue.item.kind,
                "title": issue.item.title,
                "url": self._province.address(issue),
                "time": iso_time(issue.time),
            },
            201,
        )

    async def change(self, request: Request) -> Response:
        """The province puts an item right (`slug`, `old`, `new`), or takes it away (`slug`, `withdrawn`)."""
        try:
            wishes = await _object(request, {"slug", "old", "new", "withdrawn"})
            slug = str(wishes.get("slug", ""))
            if wishes.get("withdrawn") is True:
                issue = self._province.withdraw(slug)
            else:
                issue = self._province.change(slug, str(wishes.get("old", "")), str(wishes.get("new", "")))
        except ValueError as problem:
            return _refuse(problem)
        return JSONResponse({"slug": slug, "title": issue.item.title, "withdrawn": issue.withdrawn})

    async def follow(self, request: Request) -> Response:
        try:
            wishes = await _object(request, {"url"})
            self._reader.follow(str(wishes.get("url", "")))
        except ValueError as problem:
            return _refuse(problem)
        return JSONResponse({"following": list(self._reader.feeds)}, 201)

    def _ledger(self) -> list[Json]:
        moment = now()
        accepted = [
            (publication.accepted, publication_json(publication))
            for publication in self._store.publications()
            if publication.is_public(moment) and not publication.answers
        ]
        read: list[tuple[float, Json]] = [
            (
                entry.time,
                {
                    "platform": "rss",
                    "account": entry.feed,
                    "id": entry.guid,
                    "text": entry.title,
                    "link": entry.link,
                    "media": [],
                    "time": iso_time(entry.time),
                    "deleted": False,
                    "times_new": entry.times_new,
                },
            )
            for entry in self._reader.entries.values()
        ]
        return [document for _, document in sorted(accepted + read, key=lambda pair: pair[0])]

    def _weather(self) -> Json:
        return {platform: {**sky.weather.as_json(), "calls": sky.calls} for platform, sky in self._store.skies.items()}


def account_json(account: Account) -> Json:
    return {
        "platform": account.platform,
        "id": account.id,
        "name": account.name,
        "handle": account.handle,
        "limits": dict(account.limits),
        "revoked": account.revoked,
        "credentials": dict(account.credentials),
    }


def publication_json(publication: Publication) -> Json:
    return {
        "platform": publication.platform,
        "account": publication.account,
        "id": publication.id,
        "text": publication.text,
        "link": publication.link,
        "media": [
            {"sha256": one.sha256, "bytes": one.size, "alt_text": one.alt_text, "mime": one.mime}
            for one in publication.pictures
        ],
        "time": iso_time(publication.time),
        "deleted": publication.deleted is not None,
        "edited": publication.edited is not None,
    }


async def _object(request: Request, known: set[str]) -> Json:
    """The JSON object of a request. Raises ValueError."""
    try:
        value = json.loads(await request.body())
    except ValueError:
        raise ValueError("the body is not JSON") from None
    if not isinstance(value, dict):
        raise ValueError("the body is not a JSON object")  # noqa: TRY004
    for name in value:
        if name not in known:
            raise ValueError(f"unknown field {name!r}; known: {', '.join(sorted(known))}")
    return value


def _name(value: object) -> str | None:
    if value is None or (isinstance(value, str) and value.strip()):
        return value
    raise ValueError("name is a text")


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError("revoked is true or false")


def _platform(name: object) -> Platform:
    for platform in PLATFORMS:
        if name == platform:
            return platform
    raise ValueError(f"platform is one of {', '.join(PLATFORMS)}")


def _refuse(problem: ValueError) -> Response:
    return JSONResponse({"error": str(problem)}, 400)
