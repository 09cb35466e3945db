"""Zalo's Official Account API as a whole: which path does what, which fields it knows, and what citizens come to see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sandbox import audience
from sandbox.accounts import Account, Platform
from sandbox.calls import Answer, Call, Json
from sandbox.clock import VIETNAM, now
from sandbox.publications import Publication
from sandbox.store import Store
from sandbox.zalo import chats, errors
from sandbox.zalo.access import Access
from sandbox.zalo.fields import as_text, check_article, check_broadcast, check_names, link_of, one_of
from sandbox.zalo.state import Article, Broadcast, Operation, State, new_id

PREFIX = "/zalo"
TOKENS = "/v4/oa/access_token"
FOLLOWERS = 18_340
_DAY_S = 86_400.0
_OPENS, _CLOSES = 8, 22
_MOST_LISTED = 10


class ZaloService:
    name: Platform = "zalo"

    def __init__(self, store: Store, state: State, on_publication: Callable[[Publication], None]) -> None:
        self._store = store
        self._state = state
        self._tell = on_publication
        self._access = Access(store, state)

    def publishes(self, call: Call) -> bool:
        """Whether it tells followers, or one person."""
        return call.method == "POST" and call.path in ("/v2.0/oa/message", "/v3.0/oa/message/cs")

    async def answer(self, call: Call) -> Answer:
        try:
            return self._answer(call)
        except errors.Refused as refused:
            return refused.answer

    def server_error(self, html: bool) -> Answer:
        if html:
            return Answer(502, b"<html><body><h1>502 Bad Gateway</h1></body></html>", content_type="text/html")
        return Answer.of({"error": -100, "message": "An unknown exception occurred"}, 500)

    def throttled(self, _call: Call, _until: float, _coin: bool) -> Answer:
        return errors.refused(-32, "Application reached limit call api").answer

    def revoked(self, coin: bool) -> Answer:
        return (errors.invalid_token() if coin else errors.expired_token()).answer

    def _answer(self, call: Call) -> Answer:
        if call.path == TOKENS:
            return self._access.exchange(call)
        act = self._known.get((call.method, call.path))
        if act is None:
            return Answer.of({"error": 404, "message": "Empty api"}, 404)
        account = self._access.caller(call)
        return errors.done(act(self, call, account))

    def _write(self, call: Call, account: Account) -> Json:
        return chats.send(_body(call), account, self._state)

    def _conversation(self, call: Call, account: Account) -> list[Json]:
        return chats.conversation(call, account, self._store, self._state)

    # The account

    def _profile(self, call: Call, account: Account) -> Json:
        check_names(dict(call.query), set())
        return {
            "oa_id": account.id,
            "name": account.name,
            "description": "Dữ liệu mẫu. Official Account hư cấu của tỉnh Hương Giang.",
            "oa_alias": account.handle,
            "is_verified": True,
            "oa_type": 4,
            "cate_name": "Cơ quan nhà nước",
            "num_follower": FOLLOWERS,
            "package_name": "Nâng cao",
        }

    # Articles

    def _create(self, call: Call, account: Account) -> Json:
        content = check_article(_body(call), set())
        moment = now()
        ready = moment + self._state.rules.processing_s
        article = Article(new_id(20), account.id, content, moment, moment, ready, self._state.rules.refuse_next)
        self._state.keep(article)
        if self._state.rules.refuse_next:
            self._state.set_rules(replace(self._state.rules, refuse_next=False))
        self._settle(article)
        return {"token": self._operation(article, ready).token}

    def _update(self, call: Call, account: Account) -> Json:
        content = check_article(_body(call), {"id"})
        article = self._own(str(content.pop("id")), account)
        article = self._state.keep(replace(article, content=content, updated=now()))
        self._settle(article)
        return {"token": self._operation(article, now()).token}

    def _operation(self, article: Article, ready: float) -> Operation:
        return self._state.keep(Operation(new_id(40), article.id, ready))

    def _verify(self, call: Call, account: Account) -> Json:
        body = _body(call)
        check_names(body, {"token"})
        operation = self._state.operations.get(str(body["token"]))
        article = self._state.articles.get(operation.article) if operation else None
        if operation is None or article is None or article.account != account.id:
            raise errors.invalid_parameter("token")
        if now() < operation.ready:
            raise errors.refused(-214, "Article is being processed")
        if article.refused:
            raise errors.invalid_parameter("cover", "photo_url cannot be fetched")
        return {"id": article.id}

    def _list(self, call: Call, account: Account) -> Json:
        query = dict(call.query)
        check_names(query, {"offset", "limit", "type"})
        offset, limit = one_of(query, "offset", 0, 1_000_000), one_of(query, "limit", 1, _MOST_LISTED)
        if query["type"] not in ("normal", "video"):
            raise errors.invalid_parameter("type")
        # Reads come late, as on the others.
        lag = self._store.pace.read_lag
        held = [one for one in self._state.articles_of(account.id) if one.created + lag <= now()]
        return {"medias": [self._entry(one) for one in held[offset : offset + limit]], "total": len(held)}

    def _entry(self, article: Article) -> Json:
        publication = self._store.publication(article.id)
        seen = audience.response_to(publication, self._store.pace.speed, now()) if publication else None
        return {
            "id": article.id,
            "type": "normal",
            "title": article.title,
            "status": article.status,
            "total_view": seen.views if seen else 0,
            "total_share": seen.shares if seen else 0,
            "create_date": int(article.created),
            "update_date": int(article.updated),
            "thumb": article.content["cover"]["photo_url"],
        }

    def _detail(self, call: Call, account: Account) -> Json:
        query = dict(call.query)
        check_names(query, {"id"})
        return {"id": query["id"], **self._own(query["id"], account).content}

    def _remove(self, call: Call, account: Account) -> None:
        body = _body(call)
        check_names(body, {"id"})
        article = self._own(str(body["id"]), account)
        self._state.keep(replace(article, deleted=now()))
        for publication in self._store.publications():
            if publication.platform == "zalo" and publication.id in self._names_of(article):
                self._store.change(replace(publication, deleted=now()))

    def _own(self, identifier: str, account: Account) -> Article:
        article = self._state.articles.get(identifier)
        if article is None or article.account != account.id or article.deleted is not None or now() < article.ready:
            raise errors.no_such_article()
        return article

    # Broadcasts

    def _broadcast(self, call: Call, account: Account) -> Json:
        wanted = check_broadcast(_body(call))
        found = [self._state.articles.get(one) for one in wanted]
        moment = now()
        shown = [one for one in found if one is not None and one.account == account.id and one.is_shown(moment)]
        if len(shown) != len(wanted):
            raise errors.refused(-200, "Send message failed: the article does not exist or is hidden")
        if self._state.rules.hours and not _OPENS <= datetime.fromtimestamp(moment, VIETNAM).hour < _CLOSES:
            raise errors.refused(-200, "Send message failed: broadcasts are sent from 8h to 22h")
        today = moment - (moment + 7 * 3600) % _DAY_S
        if self._state.sent_since(account.id, today) >= account.limit("broadcasts_per_day"):
            raise errors.refused(-211, "Out of quota")
        for article in shown:
            broadcast = self._state.keep(Broadcast(new_id(24), account.id, article.id, moment))
            self._publish(article, broadcast)
        return {"message_id": broadcast.id}

    # What the ledger counts: an article once it is shown, and each broadcast of it after the first as one more.

    def _settle(self, article: Article) -> None:
        """The article changed: what citizens see of it follows."""
        known = self._store.publication(article.id)
        if known is None:
            if article.status == "show" and not article.refused:
                self._tell_of(self._publication(article, article.id, "article"))
            return
        text, link = _seen_text(article), link_of(article.content)
        for name in self._names_of(article):
            if (held := self._store.publication(name)) is None or held.deleted is not None:
                continue
            edited = now() if held.text != text else held.edited
            self._store.change(replace(held, text=text, link=link, edited=edited, hidden=article.status != "show"))

    def _publish(self, article: Article, broadcast: Broadcast) -> None:
        known = self._store.publication(article.id)
        if known is not None and known.kind == "article":
            self._store.change(replace(known, kind="broadcast"))
            return
        self._tell_of(self._publication(article, broadcast.id, "broadcast"))

    def _publication(self, article: Article, identifier: str, kind: str) -> Publication:
        moment = max(now(), article.ready)
        return Publication(
            "zalo", article.account, identifier, _seen_text(article), link_of(article.content), (), moment, now(), kind
        )

    def _tell_of(self, publication: Publication) -> None:
        self._store.publish(publication)
        self._tell(publication)

    def _names_of(self, article: Article) -> set[str]:
        return {article.id, *(one.id for one in self._state.broadcasts.values() if one.article == article.id)}

    _known: dict[tuple[str, str], Callable[[ZaloService, Call, Account], Json | list[Json] | None]] = {  # noqa: RUF012
        ("GET", "/v2.0/oa/getoa"): _profile,
        ("POST", "/v2.0/article/create"): _create,
        ("POST", "/v2.0/article/update"): _update,
        ("POST", "/v2.0/article/verify"): _verify,
        ("POST", "/v2.0/article/remove"): _remove,
        ("GET", "/v2.0/article/getslice"): _list,
        ("GET", "/v2.0/article/getdetail"): _detail,
        ("POST", "/v2.0/oa/message"): _broadcast,
        ("POST", "/v3.0/oa/message/cs"): _write,
        ("GET", "/v2.0/oa/conversation"): _conversation,
    }


def _body(call: Call) -> Json:
    if call.broken_body or not isinstance(call.json, dict):
        raise errors.invalid_parameter("body", "is not JSON")
    return dict(call.json)


def _seen_text(article: Article) -> str:
    content = article.content
    return "\n\n".join(
        [
            article.title,
            content["description"],
            *(as_text(piece) for piece in content["body"] if piece["type"] == "text"),
        ]
    )
