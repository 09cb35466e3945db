"""X's two ways to sign in: OAuth 1.0a in three steps, and OAuth 2.0 with PKCE.

OAuth 1.0a gives the same token again while it works, and a new one after it was revoked. Of OAuth 2.0 each refresh token works
once; there is one only with the scope `offline.access`.
"""

from __future__ import annotations

import base64
import urllib.parse
from collections.abc import Mapping
from dataclasses import replace

from sandbox.accounts import Account, Platform
from sandbox.calls import Answer, Call
from sandbox.clock import now
from sandbox.consent.screen import Question, Said, Wrong, back_to, check_challenge, check_return, only
from sandbox.consent.signature import signed
from sandbox.consent.tickets import Ticket, Tickets, fits_challenge, new_value
from sandbox.store import Store
from sandbox.x import problems

SCOPES = {
    "tweet.read": "xem bài đăng",
    "tweet.write": "đăng và xóa bài thay bạn",
    "users.read": "xem hồ sơ",
    "media.write": "tải ảnh và video lên",
    "offline.access": "giữ kết nối khi bạn không trực tuyến",
    "like.read": "xem lượt thích",
    "tweet.moderate.write": "ẩn trả lời dưới bài của bạn",
}
CLIENT_ID = "bG9hLXNhbmRib3gtY2xpZW50:1:ci"
CLIENT_SECRET = "sandbox-x-oauth2-client-secret-not-worth-anything"
_OAUTH1, _OAUTH2 = "/oauth/authorize", "/i/oauth2/authorize"
_REQUEST_S, _CODE_S, _ACCESS_S, _REFRESH_S = 900.0, 30.0, 7_200.0, 15_552_000.0
_FORM = "text/html;charset=utf-8"


class XConsent:
    name: Platform = "x"

    def __init__(self, store: Store, tickets: Tickets) -> None:
        self._store = store
        self._tickets = tickets
        for token in tickets.of("x", "access"):
            self._let_in(token)

    def is_screen(self, path: str) -> bool:
        return path in (_OAUTH1, _OAUTH2)

    def ask(self, path: str, query: Mapping[str, str]) -> Question:
        if path == _OAUTH1:
            only(query, {"oauth_token"}, {"force_login", "screen_name"})
            request = self._tickets.find("x", "request", query["oauth_token"])
            if request is None or request.used or request.is_over(now()):
                raise Wrong("Whoa there! The request token for this page is invalid.")
            return Question("Loa (mẫu)", self._store.accounts_on("x"), {}, "tài khoản X")
        needed = {"response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge"}
        only(query, {*needed, "code_challenge_method"}, set())
        if query["client_id"] != CLIENT_ID or query["response_type"] != "code":
            raise Wrong("Something went wrong: you weren't able to give access to the App.")
        check_return(query["redirect_uri"])
        check_challenge(query)
        wanted = query["scope"].split(" ")
        if unknown := [name for name in wanted if name not in SCOPES]:
            raise Wrong(f"Something went wrong: unknown scope {min(unknown)}")
        return Question(
            "Loa (mẫu)", self._store.accounts_on("x"), {name: SCOPES[name] for name in wanted}, "tài khoản X"
        )

    def answer_person(self, path: str, query: Mapping[str, str], said: Said) -> str:
        if path == _OAUTH1:
            return self._answer_request(query["oauth_token"], said)
        redirect, state = query["redirect_uri"], query["state"]
        if not said.yes:
            return back_to(redirect, error="access_denied", state=state)
        account = self._store.accounts[said.accounts[0]]
        if account.revoked:
            self._store.add_account(replace(account, revoked=False))
        code = Ticket(
            new_value(90), "x", "code", (account.id,), said.scopes, now() + _CODE_S, redirect, query["code_challenge"]
        )
        self._tickets.keep(code)
        return back_to(redirect, state=state, code=code.value)

    def _answer_request(self, token: str, said: Said) -> str:
        request = self._tickets.find("x", "request", token)
        assert request is not None  # noqa: S101 - asked before
        if not said.yes:
            self._tickets.spend(request)
            return back_to(request.redirect, denied=token)
        verifier = new_value(32)
        self._tickets.keep(replace(request, accounts=said.accounts[:1], verifier=verifier))
        return back_to(request.redirect, oauth_token=token, oauth_verifier=verifier)

    def answer(self, call: Call) -> Answer | None:
        acts = {
            "/oauth/request_token": self._request_token,
            "/oauth/access_token": self._access_token,
            "/2/oauth2/token": self._token,
        }
        act = acts.get(call.path)
        if act is not None:
            return act(call) if call.method == "POST" else problems.not_found().answer
        bearer = self._tickets.find("x", "access", call.bearer)
        if bearer is not None and bearer.is_over(now()):
            return problems.unauthorized().answer
        return None

    # OAuth 1.0a

    def _request_token(self, call: Call) -> Answer:
        given = signed(call, self._application["consumer_secret"], "")
        if given is None or given.get("oauth_consumer_key") != self._application["consumer_key"]:
            return _error(401, 32, "Could not authenticate you.")
        try:
            check_return(given.get("oauth_callback", ""))
        except Wrong:
            return _error(403, 415, "Callback URL not approved for this client application.")
        request = Ticket(
            new_value(27), "x", "request", expires=now() + _REQUEST_S, redirect=given["oauth_callback"],
            secret=new_value(32),
        )  # fmt: skip
        self._tickets.keep(request)
        return _form(oauth_token=request.value, oauth_token_secret=request.secret, oauth_callback_confirmed="true")

    def _access_token(self, call: Call) -> Answer:
        name = signed(call, None, None) or {}
        request = self._tickets.find("x", "request", name.get("oauth_token", ""))
        if request is None or request.used or request.is_over(now()) or not request.verifier:
            return _error(401, 89, "Invalid or expired token.")
        given = signed(call, self._application["consumer_secret"], request.secret)
        if given is None or given.get("oauth_consumer_key") != self._application["consumer_key"]:
            return _error(401, 32, "Could not authenticate you.")
        if given.get("oauth_verifier") != request.verifier:
            return _error(401, 89, "Invalid or expired token.")
        self._tickets.spend(request)
        account = self._renewed(self._store.accounts[request.accounts[0]])
        return _form(
            oauth_token=account.credentials["access_token"],
            oauth_token_secret=account.credentials["access_token_secret"],
            user_id=account.id,
            screen_name=account.handle,
        )

    def _renewed(self, account: Account) -> Account:
        if not account.revoked:
            return account
        fresh = {"access_token": f"{account.id}-{new_value(30)}", "access_token_secret": new_value(45)}
        account = replace(account, revoked=False, credentials={**account.credentials, **fresh})
        self._store.add_account(account)
        return account

    # OAuth 2.0

    def _token(self, call: Call) -> Answer:
        expected = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if call.headers.get("authorization") != f"Basic {expected}":
            return _refused(401, "unauthorized_client", "Missing valid authorization header")
        form = dict(call.form)
        if form.get("grant_type") == "authorization_code":
            return self._exchange(form)
        if form.get("grant_type") != "refresh_token" or set(form) - {"client_id"} != {"grant_type", "refresh_token"}:
            return _refused(400, "invalid_request", "Value passed for the grant_type or its parameters was invalid.")
        refresh = self._tickets.find("x", "refresh", form["refresh_token"])
        if refresh is None or refresh.used or refresh.is_over(now()) or self._is_revoked(refresh):
            return _refused(400, "invalid_request", "Value passed for the token was invalid.")
        self._tickets.spend(refresh)
        return self._give(refresh)

    def _exchange(self, form: Mapping[str, str]) -> Answer:
        if set(form) - {"client_id"} != {"grant_type", "code", "redirect_uri", "code_verifier"}:
            return _refused(400, "invalid_request", "Missing or unknown parameter.")
        code = self._tickets.find("x", "code", form["code"])
        if code is None or code.used or code.is_over(now()) or code.redirect != form["redirect_uri"]:
            return _refused(400, "invalid_request", "Value passed for the authorization code was invalid.")
        self._tickets.spend(code)
        if not fits_challenge(code.challenge, form["code_verifier"]):
            return _refused(
                400, "invalid_request", "Value passed for the code verifier did not match the code challenge."
            )
        return self._give(code)

    def _give(self, ticket: Ticket) -> Answer:
        access = Ticket(new_value(91), "x", "access", ticket.accounts, ticket.scopes, now() + _ACCESS_S)
        self._let_in(self._tickets.keep(access))
        given: dict[str, object] = {
            "token_type": "bearer",
            "expires_in": int(_ACCESS_S),
            "access_token": access.value,
            "scope": " ".join(ticket.scopes),
        }
        if "offline.access" in ticket.scopes:
            refresh = Ticket(new_value(91), "x", "refresh", ticket.accounts, ticket.scopes, now() + _REFRESH_S)
            given["refresh_token"] = self._tickets.keep(refresh).value
        return Answer.of(given)

    def _let_in(self, access: Ticket) -> None:
        """The X API knows the bearer token."""
        if (account := self._store.accounts.get(access.accounts[0])) is not None:
            self._store.tokens[access.value] = (account, "oauth2_access_token")

    def _is_revoked(self, ticket: Ticket) -> bool:
        return self._store.accounts[ticket.accounts[0]].revoked

    @property
    def _application(self) -> Mapping[str, str]:
        return self._store.accounts_on("x")[0].credentials


def _form(**values: str) -> Answer:
    return Answer(200, urllib.parse.urlencode(values).encode(), content_type=_FORM)


def _error(status: int, code: int, message: str) -> Answer:
    return Answer.of({"errors": [{"code": code, "message": message}]}, status)


def _refused(status: int, error: str, description: str) -> Answer:
    return Answer.of({"error": error, "error_description": description}, status)
