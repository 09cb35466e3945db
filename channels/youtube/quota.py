"""What a post costs in YouTube's units. A day's units are given back at midnight Pacific time."""

from collections.abc import Mapping

from channels.base import OutgoingPost
from channels.youtube.configuration import Units
from channels.youtube.playlists import wanted_playlist


def units_of(post: OutgoingPost, settings: Mapping[str, object], units: Units) -> int:
    """Units that publishing `post` on an account with `settings` costs when nothing goes wrong and two looks see it processed.

    The upload itself is not among them: it has a bucket of its own.
    """
    cost = 3 * units.read + units.write  # looking before, watching twice, making public
    if post.cover is not None:
        cost += units.write
    cost += len(post.captions) * units.caption_insert
    if wanted_playlist(post, settings) is not None:
        cost += units.read + units.write
    return cost
