"""Google's OAuth for web applications: the consent screen, codes with PKCE, and refresh tokens.

A refresh token comes only with `access_type=offline`, and after the first yes only with `prompt=consent`. A person may leave
scopes out; the answer with the token tells which were given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sandbox.accounts import Platform
from sandbox.calls import Answer, Call, Json
from sandbox.clock import now
from sandbox.consent.screen import Question, Said, Wrong, back_to, check_challenge, check_return, only
from sandbox.consent.tickets import Ticket, Tickets, fits_challenge, new_value
from sandbox.store import Store
from sandbox.youtube.state import State

_AUTH = "https://www.googleapis.com/auth/"
SCOPES = {
    f"{_AUTH}youtube": "quản lý tài khoản YouTube của bạn",
    f"{_AUTH}youtube.upload": "tải video lên và quản lý video",
    f"{_AUTH}youtube.force-ssl": "xem, sửa video, phụ đề, danh sách phát và bình luận",
    f"{_AUTH}youtube.readonly": "xem kênh YouTube của bạn",
    f"{_AUTH}yt-analytics.readonly": "xem số liệu YouTube Analytics",
}
_SCREEN, _TOKEN = "/o/oauth2/v2/auth", "/token"
_CODE_S = 600.0


class GoogleConsent:
    name: Platform = "youtube"

    def __init__(self, store: Store, state: State, tickets: Tickets) -> None:
        self._store = store
        self._state = state
        self._tickets = tickets

    def is_screen(self, path: str) -> bool:
        return path == _SCREEN

    def ask(self, path: str, query: Mapping[str, str]) -> Question:  # noqa: ARG002 - one screen
        needed = {"client_id", "redirect_uri", "response_type", "scope", "state", "code_challenge"}
        possible = {"access_type", "prompt", "include_granted_scopes", "login_hint", "hl", "code_challenge_method"}
        only(query, needed, possible)
        if query["client_id"] != self._application["client_id"]:
            raise Wrong("Error 401: invalid_client. The OAuth client was not found.")
        check_return(query["redirect_uri"])
        if query["response_type"] != "code":
            raise Wrong("Error 400: invalid_request. response_type is code")
        if query.get("code_challenge_method") != "S256":
            raise Wrong("Error 400: invalid_request. code_challenge_method is S256")
        check_challenge(query)
        wanted = query["scope"].split(" ")
        if unknown := [name for name in wanted if name not in SCOPES]:
            raise Wrong(f"Error 400: invalid_scope. {', '.join(unknown)}")
        return Question(
            "Loa (mẫu)", self._store.accounts_on("youtube"), {name: SCOPES[name] for name in wanted}, "kênh"
        )

    def answer_person(self, path: str, query: Mapping[str, str], said: Said) -> str:  # noqa: ARG002 - one screen
        redirect, state = query["redirect_uri"], query["state"]
        if not said.yes:
            return back_to(redirect, error="access_denied", state=state)
        for account in said.accounts:
            if self._store.accounts[account].revoked:
                self._store.add_account(replace(self._store.accounts[account], revoked=False))
        known_already = any(one.accounts == said.accounts for one in self._tickets.of("youtube", "refresh"))
        lasting = query.get("access_type") == "offline" and (query.get("prompt") == "consent" or not known_already)
        code = Ticket(
            "4/0A" + new_value(70), "youtube", "code", said.accounts[:1], said.scopes, now() + _CODE_S, redirect,
            query["code_challenge"], lasting=lasting,
        )  # fmt: skip
        self._tickets.keep(code)
        return back_to(redirect, state=state, code=code.value, scope=" ".join(said.scopes))

    def answer(self, call: Call) -> Answer | None:
        if call.path != _TOKEN or call.method != "POST":
            return None
        form = dict(call.form)
        if form.get("grant_type") == "authorization_code":
            return self._exchange(form)
        refresh = self._tickets.find("youtube", "refresh", form.get("refresh_token", ""))
        if form.get("grant_type") != "refresh_token" or refresh is None:
            return None  # a refresh token that the account came with
        if (wrong := self._wrong_client(form)) is not None:
            return wrong
        if self._store.accounts[refresh.accounts[0]].revoked or refresh.is_over(now()):
            return _refused(400, "invalid_grant", "Token has been expired or revoked.")
        return Answer.of(self._access(refresh))

    def _exchange(self, form: Mapping[str, str]) -> Answer:
        known = {"grant_type", "code", "client_id", "client_secret", "redirect_uri", "code_verifier"}
        if set(form) != known:
            return _refused(400, "invalid_request", f"Expected {', '.join(sorted(known))}")
        if (wrong := self._wrong_client(form)) is not None:
            return wrong
        code = self._tickets.find("youtube", "code", form["code"])
        if code is None or code.used or code.is_over(now()):
            return _refused(400, "invalid_grant", "Bad Request")
        if code.redirect != form["redirect_uri"]:
            return _refused(400, "redirect_uri_mismatch", "Bad Request")
        self._tickets.spend(code)
        if not fits_challenge(code.challenge, form["code_verifier"]):
            return _refused(400, "invalid_grant", "Invalid code verifier.")
        given = self._access(code)
        if code.lasting:
            refresh = Ticket("1//0e" + new_value(96), "youtube", "refresh", code.accounts, code.scopes)
            given["refresh_token"] = self._tickets.keep(refresh).value
        return Answer.of(given, headers=(("cache-control", "no-cache, no-store, max-age=0, must-revalidate"),))

    @property
    def _application(self) -> Mapping[str, str]:
        return self._store.accounts_on("youtube")[0].credentials

    def _wrong_client(self, form: Mapping[str, str]) -> Answer | None:
        known = self._application
        if (form.get("client_id"), form.get("client_secret")) == (known["client_id"], known["client_secret"]):
            return None
        return _refused(401, "invalid_client", "The OAuth client was not found.")

    def _access(self, ticket: Ticket) -> Json:
        token, seconds = "ya29.a0" + new_value(140), self._state.rules.token_s
        self._state.keep_token(token, ticket.accounts[0], now() + seconds)
        return {
            "access_token": token,
            "expires_in": int(seconds),
            "scope": " ".join(ticket.scopes),
            "token_type": "Bearer",
        }


def _refused(status: int, error: str, description: str) -> Answer:
    return Answer.of({"error": error, "error_description": description}, status)
