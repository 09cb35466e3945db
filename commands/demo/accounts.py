"""The demo province's accounts: one on each channel, at the sandbox's stand-ins, as a real office would have set them up."""

import json
import urllib.request
from collections.abc import Mapping
from typing import Any

from channels.registry import specs
from channels.youtube.playlists import BY_TOPIC
from distributor.errors import LoaError
from distributor.models import Account
from distributor.report.official import PROFILE
from distributor.settings import Settings
from distributor.vault import Vault

QUICK: dict[str, Any] = {"read_back_lag_s": 1.5, "call_deadline_s": 10.0, "throttle_wait_s": 5.0}
"""The sandbox shows what it accepted within a second; waiting a platform's minute would only slow the demo."""
LIMITS: Mapping[str, dict[str, Any]] = {
    "youtube": {**QUICK, "call_deadline_s": 30.0},
    "zalo": {**QUICK, "quotas": {"broadcasts": 400}, "minimum_interval_s": 0.2},
}
LASTS = {"token_expires_at": "never"}
PLAYLISTS = {
    "new_law": "Văn bản mới của tỉnh",
    "scam_warning": "Cảnh báo lừa đảo",
    "question": "Hỏi đáp pháp luật",
    "digest": "Điểm tin pháp luật",
    "*": "Pháp luật với người dân",
}


Given = dict[str, Any]


def demo_accounts(unit_id: int, given_by_sandbox: list[Given], vault: Vault, settings: Settings) -> list[Account]:
    """Make the demo's accounts. `given_by_sandbox`: see `ask_sandbox`."""
    found = [at_sandbox(unit_id, given, vault, settings) for given in given_by_sandbox]
    found += [_feed(unit_id, settings), *_by_hand(unit_id, settings)]
    return [account for account in found if is_shown(account.channel, settings)]


def is_shown(channel: str, settings: Settings) -> bool:
    """Return True if the demo has this channel: all, or those that the setting `demo_channels` names."""
    if channel == "youtube" and not settings.values.videos:
        return False  # it would only wait
    wanted = {name.strip() for name in settings.values.demo_channels.split(",")} - {""}
    return not wanted or channel in wanted


def ask_sandbox(settings: Settings) -> list[Given]:
    """The stand-ins' accounts with their credentials. Raises LoaError if the sandbox does not answer."""
    accounts: list[Given] = ask(settings, "accounts.json")["accounts"]
    return accounts


def page_at_sandbox(settings: Settings, name: str, given_by_sandbox: list[Given]) -> Given:
    """A Page of its own for an office below: one of the given, from a start that was interrupted, or a new one.

    Raises LoaError if the sandbox does not answer.
    """
    for given in given_by_sandbox:
        if (given["platform"], given["name"]) == ("facebook", name):
            return given
    return ask(settings, "accounts", {"platform": "facebook", "name": name})


def ask_network(settings: Settings) -> Given:
    """The stand-in network's message centre: host, port, login. Raises LoaError if the sandbox does not answer."""
    return ask(settings, "smsc.json")


def ask(settings: Settings, name: str, body: Given | None = None, *, method: str | None = None) -> Given:
    """Ask the sandbox's `/_sandbox/…`. `body`: what is posted; None for a mere question. Raises LoaError if it does not
    answer."""
    request = urllib.request.Request(  # noqa: S310 - loopback
        f"{settings.sandbox_url}/_sandbox/{name}",
        data=json.dumps(body).encode() if body is not None else None,
        method=method,
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            found: Given = json.load(answer)
    except (OSError, ValueError) as error:
        raise LoaError(
            f"Nền tảng mô phỏng không trả lời tại {settings.sandbox_url} ({error}). "
            f"Xem nhật ký {settings.home / 'logs' / 'sandbox.log'}; cổng chọn bằng LOA_SANDBOX_PORT."
        ) from error
    return found


def is_at_sandbox(account: Account, settings: Settings) -> bool:
    """Return True if it leads to a stand-in here: a real account, connected to this home, is none of the demo's."""
    return str(account.settings.get("endpoint", "")).startswith(f"{settings.sandbox_url}/")


def at_sandbox(unit_id: int, given: Given, vault: Vault, settings: Settings) -> Account:
    """An account of ours for one of the sandbox's. What the channel's credentials model names is a secret, the rest facts."""
    channel = given["platform"]
    secret_names = specs()[channel].credentials.model_fields
    credentials: dict[str, Any] = given["credentials"]
    return Account(
        unit_id=unit_id,
        channel=channel,
        name=given["name"],
        settings=_facts(channel, given, settings),
        limits=LIMITS.get(channel, QUICK),
        credentials=vault.seal({name: str(credentials[name]) for name in secret_names if credentials.get(name)}),
        credentials_version=1,
    )


def _facts(channel: str, given: Given, settings: Settings) -> dict[str, Any]:
    """Return an account's settings. `endpoint`: the stand-in; `post_address`: its screen, where the post stands as a citizen
    would see it; `profile_address`: the account's, where a citizen follows it."""
    own_id, handle = given["id"], given["handle"]
    screens = f"{settings.sandbox_url}/man-hinh"
    match channel:
        case "facebook":
            facts = {"page_id": own_id, "video": {"scam_warning": "9x16", "*": ""}, **LASTS}
            endpoint, screen = "graph", f"facebook/{own_id}/{{id}}"
        case "youtube":
            facts = {"channel_id": own_id, "playlist_titles": PLAYLISTS, BY_TOPIC: True}
            endpoint, screen = "youtube", f"youtube/{own_id}/video/{{id}}"
        case "zalo":
            media = f"{settings.public_url}/media/{{sha256}}.{{ending}}"
            facts = {"oa_id": own_id, "author": given["name"], "media_address": media, "any_hour": True}
            endpoint, screen = "zalo", f"zalo/{own_id}/bai/{{id}}"
        case _:
            facts = {"user_id": own_id, "handle": handle, **LASTS}
            endpoint, screen = "x", f"x/{handle}/status/{{id}}"
    places = {
        "post_address": f"{screens}/{screen}",
        PROFILE: f"{screens}/{channel}/{handle if channel == 'x' else own_id}",
    }
    return {**facts, "endpoint": f"{settings.sandbox_url}/{endpoint}", **places}


def _feed(unit_id: int, settings: Settings) -> Account:
    return Account(
        unit_id=unit_id,
        channel="rss",
        name="Bản tin pháp luật Hương Giang",
        settings={
            "slug": "phap-luat",
            "feed_url": f"{settings.public_url}/feeds/phap-luat.rss",
            "hub": f"{settings.sandbox_url}/hub",
        },
    )


def _by_hand(unit_id: int, settings: Settings) -> list[Account]:
    """TikTok has no interface for offices, and a loudspeaker none at all: people publish what they are handed."""
    tiktok = {
        "place": "TikTok @phapluathuonggiang",
        "instructions": "Đăng video dọc kèm phần chữ, rồi ghi lại địa chỉ của video.",
        "variant": "app",
        "video": "9x16" if settings.values.videos else "",
    }
    loudspeaker = {
        "place": "Loa truyền thanh xã Thạch Hương",
        "instructions": "Phát thanh viên đọc vào buổi phát 17 giờ, rồi ghi lại ngày giờ đã phát.",
    }
    return [
        Account(unit_id=unit_id, channel="manual", name="TikTok của Sở", settings=tiktok),
        Account(unit_id=unit_id, channel="manual", name="Loa truyền thanh xã Thạch Hương", settings=loudspeaker),
    ]
