"""Zalo as a follower sees it on the telephone: the chat with the Official Account and its articles; and the tester's rules."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox import audience
from sandbox.accounts import Account
from sandbox.calls import Json
from sandbox.clock import iso_time, now
from sandbox.rules import wishes_of
from sandbox.store import Store
from sandbox.templates import render
from sandbox.x.weighted import links_in
from sandbox.zalo.chats import ChatWebhook, person_of
from sandbox.zalo.fields import as_text
from sandbox.zalo.service import FOLLOWERS
from sandbox.zalo.state import Article, PersonMessage, State

_SHOWN = 30


@dataclass(frozen=True)
class ShownArticle:
    """`sent`: when followers were told, None if they were not."""

    id: str
    title: str
    description: str
    cover: str
    author: str
    paragraphs: tuple[Markup, ...]
    pictures: tuple[tuple[str, str], ...]
    """Address and caption of each in the body."""
    address: str
    time: float
    views: int
    sent: float | None = None


class ZaloScreens:
    def __init__(self, store: Store, state: State) -> None:
        self._store = store
        self._state = state
        self._webhook = ChatWebhook(store, state)
        self._followed: set[str] = set()

    def routes(self) -> list[Route]:
        return [
            Route("/man-hinh/zalo/{account}", self.phone),
            Route("/man-hinh/zalo/{account}/bai/{article}", self.read),
            Route("/man-hinh/zalo/{account}/quan-tam", self.follow, methods=["POST"]),
            Route("/man-hinh/zalo/{account}/tin-nhan", self.citizen, methods=["POST"]),
            Route("/_sandbox/zalo/messages", self.message, methods=["POST"]),
            Route("/_sandbox/zalo/webhook", self.subscribe, methods=["PUT"]),
            Route("/dieu-khien/zalo", self.rules_form, methods=["GET", "POST"]),
            Route("/_sandbox/zalo", self.show, methods=["GET"]),
            Route("/_sandbox/zalo", self.set_rules, methods=["PUT"]),
            Route("/_sandbox/zalo/age", self.age, methods=["POST"]),
        ]

    async def phone(self, request: Request) -> Response:
        account = self._account(request)
        if account is None:
            return _page("missing.html", 404)
        messages = [
            self._shown(self._state.articles[one.article], account, one.sent)
            for one in self._state.broadcasts_of(account.id)[:_SHOWN]
            if one.article in self._state.articles
        ]
        gone = {one.id for one in self._state.articles.values() if not one.is_shown(now())}
        articles = [
            self._shown(one, account) for one in self._state.articles_of(account.id)[:_SHOWN] if one.is_shown(now())
        ]
        talks: dict[str, list[PersonMessage]] = {}
        for said in self._state.messages.values():
            if said.account == account.id:
                talks.setdefault(said.person, []).append(said)
        return _page(
            "zalo.html",
            account=account,
            messages=messages,
            articles=articles,
            gone=gone,
            followers=FOLLOWERS + (account.id in self._followed),
            is_followed=account.id in self._followed,
            talks=list(talks.values())[::-1],
        )

    async def read(self, request: Request) -> Response:
        account = self._account(request)
        article = self._state.articles.get(request.path_params["article"])
        if account is None or article is None or article.account != account.id or not article.is_shown(now()):
            return _page("missing.html", 404)
        return _page("zalo_article.html", account=account, article=self._shown(article, account))

    async def message(self, request: Request) -> Response:
        """`{"account", "name", "text", "event"}`: what a person does; `event` by its name at Zalo, else a text."""
        try:
            wishes = {name: str(value) for name, value in (await wishes_of(request)).items()}
            account = self._store.account_named("zalo", wishes.get("account", ""))
            event, name = wishes.get("event") or "user_send_text", wishes.get("name") or "Người dân"
            made = await self._webhook.happen(account, event, name, wishes.get("text", "")) if account else None
        except ValueError as problem:
            return JSONResponse({"error": str(problem)}, 400)
        if made is None:
            return JSONResponse({"error": "no such account"}, 400)
        return JSONResponse({"id": made, "person": person_of(name)}, 201)

    async def subscribe(self, request: Request) -> Response:
        """`{"callback": "http://127.0.0.1:…"}`; empty: nothing is told any more."""
        try:
            self._webhook.subscribe(str((await wishes_of(request)).get("callback", "")))
        except ValueError as problem:
            return JSONResponse({"error": str(problem)}, 400)
        return JSONResponse(self._described())

    async def citizen(self, request: Request) -> Response:
        """On the account's screen a person writes to it."""
        form = {name: str(value) for name, value in (await request.form()).items()}
        account = self._account(request)
        text, name = form.get("text", "").strip()[:2000], form.get("author", "").strip()[:80] or "Người dân"
        if account is None or not text:
            return Response("", 404)
        await self._webhook.happen(account, "user_send_text", name, text)
        return RedirectResponse(f"/man-hinh/zalo/{account.id}", 303)

    async def follow(self, request: Request) -> Response:
        """The button of the account's screen, for the one person who holds this telephone: pressed again it ends."""
        account = self._account(request)
        if account is None:
            return Response("", 404)
        ends = account.id in self._followed
        (self._followed.discard if ends else self._followed.add)(account.id)
        await self._webhook.happen(account, "unfollow" if ends else "follow", "Người dân (mẫu)", "")
        return RedirectResponse(f"/man-hinh/zalo/{account.id}", 303)

    async def rules_form(self, request: Request) -> Response:
        problem = ""
        if request.method == "POST":
            form = {name: str(value) for name, value in (await request.form()).items()}
            try:
                self._state.set_rules(
                    self._state.rules.changed(
                        {
                            "processing_s": float(form.get("processing_s") or 0),
                            "token_s": float(form.get("token_s") or 0),
                            "refuse_next": "refuse_next" in form,
                            "hours": "hours" in form,
                        }
                    )
                )
            except ValueError as wrong:
                problem = str(wrong)
            else:
                return RedirectResponse("/dieu-khien/zalo", 303)
        return _page("zalo_rules.html", 400 if problem else 200, problem=problem, rules=self._state.rules)

    async def show(self, _request: Request) -> Response:
        return JSONResponse(self._described())

    async def set_rules(self, request: Request) -> Response:
        try:
            self._state.set_rules(self._state.rules.changed(await wishes_of(request)))
        except ValueError as problem:
            return JSONResponse({"error": str(problem)}, 400)
        return JSONResponse(self._described())

    async def age(self, _request: Request) -> Response:
        """Ends all access tokens."""
        self._state.age()
        return JSONResponse(self._described())

    def _described(self) -> Json:
        """For tests: the rules, and what is held. No token."""
        moment = now()
        return {
            "rules": asdict(self._state.rules),
            "articles": [
                {
                    "id": one.id,
                    "account": one.account,
                    "title": one.title,
                    "description": one.content["description"],
                    "cover": one.content["cover"]["photo_url"],
                    "status": one.status,
                    "shown": one.is_shown(moment),
                    "deleted": one.deleted is not None,
                    "created": iso_time(one.created),
                }
                for one in self._state.articles.values()
            ],
            "broadcasts": [
                {"id": one.id, "account": one.account, "article": one.article, "sent": iso_time(one.sent)}
                for one in self._state.broadcasts.values()
            ],
            "messages": [asdict(one) for one in self._state.messages.values()],
            "webhook": {"callback": self._state.callback, "told": self._webhook.told},
            "refreshes": sum(1 for one in self._state.tokens.values() if one.kind == "refresh" and one.used),
        }

    def _account(self, request: Request) -> Account | None:
        return self._store.account_named("zalo", request.path_params["account"])

    def _shown(self, article: Article, account: Account, sent: float | None = None) -> ShownArticle:
        content = article.content
        publication = self._store.publication(article.id)
        seen = audience.response_to(publication, self._store.pace.speed, now()) if publication else None
        return ShownArticle(
            id=article.id,
            title=article.title,
            description=str(content["description"]),
            cover=str(content["cover"]["photo_url"]),
            author=str(content["author"]),
            # Written anew from its text: what a client sent as HTML is not shown as such.
            paragraphs=tuple(_linked(as_text(piece)) for piece in content["body"] if piece["type"] == "text"),
            pictures=tuple(
                (str(piece["url"]), str(piece.get("caption", "")))
                for piece in content["body"]
                if piece["type"] == "image"
            ),
            address=f"/man-hinh/zalo/{account.id}/bai/{article.id}",
            time=article.created,
            views=seen.views if seen else 0,
            sent=sent,
        )


def _linked(text: str) -> Markup:
    """Plain text with its addresses as links."""
    shown = Markup("")
    place = 0
    for link in links_in(text):
        shown += text[place : link.start]
        shown += Markup('<a href="{}">{}</a>').format(link.expanded, link.url)
        place = link.end
    return shown + text[place:]


def _page(name: str, status: int = 200, **values: object) -> Response:
    return HTMLResponse(render(name, **values), status)
