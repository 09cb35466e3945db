"""What a platform would refuse of a post, asked of the account's own adapter before review; no network."""

from channels.errors import ChannelError
from distributor.errors import LoaError
from distributor.outgoing.carrier import Carrier
from distributor.outgoing.post import load_outgoing


def problems_of(carrier: Carrier, post_id: int) -> tuple[str, ...]:
    """Words for staff; empty if the platform's own rules are kept."""
    with carrier.database.read() as session:
        loaded = load_outgoing(session, post_id, carrier.media_path)
    try:
        found = carrier.open(loaded.account).adapter.check(loaded.outgoing)
    except (ChannelError, LoaError) as error:
        return (error.message if isinstance(error, ChannelError) else error.said,)
    return tuple(problem.message for problem in found)
