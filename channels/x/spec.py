"""What the channel X is.

Settings of an account: `user_id`; `handle` without @ for readable addresses; `address_in_picture` (true: the text that goes out
holds no URL, so that the post is cheap, and the address stands on its picture); `comments_usd_a_month` (what reading replies may
cost; without it none is read).
"""

from collections.abc import Mapping
from typing import Any

from channels.base import Adapter, ChannelSpec, Clock, Credentials, OutgoingPost
from channels.errors import Misconfigured
from channels.http import Transport
from channels.settings import credentials_as, optional_text
from channels.x.adapter import XAdapter
from channels.x.client import XClient
from channels.x.configuration import x_configuration
from channels.x.credentials import XCredentials
from channels.x.oauth2 import refreshed
from channels.x.pace import RateLimitPace
from channels.x.weight import has_url, weighted_length
from phrases import phrase

_SETTINGS = x_configuration()
_COMMON = _SETTINGS.common


def _open(credentials: Credentials, transport: Transport, clock: Clock, settings: Mapping[str, Any]) -> Adapter:
    own = credentials_as(XCredentials, credentials, _COMMON.label)
    # An access token of OAuth 1.0a begins with its user's id.
    user_id = optional_text(_COMMON.label, settings, "user_id", phrase("x.account-id")) or (
        "" if own.is_oauth2 else own.secret("access_token").partition("-")[0]
    )
    if not (user_id.isascii() and user_id.isdigit()):
        raise Misconfigured(phrase("x.account-id-missing"))
    typed = {"handle": str(settings.get("handle") or "").lstrip("@")}
    handle = optional_text(_COMMON.label, typed, "handle", phrase("x.handle"))
    pace = RateLimitPace(_SETTINGS.rest_at_remaining)
    return XAdapter(
        XClient(own, transport, clock, _COMMON.label, pace),
        lambda: refreshed(own, transport),
        pace,
        user_id,
        handle,
        _SETTINGS,
        address_in_picture=puts_address_in_picture(settings),
    )


def puts_address_in_picture(settings: Mapping[str, Any]) -> bool:
    """The account's rule; compose asks it too, so that what is approved is what goes out."""
    value = settings.get("address_in_picture", False)
    if not isinstance(value, bool):
        raise Misconfigured(phrase("x.address-in-picture"))
    return value


def price_of(post: OutgoingPost) -> float:
    """US dollars for creating `post`: the text that goes out costs many times more when it holds a URL."""
    return _SETTINGS.price_post_with_url_usd if has_url(post.text) else _SETTINGS.price_post_usd


SPEC = ChannelSpec(
    name="x",
    label=_COMMON.label,
    text_limit=_COMMON.text_limit,
    count=weighted_length,
    media=_COMMON.media,
    open=_open,
    credentials=XCredentials,
    # tweepy calls the old name; both lead to the same interface.
    hosts=("https://api.twitter.com", "https://api.x.com"),
    quotas=_COMMON.quotas,
    minimum_interval_s=_COMMON.minimum_interval_s,
    read_back_lag_s=_COMMON.read_back_lag_s,
    call_deadline_s=_COMMON.call_deadline_s,
    parallel=_COMMON.parallel,
    price=price_of,
    adapter=XAdapter,
    identity="user_id",
    converses=True,
)
