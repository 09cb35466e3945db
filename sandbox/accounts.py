"""Accounts on the stand-in platforms and their credentials.

Credentials are a deterministic function of the platform and the account's number, so the two default accounts have the
same ones in every sandbox. None of them is worth anything anywhere else.
"""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Platform = Literal["facebook", "x", "youtube", "zalo"]
PLATFORMS: tuple[Platform, ...] = ("facebook", "x", "youtube", "zalo")

DEFAULT_NAMES: dict[Platform, tuple[str, str]] = {
    "facebook": ("Sở Tư pháp tỉnh Hương Giang", "sotuphap.huonggiang"),
    "x": ("Sở Tư pháp tỉnh Hương Giang", "SoTuPhapHG"),
    "youtube": ("Truyền hình pháp luật Hương Giang", "TruyenHinhPhapLuatHG"),
    "zalo": ("Sở Tư pháp tỉnh Hương Giang", "sotuphap.huonggiang"),
}

DEFAULT_LIMITS: dict[Platform, dict[str, int]] = {
    # Meta publishes no fixed number of calls for a Page; this is high enough never to be met by accident.
    "facebook": {"calls_per_hour": 200_000, "in_portfolio": 0},
    "x": {
        "tweets_per_15min": 100,
        "deletes_per_15min": 50,
        "reads_per_15min": 900,
        "searches_per_15min": 300,
        "me_per_15min": 75,
        "uploads_per_15min": 500,
        "tweets_per_24h": 10_000,
        "app_tweets_per_24h": 10_000,
    },
    # Of the project, given back at midnight Pacific; `stats` is the bucket of videos.batchGetStats.
    "youtube": {"uploads_per_day": 100, "units_per_day": 10_000, "stats_per_day": 10_000},
    # By the package of the Official Account; a demo wants more than the one a day that followers are promised.
    "zalo": {"broadcasts_per_day": 400},
}


@dataclass(frozen=True)
class Account:
    platform: Platform
    id: str
    name: str
    handle: str
    credentials: Mapping[str, str]
    created: float
    limits: Mapping[str, int] = field(default_factory=dict)
    revoked: bool = False

    def limit(self, name: str) -> int:
        return self.limits.get(name, DEFAULT_LIMITS[self.platform][name])


def make_account(
    platform: Platform, number: int, name: str | None, limits: Mapping[str, int], created: float
) -> Account:
    """The account with this number on this platform (0 is the default one)."""
    default_name, default_handle = DEFAULT_NAMES[platform]
    shown = name or (default_name if number == 0 else f"{default_name} {number + 1}")
    handle = default_handle if number == 0 else _handle(platform, shown, number)
    if platform == "facebook":
        page = str(104_500_000_000_000 + _number(f"page {number}", 999_999_999))
        credentials = {
            "page_id": page,
            "page_access_token": "EAAH" + _secret(f"page token {number}", 120),
            "user_id": str(10_220_000_000_000_000 + _number(f"user {number}", 999_999_999)),
            "user_access_token": "EAAH" + _secret(f"user token {number}", 120),
            "app_id": "1893450027114466",
            "app_secret": hashlib.md5(b"sandbox app", usedforsecurity=False).hexdigest(),
        }
        return Account(platform, page, shown, handle, credentials, created, dict(limits))
    if platform == "youtube":
        channel = "UC" + _secret(f"channel {number}", 22)
        credentials = {
            "channel_id": channel,
            "client_id": f"{_number('youtube project', 999_999_999_999)}-loa.apps.googleusercontent.com",
            "client_secret": "GOCSPX-" + _secret("youtube client", 28),
            "refresh_token": "1//0e" + _secret(f"youtube refresh {number}", 96),
            "access_token": "ya29.a0" + _secret(f"youtube access {number}", 120),
        }
        return Account(platform, channel, shown, handle, credentials, created, dict(limits))
    if platform == "zalo":
        official = str(2_890_000_000_000_000_000 + _number(f"official account {number}", 999_999_999_999))
        credentials = {
            "oa_id": official,
            "app_id": str(4_210_000_000_000_000_000 + _number("zalo application", 999_999_999_999)),
            "app_secret": _secret("zalo application", 20),
            "webhook_secret": _secret("zalo webhook", 20),
            "refresh_token": "zR" + _secret(f"zalo refresh {number}", 150),
            "access_token": "zA" + _secret(f"zalo access {number}", 150),
        }
        return Account(platform, official, shown, handle, credentials, created, dict(limits))
    user = str(1_720_000_000_000_000_000 + _number(f"profile {number}", 999_999_999_999))
    credentials = {
        "user_id": user,
        "username": handle,
        "consumer_key": _secret("consumer key", 25),
        "consumer_secret": _secret("consumer secret", 50),
        "access_token": f"{user}-{_secret(f'access token {number}', 30)}",
        "access_token_secret": _secret(f"access token secret {number}", 45),
        "oauth2_access_token": _secret(f"oauth2 {number}", 91),
        "bearer_token": "AAAAAAAAAAAAAAAAAAAAA" + _secret("app-only bearer", 90),
    }
    return Account(platform, user, shown, handle, credentials, created, dict(limits))


def check_limits(platform: Platform, limits: object) -> dict[str, int]:
    """Limits as a caller wrote them. Raises ValueError for a name or number that cannot be."""
    if not isinstance(limits, Mapping):
        raise ValueError("limits is an object")  # noqa: TRY004
    checked: dict[str, int] = {}
    for name, value in limits.items():
        if name not in DEFAULT_LIMITS[platform]:
            raise ValueError(f"unknown limit {name!r} for {platform}; known: {', '.join(DEFAULT_LIMITS[platform])}")
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise ValueError(f"limit {name} is a whole number, 0 or more")
        checked[name] = value
    return checked


def _digest(seed: str) -> bytes:
    return b"".join(hashlib.sha256(f"{seed} {part}".encode()).digest() for part in range(4))


def _secret(seed: str, length: int) -> str:
    letters = base64.b64encode(_digest(seed)).decode().translate({ord("+"): "q", ord("/"): "Z", ord("="): "w"})
    return letters[:length]


def _number(seed: str, below: int) -> int:
    return int.from_bytes(_digest(seed)[:8], "big") % below


def _handle(platform: Platform, name: str, number: int) -> str:
    """A handle out of a Vietnamese name: X allows at most 15 characters, so the number must fit in them."""
    plain = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    words = re.findall(r"[A-Za-z0-9]+", "".join(letter for letter in plain if not unicodedata.combining(letter)))
    joined = "".join(word[:1].upper() + word[1:] for word in words)
    if platform == "x":
        return f"{joined[:12]}{number + 1}"
    return f"{joined[:40].lower()}.{number + 1}"
