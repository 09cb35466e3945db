"""Browsers that a person has signed in with before: failures elsewhere do not lock them out. Pure.

The browser keeps a token for each person who has signed in there, signed by a key of the home and bound to the password as it is:
whoever's password is changed or reset begins anew. It opens nothing; it only says that a failure elsewhere was somebody else's.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from distributor.models import Staff

LASTS = timedelta(days=180)
MOST = 5
"""People of one browser; the one who has not signed in for longest is forgotten."""


@dataclass(frozen=True)
class Browser:
    """`told`: what the browser's cookie says; it may say anything. `key`: of the home."""

    told: str
    key: bytes

    def mark_of(self, staff: Staff, now: datetime) -> str:
        """Names this browser as one of the person's; empty if it is none. What fails under it is counted apart."""
        for token in self._tokens():
            number, _dash, rest = token.partition("-")
            day, _dash, _signature = rest.partition("-")
            if number != str(staff.id) or not (day.isascii() and day.isdigit() and len(day) <= 6):
                continue
            age = _day(now) - int(day)
            if 0 <= age <= LASTS.days and hmac.compare_digest(token.encode(), self._token(staff, int(day)).encode()):
                return token
        return ""

    def signed_in(self, staff: Staff, now: datetime) -> str:
        """Return what the cookie is to say from now on."""
        others = [token for token in self._tokens() if not token.startswith(f"{staff.id}-")]
        return ".".join([self._token(staff, _day(now)), *others[: MOST - 1]])

    def _tokens(self) -> Sequence[str]:
        return [token for token in self.told[:1_000].split(".") if token.isascii()]

    def _token(self, staff: Staff, day: int) -> str:
        said = f"loa: browser of {staff.id} since {day} with {staff.password_hash}"
        return f"{staff.id}-{day}-{hmac.new(self.key, said.encode(), hashlib.sha256).hexdigest()[:40]}"


def _day(now: datetime) -> int:
    return int(now.astimezone(UTC).timestamp()) // 86_400
