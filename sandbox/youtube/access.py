"""Who calls, and how much of the day's units is left.

An access token lives an hour and is fetched with the refresh token at `/token` (RFC 6749, section 6). Units are given back at
midnight Pacific time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sandbox.accounts import Account
from sandbox.calls import Answer, Call
from sandbox.clock import now
from sandbox.store import Store
from sandbox.youtube import errors
from sandbox.youtube.state import State, new_id

SCOPES = (
    "https://www.googleapis.com/auth/youtube.upload https://www.googleapis.com/auth/youtube "
    "https://www.googleapis.com/auth/youtube.force-ssl https://www.googleapis.com/auth/yt-analytics.readonly"
)
_PACIFIC = ZoneInfo("America/Los_Angeles")

# Units of a call, by method; a read costs 1, a write 50. Uploads and batches of numbers have buckets of their own.
_COSTS = {"captions.insert": 400, "captions.update": 450, "captions.list": 50, "captions.download": 200}


@dataclass(frozen=True)
class Access:
    store: Store
    state: State

    def caller(self, call: Call) -> Account:
        """The account whose token it is. Raises Refused (401)."""
        token = call.bearer
        moment = now()
        for account in self.store.accounts_on("youtube"):
            if account.revoked or not token:
                continue
            known = self.state.tokens.get(token)
            if known is not None and known.account == account.id and moment < known.expires:
                return account
            first_ends = account.created + self.state.rules.token_s
            if (
                token == account.credentials["access_token"]
                and self.state.tokens_dead_before < account.created
                and moment < first_ends
            ):
                return account
        raise errors.invalid_credentials()

    def spend(self, account: Account, method: str, http: str) -> None:
        """Count a call. Raises Refused (403, or 400 for uploads) when there is nothing left of its bucket."""
        bucket, units = "units", _COSTS.get(method, 1 if http == "GET" else 50)
        if method == "videos.insert":
            bucket, units = "uploads", 1
        elif method == "videos.batchGetStats":
            bucket = "stats"
        day = datetime.fromtimestamp(now(), _PACIFIC).date().isoformat()
        if self.state.spent(account.id, bucket, day) + units > account.limit(f"{bucket}_per_day"):
            raise errors.quota_exceeded()
        self.state.spend(account.id, bucket, day, units)

    def token_answer(self, call: Call) -> Answer:
        """`POST /token`."""
        form = dict(call.form)
        if call.method != "POST" or not form.get("grant_type"):
            return _refused(400, "invalid_request", "Required parameter is missing: grant_type")
        if form["grant_type"] != "refresh_token":
            return _refused(400, "unsupported_grant_type", f"Invalid grant_type: {form['grant_type']}")
        account = next(
            (
                one
                for one in self.store.accounts_on("youtube")
                if one.credentials["refresh_token"] == form.get("refresh_token")
            ),
            None,
        )
        known = self.store.accounts_on("youtube")[0].credentials
        if (form.get("client_id"), form.get("client_secret")) != (known["client_id"], known["client_secret"]):
            return _refused(401, "invalid_client", "The OAuth client was not found.")
        if account is None or account.revoked:
            return _refused(400, "invalid_grant", "Token has been expired or revoked.")
        token = "ya29.a0" + new_id(140)
        seconds = self.state.rules.token_s
        self.state.keep_token(token, account.id, now() + seconds)
        return Answer.of(
            {"access_token": token, "expires_in": int(seconds), "scope": SCOPES, "token_type": "Bearer"},
            headers=(("cache-control", "no-cache, no-store, max-age=0, must-revalidate"),),
        )


def _refused(status: int, error: str, description: str) -> Answer:
    return Answer.of({"error": error, "error_description": description}, status)
