"""What the channel RSS is: RSS 2.0, Atom and JSON Feed of one account. It needs no credentials.

Settings of an account: `slug` (its name in the address), `site` (the page it belongs to), `feed_url` (its public address, ending
`.rss`), and `hub` (of WebSub: told of each change, and named in the feed).
"""

from collections.abc import Mapping
from typing import Any

from channels.base import Adapter, ChannelSpec, Clock, Credentials
from channels.connect import FormField
from channels.http import Transport
from channels.rss.adapter import RssAdapter
from channels.rss.configuration import rss_configuration
from channels.rss.hub import HubPing
from phrases import phrase

_SETTINGS = rss_configuration()
_COMMON = _SETTINGS.common


class RssCredentials(Credentials):
    """None."""


def _open(
    credentials: Credentials,
    transport: Transport,
    clock: Clock,
    settings: Mapping[str, Any],
) -> Adapter:
    return RssAdapter(_SETTINGS, HubPing(transport, settings))


SPEC = ChannelSpec(
    name="rss",
    label=_COMMON.label,
    text_limit=_COMMON.text_limit,
    count=len,
    media=_COMMON.media,
    open=_open,
    credentials=RssCredentials,
    quotas=_COMMON.quotas,
    minimum_interval_s=_COMMON.minimum_interval_s,
    read_back_lag_s=_COMMON.read_back_lag_s,
    call_deadline_s=_COMMON.call_deadline_s,
    parallel=_COMMON.parallel,
    replaces_media=True,
    adapter=RssAdapter,
    identity="slug",
    fields=(FormField("slug", phrase("rss.field.slug"), phrase("rss.field.slug-hint")),),
    has_read_back=False,
)
