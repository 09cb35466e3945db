"""How old an account's token is and when a person must sign in again, from what was told when it was connected."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from distributor.connect.store import NEVER
from distributor.models import Account
from phrases import listed, phrase

SOON = timedelta(days=14)
"""Before its end staff are told."""


@dataclass(frozen=True)
class TokenFacts:
    """`given_at`: when the present token was stored, None if nobody knows. `ends`: `never`, `unknown`, `known`."""

    given_at: datetime | None
    ends: str
    expires_at: datetime | None = None

    def is_over(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now

    def is_near(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at - now < SOON

    def words(self, now: datetime) -> str:
        """Return when the token was given, and when it ends."""
        return listed((self._age(now), self._end(now)), ", ")

    def _age(self, now: datetime) -> str:
        if self.given_at is None:
            return ""
        days = (now - self.given_at).days
        return phrase("connect.token.given", count=days) if days > 0 else phrase("connect.token.given-today")

    def _end(self, now: datetime) -> str:
        if self.expires_at is None:
            return phrase("connect.token.never-ends") if self.ends == NEVER else phrase("connect.token.end-unknown")
        if self.expires_at <= now:
            return phrase("connect.token.over", at=self.expires_at)
        days = (self.expires_at - now).days
        left = phrase("connect.token.days-left", count=days) if days > 0 else phrase("connect.token.less-than-a-day")
        return phrase("connect.token.ends", at=self.expires_at, left=left)


def token_facts(account: Account) -> TokenFacts:
    """Return when the account's token was given and when it ends. Where each refresh begins the time anew (`token_lives_s`), it
    counts from the latest."""
    told = account.settings.get("token_expires_at")
    given_at = account.refreshed_at or _moment(account.settings.get("connected_at"))
    if told == NEVER:
        return TokenFacts(given_at, NEVER)
    expires_at = _moment(told)
    lives_s = account.settings.get("token_lives_s")
    if isinstance(lives_s, int) and account.refreshed_at is not None:
        renewed = account.refreshed_at + timedelta(seconds=lives_s)
        expires_at = renewed if expires_at is None else max(expires_at, renewed)
    return TokenFacts(given_at, "unknown" if expires_at is None else "known", expires_at)


def _moment(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None
