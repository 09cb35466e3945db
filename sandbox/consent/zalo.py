"""Zalo's OAuth v4: an Official Account's administrator says yes; a code with PKCE becomes the first pair of tokens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sandbox.accounts import Platform
from sandbox.calls import Answer, Call
from sandbox.clock import now
from sandbox.consent.screen import Question, Said, Wrong, back_to, check_challenge, check_return, only
from sandbox.consent.tickets import Ticket, Tickets, fits_challenge, new_value
from sandbox.store import Store
from sandbox.zalo import errors
from sandbox.zalo.state import State, Token, new_id

_SCREEN, _TOKEN = "/v4/oa/permission", "/v4/oa/access_token"
_CODE_S = 600.0


class ZaloConsent:
    name: Platform = "zalo"

    def __init__(self, store: Store, state: State, tickets: Tickets) -> None:
        self._store = store
        self._state = state
        self._tickets = tickets

    def is_screen(self, path: str) -> bool:
        return path == _SCREEN

    def ask(self, path: str, query: Mapping[str, str]) -> Question:  # noqa: ARG002 - one screen
        only(query, {"app_id", "redirect_uri", "code_challenge", "state"}, set())
        if query["app_id"] != self._application["app_id"]:
            raise Wrong("Invalid app id (-14002)")
        check_return(query["redirect_uri"])
        check_challenge(query)
        # Which rights an application has is set at Zalo, not asked here.
        return Question("Loa (mẫu)", self._store.accounts_on("zalo"), {}, "Official Account")

    def answer_person(self, path: str, query: Mapping[str, str], said: Said) -> str:  # noqa: ARG002 - one screen
        redirect, state = query["redirect_uri"], query["state"]
        if not said.yes:  # Zalo does not document what it answers to a no
            return back_to(redirect, error="user_denied", state=state)
        account = said.accounts[0]
        if self._store.accounts[account].revoked:
            self._store.add_account(replace(self._store.accounts[account], revoked=False))
        code = Ticket(new_value(90), "zalo", "code", (account,), (), now() + _CODE_S, redirect, query["code_challenge"])
        self._tickets.keep(code)
        return back_to(redirect, oa_id=account, code=code.value, state=state, code_challenge=query["code_challenge"])

    def answer(self, call: Call) -> Answer | None:
        form = dict(call.form)
        if call.path != _TOKEN or call.method != "POST" or form.get("grant_type") != "authorization_code":
            return None
        try:
            return self._exchange(call, form)
        except errors.Refused as refused:
            return refused.answer

    def _exchange(self, call: Call, form: Mapping[str, str]) -> Answer:
        if set(form) != {"grant_type", "app_id", "code", "code_verifier"}:
            raise errors.no_token(-14001, "Invalid request", "Missing or unknown parameter")
        if form["app_id"] != self._application["app_id"]:
            raise errors.no_token(-14002, "Invalid app id", "The application id is invalid")
        if call.headers.get("secret_key") != self._application["app_secret"]:
            raise errors.no_token(-14004, "Invalid secret key", "The secret key is invalid")
        code = self._tickets.find("zalo", "code", form["code"])
        if code is None or code.used or code.is_over(now()):
            raise errors.no_token(-14019, "Authorized code invalid", "The authorized code is invalid or was used")
        self._tickets.spend(code)
        if not fits_challenge(code.challenge, form["code_verifier"]):
            raise errors.no_token(-14018, "Code verifier invalid", "The code verifier does not fit the code challenge")
        moment, rules = now(), self._state.rules
        access = Token("zA" + new_id(160), code.accounts[0], "access", moment + rules.token_s)
        refresh = Token("zR" + new_id(160), code.accounts[0], "refresh", moment + rules.refresh_s)
        self._state.keep(access)
        self._state.keep(refresh)
        return Answer.of(
            {
                "access_token": access.value,
                "refresh_token": refresh.value,
                "expires_in": str(int(rules.token_s)),
                "refresh_token_expires_in": str(int(rules.refresh_s)),
            }
        )

    @property
    def _application(self) -> Mapping[str, str]:
        return self._store.accounts_on("zalo")[0].credentials
