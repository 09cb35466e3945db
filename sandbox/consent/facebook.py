"""Facebook Login: the dialog, codes, short and long-lived user tokens, and the Pages that a person lends.

A Page's token that comes from a long-lived user token has no end; one from a short-lived token dies with it. The application
wants proof of its secret with every user token ("Require App Secret").
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sandbox.accounts import Account, Platform
from sandbox.calls import Answer, Call, Json
from sandbox.clock import now
from sandbox.consent.screen import Question, Said, Wrong, back_to, check_return, only
from sandbox.consent.tickets import Ticket, Tickets, new_value
from sandbox.graph import errors
from sandbox.graph.tokens import left_of
from sandbox.store import Store

SCOPES = {
    "public_profile": "tên và ảnh đại diện của bạn",
    "pages_show_list": "xem danh sách Trang mà bạn quản lý",
    "pages_read_engagement": "đọc bài đăng và số người theo dõi của Trang",
    "pages_read_user_content": "đọc bình luận của người dân trên Trang",
    "pages_manage_posts": "đăng, sửa và xóa bài của Trang",
    "pages_manage_engagement": "trả lời và ẩn bình luận",
    "pages_manage_metadata": "nhận thông báo khi Trang có thay đổi",
    "publish_video": "đăng video",
    "read_insights": "đọc số liệu của Trang",
    "business_management": "quản lý tài khoản doanh nghiệp",
}
PORTFOLIO, BUSINESS = "business_management", "600000000000001"
_DIALOG = re.compile(r"/v\d+\.\d+/dialog/oauth")
_VERSION = re.compile(r"^/v\d+\.\d+(?=/|$)")
_CODE_S, _SHORT_S, _LONG_S = 600.0, 5_400.0, 5_184_000.0


class FacebookConsent:
    name: Platform = "facebook"

    def __init__(self, store: Store, tickets: Tickets) -> None:
        self._store = store
        self._tickets = tickets
        for page in tickets.of("facebook", "page"):
            self._let_in(page)

    def is_screen(self, path: str) -> bool:
        return _DIALOG.fullmatch(path) is not None

    def ask(self, path: str, query: Mapping[str, str]) -> Question:  # noqa: ARG002 - one screen
        only(query, {"client_id", "redirect_uri", "state", "scope"}, {"response_type", "auth_type", "display"})
        if query["client_id"] != self._application["app_id"]:
            raise Wrong("Invalid App ID: the provided app ID does not look like a valid app ID.")
        check_return(query["redirect_uri"])
        if query.get("response_type", "code") != "code":
            raise Wrong("This application asks for a code")
        wanted = query["scope"].split(",")
        if unknown := [name for name in wanted if name not in SCOPES]:
            raise Wrong(f"Invalid Scopes: {', '.join(unknown)}")
        return Question(
            "Loa (mẫu)",
            self._store.accounts_on("facebook"),
            {name: SCOPES[name] for name in ["public_profile", *wanted]},
            "Trang",
            many=True,
        )

    def answer_person(self, path: str, query: Mapping[str, str], said: Said) -> str:  # noqa: ARG002 - one screen
        redirect, state = query["redirect_uri"], query["state"]
        if not said.yes:
            denied = {"error": "access_denied", "error_code": "200", "error_description": "Permissions error"}
            return back_to(redirect, **denied, error_reason="user_denied", state=state) + "#_=_"
        # Who lends a Page again has its tokens work again.
        for account in said.accounts:
            if self._store.accounts[account].revoked:
                self._store.add_account(replace(self._store.accounts[account], revoked=False))
        code = "AQ" + new_value(180)
        self._tickets.keep(
            Ticket(
                code, "facebook", "code", said.accounts, left_of(said.scopes, self._store), now() + _CODE_S, redirect
            )
        )
        # The fragment is what Facebook really appends.
        return back_to(redirect, code=code, state=state) + "#_=_"

    def answer(self, call: Call) -> Answer | None:
        path = _VERSION.sub("", call.path).strip("/")
        try:
            if path == "oauth/access_token":
                return Answer.of(self._exchange(call.parameters))
            if path == "debug_token":
                return self._describe(call)
            token = call.parameters.get("access_token") or call.bearer
            if (page := self._tickets.find("facebook", "page", token)) is not None and page.is_over(now()):
                raise errors.dead_token(expired=True)
            user = self._tickets.find("facebook", "user", token)
            if user is None:
                return None
            self._check_user(call, user)
            return Answer.of(self._as_user(call, path, user))
        except errors.GraphRefused as refused:
            return refused.answer

    @property
    def _application(self) -> Mapping[str, str]:
        return self._store.accounts_on("facebook")[0].credentials

    def _exchange(self, given: Mapping[str, str]) -> Json:
        """A code for a short-lived token, or that for a long-lived one."""
        lengthens = given.get("grant_type") == "fb_exchange_token"
        known = (
            {"grant_type", "client_id", "client_secret", "fb_exchange_token"}
            if lengthens
            else {"client_id", "client_secret", "redirect_uri", "code"}
        )
        if set(given) - {"access_token"} != known:
            raise errors.bad_parameter(f"Expected {sorted(known)}")
        if given["client_id"] != self._application["app_id"]:
            raise errors.GraphRefused(400, 101, "Error validating application. Cannot get application info.")
        if not hmac.compare_digest(given["client_secret"], self._application["app_secret"]):
            raise errors.GraphRefused(400, 1, "Error validating client secret.")
        if lengthens:
            short = self._tickets.find("facebook", "user", given["fb_exchange_token"])
            if short is None or short.is_over(now()):
                raise errors.malformed_token()
            return self._give_user_token(short.accounts, short.scopes, _LONG_S, lasting=True)
        code = self._tickets.find("facebook", "code", given["code"])
        if code is None:
            raise errors.GraphRefused(400, 100, "Invalid verification code format.")
        if code.used:
            raise errors.GraphRefused(400, 100, "This authorization code has been used.", subcode=36009)
        if code.is_over(now()):
            raise errors.GraphRefused(400, 100, "This authorization code has expired.", subcode=36007)
        if code.redirect != given["redirect_uri"]:
            message = (
                "Error validating verification code. Please make sure your redirect_uri is identical to the one you used"
                " in the OAuth dialog request"
            )
            raise errors.GraphRefused(400, 100, message, subcode=36008)
        self._tickets.spend(code)
        return self._give_user_token(code.accounts, code.scopes, _SHORT_S, lasting=False)

    def _give_user_token(
        self, accounts: tuple[str, ...], scopes: tuple[str, ...], seconds: float, *, lasting: bool
    ) -> Json:
        token = Ticket("EAAH" + new_value(160), "facebook", "user", accounts, scopes, now() + seconds, lasting=lasting)
        self._tickets.keep(token)
        return {"access_token": token.value, "token_type": "bearer", "expires_in": int(seconds)}

    def _check_user(self, call: Call, user: Ticket) -> None:
        if user.is_over(now()):
            raise errors.dead_token(expired=True)
        proof = call.parameters.get("appsecret_proof", "")
        expected = hmac.new(self._application["app_secret"].encode(), user.value.encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected, proof):
            message = "API calls from the server require an appsecret_proof argument"
            raise errors.GraphRefused(400, 100, message, "GraphMethodException")

    def _as_user(self, call: Call, path: str, user: Ticket) -> Json:
        if call.method != "GET":
            raise errors.unknown_object(path, call.method)
        if path == "me":
            return {"id": self._application["user_id"], "name": "Cán bộ quản trị Trang (mẫu)"}
        if path == "me/permissions":
            asked = [name for name in SCOPES if name in user.scopes]
            refused = [name for name in SCOPES if name not in user.scopes]
            return {
                "data": [{"permission": name, "status": "granted"} for name in asked]
                + [{"permission": name, "status": "declined"} for name in refused]
            }
        if path == "me/accounts":
            return self._pages(call.parameters, user, [one for one in user.accounts if not self._is_in_portfolio(one)])
        if path == "me/businesses" and PORTFOLIO in user.scopes:
            return {"data": [{"id": BUSINESS}] if any(map(self._is_in_portfolio, user.accounts)) else []}
        if path == f"{BUSINESS}/owned_pages" and PORTFOLIO in user.scopes:
            return self._pages(call.parameters, user, [one for one in user.accounts if self._is_in_portfolio(one)])
        if path == f"{BUSINESS}/client_pages" and PORTFOLIO in user.scopes:
            return {"data": []}
        raise errors.unknown_object(path, call.method)

    def _is_in_portfolio(self, page: str) -> bool:
        """Such a Page is in no list of the person's own (maintainers of two senders, August 2026)."""
        everywhere = self._store.differs("facebook", "portfolio_pages")
        return everywhere or bool(self._store.accounts[page].limit("in_portfolio"))

    def _pages(self, given: Mapping[str, str], user: Ticket, pages: Sequence[str]) -> Json:
        """Pages come in pages: `limit` and the cursor `after`."""
        if "pages_show_list" not in user.scopes:
            return {"data": []}
        fields = given.get("fields", "access_token,name,id").split(",")
        if unknown := set(fields) - {"id", "name", "access_token", "tasks", "category"}:
            raise errors.bad_parameter(f"Tried accessing nonexisting field ({min(unknown)}) on node type (Page)")
        start, limit = int(given.get("after") or 0), int(given.get("limit") or 25)
        held = [self._store.accounts[one] for one in pages]
        shown = held[start : start + limit]
        paging: Json = {"cursors": {"before": str(start), "after": str(start + len(shown))}}
        if start + limit < len(held):
            paging["next"] = "https://graph.facebook.com/v26.0/me/accounts?after=…"
        return {"data": [self._page(one, fields, user) for one in shown], "paging": paging}

    def _page(self, account: Account, fields: list[str], user: Ticket) -> Json:
        token = self._page_token(account, user) if "access_token" in fields else ""
        known: Json = {
            "id": account.id,
            "name": account.name,
            "access_token": token,
            "tasks": ["ANALYZE", "ADVERTISE", "MODERATE", "CREATE_CONTENT", "MANAGE"],
            "category": "Government organization",
        }
        return {name: known[name] for name in fields}

    def _page_token(self, account: Account, user: Ticket) -> str:
        expires = 0.0 if user.lasting else user.expires
        page = Ticket("EAAH" + new_value(150), "facebook", "page", (account.id,), user.scopes, expires)
        self._let_in(self._tickets.keep(page))
        return page.value

    def _let_in(self, page: Ticket) -> None:
        """Graph knows the Page's new token."""
        if (account := self._store.accounts.get(page.accounts[0])) is not None:
            self._store.tokens[page.value] = (account, "page_access_token")

    def _describe(self, call: Call) -> Answer | None:
        given = call.parameters
        token = given.get("input_token", "")
        ticket = self._tickets.find("facebook", "page", token) or self._tickets.find("facebook", "user", token)
        if ticket is None:
            return None
        if given.get("access_token") != f"{self._application['app_id']}|{self._application['app_secret']}":
            raise errors.malformed_token()
        data: Json = {
            "app_id": self._application["app_id"],
            "type": ticket.kind.upper(),
            "application": "Loa (mẫu)",
            "expires_at": int(ticket.expires),
            "is_valid": not ticket.is_over(now()) and not self._store.accounts[ticket.accounts[0]].revoked,
            "scopes": list(left_of(ticket.scopes, self._store)),
            "user_id": self._application["user_id"],
        }
        return Answer.of({"data": data | ({"profile_id": ticket.accounts[0]} if ticket.kind == "page" else {})})
