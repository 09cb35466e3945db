"""What the channel Facebook is. Settings of an account: `page_id`, `app_id`."""

from collections.abc import Mapping
from typing import Any

from channels.base import Adapter, ChannelSpec, Clock, Credentials
from channels.connect import turned_off
from channels.facebook.adapter import FacebookAdapter
from channels.facebook.client import HOSTS, GraphClient
from channels.facebook.configuration import facebook_configuration
from channels.facebook.connect import PERMISSIONS
from channels.facebook.credentials import FacebookCredentials
from channels.http import Transport
from channels.settings import credentials_as, identifier
from phrases import phrase

_SETTINGS = facebook_configuration()
_COMMON = _SETTINGS.common


def _open(credentials: Credentials, transport: Transport, clock: Clock, settings: Mapping[str, Any]) -> Adapter:
    page_id = identifier(_COMMON.label, settings, "page_id", phrase("facebook.page-id"))
    own = credentials_as(FacebookCredentials, credentials, _COMMON.label)
    off, told = turned_off(PERMISSIONS, settings), str(settings.get("app_id") or "")
    # An account of an older version does not say it.
    app_id = told if told.isdecimal() else "app"
    return FacebookAdapter(GraphClient(own, transport, clock, _SETTINGS), page_id, _SETTINGS, off=off, app_id=app_id)


SPEC = ChannelSpec(
    name="facebook",
    label=_COMMON.label,
    text_limit=_COMMON.text_limit,
    count=len,
    media=_COMMON.media,
    open=_open,
    credentials=FacebookCredentials,
    hosts=HOSTS,
    quotas=_COMMON.quotas,
    minimum_interval_s=_COMMON.minimum_interval_s,
    read_back_lag_s=_COMMON.read_back_lag_s,
    call_deadline_s=_COMMON.call_deadline_s,
    parallel=_COMMON.parallel,
    adapter=FacebookAdapter,
    identity="page_id",
    unseen={"published": False},
    converses=True,
)
