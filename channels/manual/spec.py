"""What the channel of hand-over is. It needs no credentials. Settings of an account, all for people (`channels.manual.package`):

- `place`: where staff publish it, `TikTok của tỉnh`; the account's name where it is missing
- `instructions`: what to mind there
"""

from collections.abc import Mapping
from typing import Any

from channels.base import Adapter, ChannelSpec, Clock, Credentials
from channels.connect import FormField
from channels.http import Transport
from channels.manual.adapter import ManualAdapter
from channels.manual.configuration import manual_configuration
from phrases import phrase

_SETTINGS = manual_configuration()
_COMMON = _SETTINGS.common


class ManualCredentials(Credentials):
    """None."""


def _open(
    credentials: Credentials,
    transport: Transport,
    clock: Clock,
    settings: Mapping[str, Any],
) -> Adapter:
    return ManualAdapter(_SETTINGS)


SPEC = ChannelSpec(
    name="manual",
    label=_COMMON.label,
    text_limit=_COMMON.text_limit,
    count=len,
    media=_COMMON.media,
    open=_open,
    credentials=ManualCredentials,
    quotas=_COMMON.quotas,
    minimum_interval_s=_COMMON.minimum_interval_s,
    read_back_lag_s=_COMMON.read_back_lag_s,
    call_deadline_s=_COMMON.call_deadline_s,
    parallel=_COMMON.parallel,
    adapter=ManualAdapter,
    fields=(
        FormField("place", phrase("manual.field.place"), phrase("manual.field.place-hint")),
        FormField("instructions", phrase("manual.field.instructions"), phrase("manual.optional"), is_needed=False),
    ),
    has_read_back=False,
)
