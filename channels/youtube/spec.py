"""What the channel YouTube is. Settings of an account: `channel_id`, and where wanted `playlists`, `playlist_titles`
(`channels.youtube.playlists`)."""

from collections.abc import Mapping
from typing import Any

from channels.base import Adapter, ChannelSpec, Clock, Credentials
from channels.errors import Misconfigured
from channels.http import Transport
from channels.settings import credentials_as, identifier
from channels.youtube.adapter import YouTubeAdapter
from channels.youtube.checks import utf8_bytes
from channels.youtube.client import HOSTS, YouTubeClient
from channels.youtube.configuration import youtube_configuration
from channels.youtube.credentials import YouTubeCredentials
from phrases import phrase

_SETTINGS = youtube_configuration()
_COMMON = _SETTINGS.common


def _open(credentials: Credentials, transport: Transport, clock: Clock, settings: Mapping[str, Any]) -> Adapter:
    channel_id = identifier(_COMMON.label, settings, "channel_id", phrase("youtube.channel-id"))
    if not channel_id.startswith("UC"):
        raise Misconfigured(phrase("youtube.not-a-channel-id"))
    own = credentials_as(YouTubeCredentials, credentials, _COMMON.label)
    client = YouTubeClient(own, transport, clock, _SETTINGS)
    return YouTubeAdapter(client, own, transport, channel_id, settings, _SETTINGS)


SPEC = ChannelSpec(
    name="youtube",
    label=_COMMON.label,
    text_limit=_COMMON.text_limit,
    count=utf8_bytes,
    media=_COMMON.media,
    open=_open,
    credentials=YouTubeCredentials,
    hosts=HOSTS,
    quotas=_COMMON.quotas,
    minimum_interval_s=_COMMON.minimum_interval_s,
    read_back_lag_s=_COMMON.read_back_lag_s,
    call_deadline_s=_COMMON.call_deadline_s,
    parallel=_COMMON.parallel,
    adapter=YouTubeAdapter,
    identity="channel_id",
    unseen={"privacy": "private"},
    video_shape="9x16",
    converses=True,
)
