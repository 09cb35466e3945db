"""A channel as one account has it: how its network counts a text, and what its texts end with. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from channels.base import ChannelSpec
from channels.registry import spec_of
from channels.sms.account import counting_of
from channels.sms_text import segments
from distributor.sms_rules import SMS, with_invitation


def form_of_account(channel: str, settings: Mapping[str, Any]) -> ChannelSpec:
    """The form of an account: on most channels the channel itself. Raises Misconfigured."""
    spec = spec_of(channel)
    if channel != SMS:
        return spec
    counting = counting_of(settings)
    return replace(
        spec,
        count=lambda text: segments(text, counting),
        ended=partial(with_invitation, settings, is_brief=True),
    )
