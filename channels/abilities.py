"""What the adapters of a channel are able to, told from their class: no account is opened."""

from collections.abc import Mapping

from channels.base import (
    ChannelSpec,
    Edits,
    Finds,
    Grants,
    HasFollowers,
    Measures,
    Pings,
    Probes,
    Refreshes,
    Slows,
    Subscribes,
    Withdraws,
)
from channels.citizens import Chats, Converses, Hides

ABILITIES: Mapping[str, type] = {
    "find": Finds,
    "edit": Edits,
    "withdraw": Withdraws,
    "metrics": Measures,
    "followers": HasFollowers,
    "comments": Converses,
    "hide": Hides,
    "messages": Chats,
    "probe": Probes,
    "refresh": Refreshes,
    "subscribe": Subscribes,
    "rights": Grants,
    "ping": Pings,
    "rest": Slows,
}
"""By the names of `channels.base`'s protocols' methods, the first ones those that staff notice."""


def abilities_of(spec: ChannelSpec) -> frozenset[str]:
    """Names of `ABILITIES`; with `pictures` and `video` where posts may carry them. Of a channel that names no class, none."""
    adapter = spec.adapter
    found = {name for name, ability in ABILITIES.items() if adapter is not None and issubclass(adapter, ability)}
    if not spec.has_read_back and spec.read_back_of is None:
        found.discard("find")
    found |= {"pictures"} if spec.media.max_count else set()
    return frozenset(found | ({"video"} if spec.media.video is not None else set()))
