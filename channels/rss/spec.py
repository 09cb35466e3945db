"""What the channel RSS is. It needs no credentials and no settings."""

from collections.abc import Mapping
from typing import Any

from channels.base import Adapter, ChannelSpec, Clock, Credentials
from channels.configuration import configuration
from channels.http import Transport
from channels.rss.adapter import RssAdapter

_COMMON = configuration().rss.common


class RssCredentials(Credentials):
    """None."""


def _open(
    credentials: Credentials,
    transport: Transport,
    clock: Clock,
    settings: Mapping[str, Any],
) -> Adapter:
    return RssAdapter(_COMMON.label, _COMMON.text_limit, _COMMON.media)


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
    template_folder="rss",
    has_read_back=False,
)
