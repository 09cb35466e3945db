"""What a campaign says of a kind on a channel: by itself, by a person, or never. Pure, and for a child that loads no tables."""

from collections.abc import Mapping
from enum import StrEnum

WARNING_KIND = "scam_warning"
"""Items of it protect today: a short text tells what to do, and lists that are kept for warnings get them."""


class Policy(StrEnum):
    AUTO = "auto"
    REVIEW = "review"
    NEVER = "never"


def policy_of(policy: Mapping[str, Mapping[str, str]], kind: str, channel: str) -> Policy:
    """The most particular entry counts: kind and channel, kind, channel, everything. Nothing said: review."""
    for kind_key in (kind, "*"):
        row = policy.get(kind_key, {})
        for channel_key in (channel, "*"):
            if channel_key in row:
                return Policy(row[channel_key])
    return Policy.REVIEW
