"""Where an SMS account leads, and why it rests."""

from datetime import datetime

from channels.errors import ChannelError
from channels.sms.account import gateway_of
from distributor.models import Account
from phrases import Phrase

SILENT, DOWN = "broadcast.carrier-silent", "broadcast.carrier-down"
"""Why an account rests: its network answers nothing; it takes nothing, for a reason of its own and since a time that is said."""


def gateway_name(account: Account) -> str:
    """ "smpp" or the name of an HTTP gateway; empty if the account says none that we know."""
    try:
        return gateway_of(account.settings)
    except ChannelError:
        return ""


def down_since(said: str) -> datetime | None:
    """Return since when an account rests for this reason; None: it is not down."""
    since = said.values.get("since") if isinstance(said, Phrase) and said.code == DOWN else None
    return since if isinstance(since, datetime) else None
