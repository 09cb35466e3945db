"""The screens for people: what a citizen would see, and a page to set the weather and read the ledger."""

from __future__ import annotations

import re
import urllib.parse
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox import audience
from sandbox.accounts import PLATFORMS, Account, Platform
from sandbox.clock import now
from sandbox.disagreements import KNOWN
from sandbox.graph.state import Comment
from sandbox.graph.state import State as GraphState
from sandbox.huonggiang.province import Province
from sandbox.images import inspect
from sandbox.mail.state import Mailbox
from sandbox.publications import Picture, Publication
from sandbox.reader import FeedReader
from sandbox.request_log import RequestLog
from sandbox.store import Store
from sandbox.templates import render
from sandbox.weather import Weather
from sandbox.x.conversations import CitizensPost, Conversations

_STYLE = Path(__file__).parent / "static" / "kieu.css"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SHOWN = 40
_FACES = ("Regular", "SemiBold")
_CHANCES = (
    ("error_500", "Lỗi máy chủ, không nhận"),
    ("accept_then_drop", "Nhận rồi ngắt kết nối"),
    ("accept_then_timeout", "Nhận rồi im lặng"),
    ("throttle", "Chặn vì gọi quá nhiều"),
    ("revoked_token", "Mã truy cập bị thu hồi"),
)


@dataclass(frozen=True)
class ShownPost:
    """A publication as the timeline shows it."""

    id: str
    text: str
    link: str
    host: str
    pictures: tuple[Picture, ...]
    time: float
    edited: bool
    seen: audience.Response
    comments: tuple[Comment, ...] = ()
    replies: tuple[CitizensPost | Publication, ...] = ()


@dataclass(frozen=True)
class ShownAccount:
    platform: str
    name: str
    address: str
    count: int
    revoked: bool


class Screens:
    def __init__(
        self,
        store: Store,
        log: RequestLog,
        province: Province,
        reader: FeedReader,
        pages: GraphState,
        talk: Conversations,
        box: Mailbox,
    ) -> None:
        self._store = store
        self._log = log
        self._province = province
        self._reader = reader
        self._pages = pages
        self._talk = talk
        self._box = box

    async def index(self, _request: Request) -> Response:
        accounts = [self._account(account) for account in self._store.accounts.values()]
        return _page(
            "index.html",
            accounts=accounts,
            issues=len(self._province.issues()),
            entries=len(self._reader.entries),
            feeds=len(self._reader.feeds),
            mails=self._box.count,
            requests=self._log.last,
        )

    async def timeline(self, request: Request) -> Response:
        platform: Platform = "x" if request.url.path.startswith("/man-hinh/x/") else "facebook"
        account = self._store.account_named(platform, request.path_params["account"].removeprefix("@"))
        if account is None:
            return _page("missing.html", 404)
        posts = self._posts(account, request.path_params.get("post"))
        return _page(
            f"{platform}.html", 200 if posts or "post" not in request.path_params else 404, account=account, posts=posts
        )

    async def media(self, request: Request) -> Response:
        digest = request.path_params["digest"]
        path = self._store.media_folder / digest
        if not _SHA256.fullmatch(digest) or not path.exists():
            return Response("", 404)
        return FileResponse(path, media_type=_type_of(path))

    async def reader(self, _request: Request) -> Response:
        feeds = list(self._reader.feeds.values())
        return _page("reader.html", feeds=feeds, entries=self._reader.newest_first()[:200])

    async def control(self, request: Request) -> Response:
        problem = ""
        if request.method == "POST":
            form = await request.form()
            try:
                platform, weather = _weather_of(form)
            except ValueError as wrong:
                problem = str(wrong)
            else:
                self._store.set_weather(platform, weather)
                return RedirectResponse("/dieu-khien", 303)
        return _page(
            "control.html",
            400 if problem else 200,
            problem=problem,
            skies=list(self._store.skies.items()),
            chances=_CHANCES,
            disagreements=KNOWN,
            publications=self._store.publications()[-_SHOWN:][::-1],
            requests=self._log.since(self._log.last - _SHOWN)[::-1],
        )

    def _account(self, account: Account) -> ShownAccount:
        name = account.id if account.platform == "facebook" else account.handle
        count = sum(1 for one in self._store.newest_of(account.id) if one.deleted is None)
        address = f"/man-hinh/{account.platform}/{name}"
        return ShownAccount(account.platform, account.name, address, count, account.revoked)

    def _posts(self, account: Account, only: str | None) -> list[ShownPost]:
        moment = now()
        shown: list[ShownPost] = []
        for publication in self._store.newest_of(account.id):
            stands = publication.deleted is None and publication.is_public(moment) and not publication.answers
            if stands and only in (None, publication.id):
                shown.append(self._post(publication, moment))
            if len(shown) == _SHOWN:
                break
        return shown

    def _post(self, publication: Publication, moment: float) -> ShownPost:
        return ShownPost(
            publication.id,
            publication.text.strip(),
            publication.link,
            urllib.parse.urlsplit(publication.link).netloc,
            publication.pictures,
            publication.time,
            publication.edited is not None,
            audience.response_to(publication, self._store.pace.speed, moment),
            tuple(self._threads(publication)),
            tuple(self._talk.of(publication.id)),
        )

    def _threads(self, publication: Publication) -> list[Comment]:
        """What others see, each comment followed by its answers."""
        shown = [one for one in self._pages.comments_of(publication.id) if not one.hidden]
        roots = [one for one in shown if not one.parent]
        return [one for root in roots for one in (root, *(each for each in shown if each.parent == root.id))]


def screen_routes(
    store: Store,
    log: RequestLog,
    province: Province,
    reader: FeedReader,
    pages: GraphState,
    talk: Conversations,
    box: Mailbox,
) -> list[Route]:
    screens = Screens(store, log, province, reader, pages, talk, box)
    return [
        Route("/", screens.index),
        Route("/doc-bao", screens.reader),
        Route("/dieu-khien", screens.control, methods=["GET", "POST"]),
        Route("/man-hinh/kieu.css", _style),
        Route("/man-hinh/phong/{face}.ttf", _font),
        Route("/man-hinh/media/{digest}", screens.media),
        Route("/man-hinh/facebook/{account}", screens.timeline),
        Route("/man-hinh/facebook/{account}/{post}", screens.timeline),
        Route("/man-hinh/x/{account}", screens.timeline),
        Route("/man-hinh/x/{account}/status/{post}", screens.timeline),
    ]


async def _style(_request: Request) -> Response:
    return FileResponse(_STYLE, media_type="text/css; charset=utf-8")


async def _font(request: Request) -> Response:
    """The screens' own typeface: the machine that shows them may have none with all Vietnamese letters."""
    face = request.path_params["face"]
    if face not in _FACES:
        return Response("", 404)
    content = resources.files("fontpkg_be_vietnam_pro").joinpath("files", f"BeVietnamPro-{face}.ttf").read_bytes()
    return Response(content, media_type="font/ttf", headers={"cache-control": "max-age=86400"})


def _type_of(path: Path) -> str:
    with path.open("rb") as content:
        if content.read(12)[4:8] == b"ftyp":
            return "video/mp4"
    facts = inspect(path.read_bytes())
    return facts.mime if facts else "application/octet-stream"


def _page(name: str, status: int = 200, **values: object) -> Response:
    return HTMLResponse(render(name, **values), status)


def _weather_of(form: FormData) -> tuple[Platform, Weather]:
    """Raises ValueError."""
    platform = next((known for known in PLATFORMS if known == form.get("platform")), None)
    if platform is None:
        raise ValueError("Không có nền tảng này")
    numbers: dict[str, object] = {
        name: float(str(form.get(name) or 0)) for name in ("seed", "timeout_s", "throttle_s", *dict(_CHANCES))
    }
    latency = [float(str(form.get(name) or 0)) for name in ("latency_from", "latency_to")]
    wishes = {"latency_ms": latency, "only": form.get("only", "all"), "differs": form.getlist("differs")}
    return platform, Weather.parse({**numbers, **wishes}, platform)
