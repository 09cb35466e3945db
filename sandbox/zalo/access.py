"""Who calls: access tokens that age, and refresh tokens that work once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sandbox.accounts import Account
from sandbox.calls import Answer, Call
from sandbox.clock import now
from sandbox.store import Store
from sandbox.zalo import errors
from sandbox.zalo.state import State, Token, new_id


@dataclass(frozen=True)
class Access:
    store: Store
    state: State

    def caller(self, call: Call) -> Account:
        """The account whose token it is. Raises Refused (-216, or -220 for one that is old)."""
        token = call.headers.get("access_token", "")
        moment = now()
        for account in self.store.accounts_on("zalo"):
            if account.revoked or not token:
                continue
            known = self.state.tokens.get(token)
            if known is not None and known.kind == "access" and known.account == account.id:
                if moment >= known.expires:
                    raise errors.expired_token()
                return account
            if token == account.credentials["access_token"]:
                if moment >= account.created + self.state.rules.token_s or self.state.dead_before >= account.created:
                    raise errors.expired_token()
                return account
        raise errors.invalid_token()

    def exchange(self, call: Call) -> Answer:
        """`POST /v4/oa/access_token`: two new tokens for a refresh token, which is dead from then on."""
        form = dict(call.form)
        known = self.store.accounts_on("zalo")[0].credentials
        if call.method != "POST" or not call.encoded_form:
            raise errors.no_token(-14001, "Invalid request", "The request must be a form")
        if unknown := set(form) - {"grant_type", "app_id", "refresh_token"}:
            raise errors.no_token(-14001, "Invalid request", f"Unknown parameter: {min(unknown)}")
        if form.get("app_id") != known["app_id"]:
            raise errors.no_token(-14002, "Invalid app id", "The application id is invalid")
        if call.headers.get("secret_key") != known["app_secret"]:
            raise errors.no_token(-14004, "Invalid secret key", "The secret key is invalid")
        if form.get("grant_type") != "refresh_token":
            raise errors.no_token(-14011, "Invalid grant type", "The grant type is not supported")
        account = self._spend(form.get("refresh_token", ""))
        moment, rules = now(), self.state.rules
        access = Token("zA" + new_id(160), account.id, "access", moment + rules.token_s)
        refresh = Token("zR" + new_id(160), account.id, "refresh", moment + rules.refresh_s)
        self.state.keep(access)
        self.state.keep(refresh)
        return Answer.of(
            {
                "access_token": access.value,
                "refresh_token": refresh.value,
                "expires_in": str(int(rules.token_s)),
                "refresh_token_expires_in": str(int(rules.refresh_s)),
            }
        )

    def _spend(self, value: str) -> Account:
        """The account of this refresh token, which is used up now. Raises Refused."""
        token = self.state.tokens.get(value)
        for account in self.store.accounts_on("zalo"):
            first = value == account.credentials["refresh_token"]
            if account.revoked or not (first or (token is not None and token.account == account.id)):
                continue
            if token is None:
                token = Token(value, account.id, "refresh", account.created + self.state.rules.refresh_s)
            if token.kind != "refresh":
                break
            if token.used or now() >= token.expires:
                raise errors.no_token(
                    -14020, "Refresh token is invalid", "The refresh token has been used or has expired"
                )
            self.state.keep(replace(token, used=True))
            return account
        raise errors.no_token(-14014, "Invalid refresh token", "The refresh token is invalid")
